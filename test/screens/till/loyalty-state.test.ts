import { expect, test } from 'vitest'
import { basketOf, Draft, withoutLine } from '#hub/till/basket/draft.ts'
import { pointsRows } from '#hub/till/customer/points-rows.ts'
import {
  chosenPairs,
  countsOf,
  mayAdd,
  pointsForAmount,
  pointsTender,
} from '#hub/till/pay/points-choice.ts'
import { valueBack } from '#hub/till/receipts/value-back.ts'
import { whyNotLoaded } from '#hub/till/vouchers/why-not-loaded.ts'
import type { PricedBasket, PricedLine } from '#shared/contracts/basket.ts'
import type { PointsOffer } from '#shared/contracts/points.ts'
import type { Receipt } from '#shared/contracts/till.ts'
import type { TillVoucher } from '#shared/contracts/voucher.ts'

const pairs = [
  { price: 50_00, points: 500 },
  { price: 100_00, points: 900 },
  { price: 200_00, points: 1700 },
]
const offer = (mostPayments: number, spendable: number) => ({
  programme: 'IBOD',
  name: 'iBOD',
  balance: spendable,
  asOf: null,
  spendable,
  hindrance: null,
  needsPin: true,
  pay: { kind: 'pairs' as const, pairs, mostPayments, best: { points: 0, amount: 0, pairs: [] } },
})

test('one pair more is taken only within payments, points and what is due', () => {
  expect(mayAdd(offer(1, 1000), [0, 0, 0], 1, 249_00)).toBe(true)
  expect(mayAdd(offer(1, 5000), [0, 1, 0], 0, 249_00)).toBe(false)
  expect(mayAdd(offer(3, 1000), [0, 1, 0], 0, 249_00)).toBe(false)
  expect(mayAdd(offer(3, 5000), [0, 1, 1], 0, 349_00)).toBe(false)
  expect(mayAdd(offer(3, 5000), [0, 1, 1], 0, 350_00)).toBe(true)
  const most = [pairs[1], pairs[1], pairs[0]].flatMap((pair) => pair ?? [])
  expect(countsOf(pairs, most)).toEqual([1, 2, 0])
  expect(chosenPairs(pairs, [1, 2, 0]).map(({ points }) => points)).toEqual([500, 900, 900])
})

test('a typed amount takes the fewest points that pay it, and never pays more than was typed', () => {
  expect(pointsForAmount(15_00, { points: 1, amount: 1_00 })).toEqual({ points: 15, amount: 15_00 })
  expect(pointsForAmount(15_50, { points: 1, amount: 1_00 })).toEqual({ points: 15, amount: 15_00 })
  expect(pointsForAmount(10_00, { points: 3, amount: 1_00 })).toEqual({ points: 30, amount: 10_00 })
})

test('points that pay as a discount line are in the total already, as a tender they are not', () => {
  const paid = { as: 'tender', amount: 100_00 }
  expect(pointsTender({ points: paid } as PricedBasket)).toBe(100_00)
  expect(pointsTender({ points: { ...paid, as: 'discount-line' } } as PricedBasket)).toBe(0)
  expect(pointsTender(null)).toBe(0)
})

test('the newest balance counts, and a programme without an account shows what it will earn', () => {
  const account = { kind: 'points', code: 'IBOD', name: 'iBOD', balance: 900, asOf: 1 }
  const offers: Pick<PointsOffer, 'programme' | 'name' | 'balance' | 'asOf'>[] = [
    { programme: 'IBOD', name: 'iBOD', balance: 1000, asOf: 5 },
  ]
  const earned = [
    { programme: 'IBOD', points: 5 },
    { programme: 'IBOD', points: 30 },
    { programme: 'NEW', points: 2 },
  ]
  expect(pointsRows([account, { ...account, kind: 'store-credit' }], offers, earned)).toEqual([
    { code: 'IBOD', name: 'iBOD', balance: 1000, asOf: 5, earns: 35 },
    { code: 'NEW', name: 'NEW', balance: null, asOf: null, earns: 2 },
  ])
})

test('a basket kept by an older page is read, and says no more to the hub than it knew', () => {
  const old = { saleId: 's', lines: [], discounts: [], member: null, customer: null }
  const draft = Draft.parse(old)
  expect(draft).toMatchObject({ coupons: [], points: null, partner: null })
  expect(basketOf(draft)).toBeNull()
})

test('a coupon that was only for a line is for all of the basket once that line is gone', () => {
  const product = { id: 1, code: 'A', name: 'A', variant: '', barcodes: [], posCategoryId: null }
  const rest = { uom: 'ш', listPrice: 1, vatRate: 0, isGift: false }
  const line = (id: string) => ({
    id,
    quantity: 1000,
    typedPrice: null,
    discounts: [],
    loads: null,
    product: { ...product, ...rest },
  })
  const draft = Draft.parse({
    saleId: 's',
    lines: [line('a'), line('b')],
    discounts: [],
    member: null,
    customer: null,
    coupons: [
      { account: 'C:1', name: 'one', lines: ['a'] },
      { account: 'C:2', name: 'two', lines: ['a', 'b'] },
    ],
  })
  expect(basketOf(draft)?.coupons).toEqual([
    { account: 'C:1', lines: ['a'] },
    { account: 'C:2', lines: ['a', 'b'] },
  ])
  expect(basketOf(withoutLine(draft, 'a'))?.coupons).toEqual([
    { account: 'C:1' },
    { account: 'C:2', lines: ['b'] },
  ])
})

test('a card is sold once, reloaded while it is good, and never twice in one basket', () => {
  const common = { programme: 'G', name: 'Gift', storeId: null, endsAt: null, account: 'G:1' }
  const money = { balance: 0, asOf: null, spendable: 0, hindrance: null }
  const card = (state: TillVoucher['state'], frozen = false): TillVoucher => ({
    kind: 'gift-card',
    ...common,
    ...money,
    state,
    frozen,
  })
  const coupon = (state: TillVoucher['state']): TillVoucher => ({
    kind: 'coupon',
    ...common,
    state,
    promotionId: 1,
    faceValue: null,
  })
  expect(whyNotLoaded(null, [], true)).toBe('unknown')
  expect(whyNotLoaded(card('reserved'), [], true)).toBeNull()
  expect(whyNotLoaded(card('sold'), [], false)).toBeNull()
  expect(whyNotLoaded(card('sold'), [], true)).toBe('sold-already')
  expect(whyNotLoaded(card('sold', true), [], false)).toBe('frozen')
  expect(whyNotLoaded(card('expired'), [], false)).toBe('ended')
  expect(whyNotLoaded(coupon('reserved'), [], true)).toBeNull()
  expect(whyNotLoaded(coupon('sold'), [], false)).toBe('sold-already')
  expect(whyNotLoaded(coupon('used'), [], true)).toBe('used')
  const loads = { account: 'G:1', name: 'Gift' }
  expect(whyNotLoaded(card('reserved'), [{ loads }], true)).toBe('in-basket')
})

test('before a refund is saved it says which points go and come, and what else is touched', () => {
  const line = (id: string, gross: number, couponId?: string) => ({
    id,
    ofLine: null,
    kind: 'product',
    gross,
    discounts: couponId === undefined ? [] : [{ ruleId: 'promotion:1', amount: 1_00, couponId }],
  })
  const lines = [line('a', 100_00, 'C:1'), line('b', 300_00)]
  const receipt = {
    priced: { lines },
    settlement: { tenders: [{ kind: 'gift-card' }] },
    loyalty: [
      {
        programme: 'IBOD',
        name: 'iBOD',
        lines: [
          { lineId: 'a', collected: 3, spent: 0 },
          { lineId: 'b', collected: 9, spent: 90 },
        ],
      },
    ],
  } as unknown as Receipt
  const back = (...some: readonly PricedLine[]) =>
    valueBack(receipt, { lines: some } as PricedBasket)
  const gone = (id: string, gross: number) => line(id, -gross) as unknown as PricedLine
  expect(back(gone('a', 100_00))).toEqual({
    points: [{ programme: 'IBOD', name: 'iBOD', taken: 3, returned: 0 }],
    giftCard: true,
    coupons: 1,
    loads: 0,
    issued: 0,
  })
  expect(back(gone('b', 100_00))).toMatchObject({
    points: [{ taken: 3, returned: 30 }],
    coupons: 0,
  })
})
