import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { NotLoadable } from '#shared/contracts/voucher.ts'
import { openVoucherShop, type VoucherShop } from '#test/cloud/vouchers/voucher-shop.ts'
import { until } from '#test/support/shop.ts'
import { newId, one, type TestTill } from '../open-hub.ts'
import { openWiredHub, type WiredHub } from '../value/wired-hub.ts'
import { trySale } from './voucher-hub.ts'

let shop: VoucherShop
let home: WiredHub
let away: WiredHub
let till: TestTill
let elsewhere: TestTill

beforeAll(async () => {
  shop = await openVoucherShop()
  ;[home, away] = [await openWiredHub(shop, 1), await openWiredHub(shop, 2)]
  for (const hub of [home, away]) {
    hub.feed.put({
      catalogueVersion: '8',
      programmes: [
        { id: 12, code: 'GIFT', name: 'Gift card', kind: 'gift-card', offline: 'leased' },
      ],
      products: [
        { id: 3, name: 'Gift card', listPrice: 0, vatGroupId: 3, isGift: true },
        { id: 4, name: 'Gift card', listPrice: 500_00, vatGroupId: 3, isGift: true },
      ],
    })
  }
  ;[till, elsewhere] = [await home.openTill(), await away.openTill()]
}, 60_000)
afterAll(async () => {
  await home[Symbol.asyncDispose]()
  await away[Symbol.asyncDispose]()
  await shop[Symbol.asyncDispose]()
})

interface Answered {
  readonly status: number
  readonly body: unknown
}
let rows = 0
/** A printed card, as both stores have it in their copies; of no store's stock unless told. */
async function printed(storeId: number | null = null): Promise<string> {
  const [made] = await shop.batch('gift-card', { count: 1, storeId })
  if (made === undefined) throw new Error('no card was made')
  const { account, code } = made
  rows += 1
  const row = { id: rows, account, code, storeId, programme: 12, state: 'reserved' } as const
  for (const hub of [home, away]) hub.feed.put({ giftCards: [row] })
  return account
}
const selling = (account: string, receiptId?: string) => ({
  lines: [{ ...one(4, 1000, 'card'), loads: account }],
  ...(receiptId !== undefined && { receiptId }),
})
/** A busy machine may answer too late: then the till tries again, as it is told. */
async function patiently<Result extends Answered>(work: () => Promise<Result>): Promise<Result> {
  const late = NotLoadable.loose().extend({ hindrance: z.literal('no-answer') })
  for (let tries = 1; ; tries += 1) {
    const answer = await work()
    if (tries === 10 || !late.safeParse(answer.body).success) return answer
  }
}
const quote = (at: TestTill, account: string, receiptId: string) =>
  patiently(() => at.call('POST', '/quotes', selling(account, receiptId)))
const sell = (at: TestTill, account: string, id = newId()) =>
  patiently(() => trySale(at, selling(account), {}, { id }))
const giveUp = (at: TestTill, receiptId: string) => at.call('DELETE', `/covers/${receiptId}`)
const whyNot = ({ status, body }: Answered) => {
  expect(status).toBe(409)
  return NotLoadable.loose().parse(body).hindrance
}
const View = z.looseObject({ state: z.string(), balance: z.int() })
const inBooks = async (account: string) => {
  const { state, balance } = await shop.cloud.get(`/v1/gift-cards/${account}`, View)
  return [state, balance]
}

test('two stores sell the same printed card at once: one does, and it is loaded once', async () => {
  const account = await printed()
  const tries = await Promise.all([sell(till, account), sell(elsewhere, account)])
  const refusals = tries.filter(({ status }) => status !== 201)
  expect(refusals).toHaveLength(1)
  expect(refusals.map(whyNot)).toEqual(['in-other-store'])
  await home.sent()
  await away.sent()
  expect(await inBooks(account)).toEqual(['sold', 500_00])
  // Both stores' copies still say that it is printed only.
  for (const at of [till, elsewhere]) {
    expect(whyNot(await quote(at, account, newId()))).toBe('sold-already')
  }
})

test('a card is kept from the quote of its receipt on, and free again when that is given up', async () => {
  const account = await printed()
  const receiptId = newId()
  await until('this store may', async () => {
    return (await quote(till, account, receiptId)).status === 200
  })
  expect(whyNot(await quote(elsewhere, account, newId()))).toBe('in-other-store')
  const gift = { id: newId(), amount: 100_00, reason: 'a gift' }
  const byHq = await shop.post(`/v1/gift-cards/${account}/issue`, gift)
  expect(byHq.status).toBe(409)
  expect(await byHq.text()).toContain('A store is selling')
  await giveUp(till, receiptId)
  await until('the other store may', async () => {
    return (await quote(elsewhere, account, newId())).status === 200
  })
  expect(whyNot(await sell(till, account))).toBe('in-other-store')
  expect((await sell(elsewhere, account)).status).toBe(201)
})

test('offline a store sells what is bound to it, and says what would work for the rest', async () => {
  const [bound, unbound] = [await printed(1), await printed()]
  await home.cut()
  expect((await sell(till, bound)).status).toBe(201)
  const refused = await quote(till, unbound, newId())
  expect(whyNot(refused)).toBe('offline')
  expect(JSON.stringify(refused.body)).toContain("one of this store's stock works now")
  await home.restore()
  expect((await sell(till, unbound)).status).toBe(201)
})

test('a card kept for a store that loses the line is sold there, and nowhere before its word', async () => {
  const account = await printed()
  const id = newId()
  await until('this store may', async () => (await quote(till, account, id)).status === 200)
  await home.cut()
  expect((await sell(till, account, id)).status).toBe(201)
  expect(whyNot(await sell(elsewhere, account))).toBe('in-other-store')
  await home.restore()
  await home.sent()
  expect(whyNot(await sell(elsewhere, account))).toBe('sold-already')
  expect(await inBooks(account)).toEqual(['sold', 500_00])
})

test('a hub that started anew wants nothing of what it was promised before', async () => {
  const account = await printed()
  // Where the books are slow to answer, the next question finds what was promised.
  await until('this store may', async () => (await quote(till, account, newId())).status === 200)
  await home.cut()
  home.restartValue()
  expect(whyNot(await sell(elsewhere, account))).toBe('in-other-store')
  await home.restore()
  await until('the other store may', async () => {
    return (await quote(elsewhere, account, newId())).status === 200
  })
})
