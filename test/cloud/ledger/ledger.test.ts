import { expect, test } from 'vitest'
import { z } from 'zod'
import { openTestCloud, type TestCloud } from '../test-cloud.ts'

const Balance = z.object({
  currency: z.string(),
  accounts: z.array(
    z.looseObject({ id: z.int(), code: z.string(), closingDebit: z.int(), closingCredit: z.int() }),
  ),
  total: z.looseObject({
    debit: z.int(),
    credit: z.int(),
    closingDebit: z.int(),
    closingCredit: z.int(),
  }),
})

test('a company has its chart from the start: cash and bank per store, sales and VAT per group', async () => {
  await using cloud = await openTestCloud()
  const { accounts, total, currency } = await cloud.get('/v1/trial-balance?companyId=1', Balance)
  expect(currency).toBe('MNT')
  expect(accounts.map((account) => account.code)).toEqual([
    'BANK-UB1',
    'BANK-UB2',
    'CASH-DIFFERENCE',
    'CASH-ROUNDING',
    'CASH-TRANSIT',
    'CASH-UB1',
    'CASH-UB2',
    'CITY-TAX',
    'COD-UB1',
    'COD-UB2',
    'COUPONS',
    'GIFT-CARDS',
    'LOYALTY-PARTNER',
    'POINTS',
    'POINTS-COST',
    'POINTS-EXPIRED',
    'SALES-FREE',
    'SALES-V10',
    'SALES-V10C',
    'STORE-CREDIT',
    'UNEXPLAINED',
    'VALUE-CAPTURED',
    'VALUE-CORRECTIONS',
    'VALUE-ESCROW',
    'VALUE-EXPIRED',
    'VALUE-PENDING',
    'VALUE-RISK',
    'VAT-FREE',
    'VAT-V10',
    'VAT-V10C',
  ])
  expect(total).toMatchObject({ debit: 0, credit: 0 })
})

test('a sale debits its tenders and credits sales, VAT, city tax and the rounding of cash', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  // 3 × 3,333.00 with VAT 10 % and city tax 2 %: 9,999.00; half by card, the rest in coins of 10.
  hub.sell({ lines: [{ productId: 2, quantity: 3000 }], cardShare: 0.5 })
  await hub.push()
  expect(await closing(cloud)).toEqual({
    'BANK-UB1': 499_950,
    'CASH-UB1': 500_000,
    'SALES-V10C': -892_768,
    'VAT-V10C': -89_277,
    'CITY-TAX': -17_855,
    'CASH-ROUNDING': -50,
  })
})

test('a whole refund turns every account of the sale back to nothing', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  const lines = [1, 2, 3].map((productId) => ({ productId, quantity: 3000 }))
  const sale = hub.sell({ lines, cardShare: 0.3 })
  hub.refund(sale, { lines: [{ lineId: 'l1', quantity: 1000 }] })
  hub.refund(sale)
  await hub.push()
  expect(await closing(cloud)).toEqual({})
})

test('prices without tax: net and tax come apart as the customer paid them', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(3)
  hub.sell({ lines: [{ productId: 4, quantity: 1000 }], cardShare: 1 })
  await hub.push()
  expect(await closing(cloud, 2)).toEqual({
    'BANK-CF1': 1_375_000,
    'SALES-V10': -1_250_000,
    'VAT-V10': -125_000,
  })
  expect(await closing(cloud, 1)).toEqual({})
})

test('counted cash that differs goes to over and short; cash moved goes to transit', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  const shift = {
    v: 1,
    openedAt: cloud.now,
    openingCash: 0,
    countedCash: 9500,
    expectedCash: 1e4,
    difference: -500,
    receipts: 0,
    refunds: 0,
    tenders: [],
  }
  hub.append('cash.moved', { payload: { v: 1, amount: 10_000, reason: 'change' } })
  hub.append('shift.closed', { payload: shift })
  await hub.push()
  expect(await closing(cloud)).toEqual({
    'CASH-UB1': 9_500,
    'CASH-TRANSIT': -10_000,
    'CASH-DIFFERENCE': 500,
  })
})

test('two stores may share one cash account, and a new VAT group gets its accounts by itself', async () => {
  await using cloud = await openTestCloud()
  await cloud.group.writeHot((hot) => {
    hot.exec("UPDATE store SET cash_account = 'CASH' WHERE company_id = 1")
    hot.exec("INSERT INTO vat_group VALUES (9, 1, 'V20', 'Шинэ', 'VAT_ABLE', 2000, 0)")
    hot.exec('UPDATE product SET vat_group_id = 9 WHERE id = 1')
  })
  for (const storeId of [1, 2]) {
    const hub = await cloud.claimHub(storeId)
    hub.sell({ lines: [{ productId: 3, quantity: 1000 }] })
    expect((await hub.push()).status).toBe(200)
  }
  const balances = await closing(cloud)
  expect(balances).toMatchObject({ CASH: 2 * 1_800_000, 'CASH-ROUNDING': -200 })
  const { accounts } = await cloud.get('/v1/trial-balance?companyId=1', Balance)
  expect(accounts.map((account) => account.code)).toContain('VAT-V20')
})

test('the trial balance of a period carries what was before it forward', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  for (const businessOn of ['2026-11-18', '2026-11-19', '2026-11-20']) {
    hub.sell({ lines: [{ productId: 1, quantity: 1000 }], businessOn, cardShare: 1 })
  }
  await hub.push()
  const path = '/v1/trial-balance?companyId=1&from=2026-11-19&to=2026-11-19'
  const { accounts, total } = await cloud.get(path, Balance)
  expect(accounts.find((account) => account.code === 'BANK-UB1')).toMatchObject({
    openingDebit: 2599e3,
    debit: 2599e3,
    credit: 0,
    closingDebit: 5198e3,
  })
  expect(total.debit).toBe(total.credit)
  expect(total.closingDebit).toBe(total.closingCredit)
})

test("an account's entries are paged, newest first, each with its receipt", async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  const sales = Array.from({ length: 5 }, () =>
    hub.sell({ lines: [{ productId: 1, quantity: 1000 }], cardShare: 1 }),
  )
  await hub.push()
  const { accounts } = await cloud.get('/v1/trial-balance?companyId=1', Balance)
  const bank = accounts.find((account) => account.code === 'BANK-UB1')
  const Page = z.object({
    items: z.array(z.looseObject({ receiptId: z.string() })),
    next: z.string().nullable(),
  })
  const seen: string[] = []
  let after = ''
  for (let pages = 0; pages < 3; pages++) {
    const page = await cloud.get(`/v1/accounts/${bank?.id}/entries?limit=2${after}`, Page)
    seen.push(...page.items.map((item) => item.receiptId))
    after = `&after=${page.next}`
  }
  expect(seen).toEqual(sales.map((sale) => sale.receiptId).toReversed())
})

test('the database itself refuses a transaction that does not balance', async () => {
  await using cloud = await openTestCloud()
  const unbalanced = cloud.group.writeHot((hot) =>
    hot.exec(
      "INSERT INTO ledger_transaction VALUES (1, 1, NULL, 'sale', '2026-11-20', 0, 'MNT', 5, 4, NULL, NULL)",
    ),
  )
  await expect(unbalanced).rejects.toThrow(/ledger_transaction_balances/)
})

/** Closing balances that are not 0: debits positive, credits negative. */
async function closing(cloud: TestCloud, companyId = 1): Promise<Record<string, number>> {
  const { accounts } = await cloud.get(`/v1/trial-balance?companyId=${companyId}`, Balance)
  return Object.fromEntries(
    accounts
      .map(({ code, closingDebit, closingCredit }) => [code, closingDebit - closingCredit] as const)
      .filter(([, balance]) => balance !== 0),
  )
}
