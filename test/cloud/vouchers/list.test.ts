import { expect, test } from 'vitest'
import { z } from 'zod'
import { readVouchers, vouchersSelect } from '#cloud/vouchers/read-vouchers.ts'
import { expectRebuilt } from '../value/rebuilt.ts'
import { newId } from '../value/value-hub.ts'
import { openVoucherShop } from './voucher-shop.ts'

const count = Number(process.env['KASSA_TEST_VOUCHER_STATES'] ?? 1500)
const Page = z.object({
  items: z.array(z.looseObject({ account: z.string(), state: z.string() })),
  next: z.string().nullable(),
})

test('vouchers of a state are read by an index, however many others there are', async () => {
  await using shop = await openVoucherShop()
  const { cloud } = shop
  await shop.batch('gift-card', { count: 3 })
  const made = await shop.batch('coupon', { count })
  const [first = '', last = ''] = [made[0]?.account, made.at(-1)?.account]
  const act = (account: string, verb: string) =>
    shop.post(`/v1/coupons/${account}/${verb}`, { id: newId(), reason: 'for the list' })
  for (const account of [last, first]) expect((await act(account, 'issue')).status).toBe(200)
  const list = (query: string) => cloud.get(`/v1/coupons?${query}`, Page)
  const accountsOf = async (query: string) =>
    (await list(query)).items.map(({ account }) => account)
  expect(await accountsOf('state=issued')).toEqual([first, last])
  expect((await act(last, 'cancel')).status).toBe(200)
  expect(await accountsOf('state=issued')).toEqual([first])
  expect(await accountsOf('state=cancelled&programme=FIVE')).toEqual([last])
  expect(await accountsOf('state=used')).toEqual([])

  const one = await list('state=reserved&limit=2')
  expect(one.items.map(({ account }) => account)).toEqual(made.slice(1, 3).map((m) => m.account))
  const rest = await list(`state=reserved&limit=2&after=${one.next}`)
  expect(rest.items.map(({ account }) => account)).toEqual(made.slice(3, 5).map((m) => m.account))

  const hot = cloud.group.readHot()
  for (const state of ['issued', 'reserved']) {
    const page = { kind: 'coupon', programme: 'FIVE', state, after: 0, rows: 50 } as const
    const { sql, values } = vouchersSelect(hot, page)
    const plan = hot
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all(...values)
      .map(([, , , step]) => step)
    expect(plan, String(plan)).toContain(
      'SEARCH v USING INDEX voucher_by_state (programme_id=? AND state=? AND id>?)',
    )
    expect(String(plan)).not.toMatch(/SCAN|TEMP B-TREE/)
    const before = performance.now()
    readVouchers(hot, { ...page, programme: undefined })
    const ms = (performance.now() - before).toFixed(1)
    if (count > 1500) process.stdout.write(`a page of ${state} out of ${count}: ${ms} ms\n`)
  }
  await expectRebuilt(shop)
})
