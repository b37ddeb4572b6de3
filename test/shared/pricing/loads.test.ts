import { expect, test } from 'vitest'
import type { BasketLine, PricedBasket } from '#shared/contracts/basket.ts'
import { Failure } from '#shared/domain/failure.ts'
import { MAX_LOAD } from '#shared/domain/pricing/load-lines.ts'
import { refundLines } from '#shared/domain/refund-lines.ts'
import {
  basketOf,
  fixed,
  GIFT_PRODUCT,
  giftProduct,
  line,
  offered,
  percent,
  priceIn,
  product,
  promotion,
  rule,
  rulesOf,
  shopRules,
  vatFree,
} from '../shop.ts'

const book = product(100_00, { id: 1, name: 'Book' })
/** Any amount, and one of fifty. */
const openCard = product(0, { id: 2, name: 'Gift card', vatGroupId: vatFree.id, isGift: true })
const fifty = { ...openCard, id: 3, name: 'Gift card 50', listPrice: 50_00 }
const shelf = [book, openCard, fifty, giftProduct]

const bookLine = line(1, { id: 'book' })
const load = (over: Partial<BasketLine> = {}) =>
  line(1, { id: 'card', productId: 2, loads: 'GIFT:c1', typedPrice: 30_00, ...over })
const priced = (lines: BasketLine[], over: Partial<Parameters<typeof priceIn>[2]> = {}) =>
  priceIn(shelf, basketOf(lines), over)
function refused(lines: BasketLine[], products = shelf) {
  try {
    priceIn(products, basketOf(lines))
  } catch (error) {
    if (error instanceof Failure) return error.fields?.[0]?.field
    throw error
  }
  return 'taken'
}
const addsUp = ({ listTotal, discountTotal, total, lines, taxes }: PricedBasket) => {
  expect(listTotal - discountTotal).toBe(total)
  for (const parts of [lines, taxes]) {
    expect(parts.reduce((sum, { gross }) => sum + gross, 0)).toBe(total)
  }
}

test('a loaded card is a line of its own without tax; it is due, and stands where it was typed', () => {
  const both = priced([load(), bookLine], { maySetPrices: false })
  expect(both.lines.map(({ id, kind, gross, vat }) => [id, kind, gross, vat])).toEqual([
    ['card', 'load', 30_00, 0],
    ['book', 'product', 100_00, 9_09],
  ])
  expect(both.lines[0]?.account).toBe('GIFT:c1')
  expect([both.total, both.vat]).toEqual([130_00, 9_09])
  addsUp(both)
  const alone = priced([load({ productId: 3, typedPrice: undefined })])
  expect([alone.total, alone.listTotal, alone.net]).toEqual([50_00, 50_00, 50_00])
  addsUp(alone)
})

test('where goods share its group without tax the group holds both', () => {
  const sweet = { ...book, id: 4, vatGroupId: vatFree.id }
  const basket = basketOf([load(), line(1, { id: 's', productId: 4 })])
  const both = priceIn([...shelf, sweet], basket)
  expect(both.taxes.map(({ net, gross }) => [net, gross])).toEqual([[130_00, 130_00]])
  addsUp(both)
})

test('no discount, promotion, coupon or minimum has to do with what is loaded', () => {
  const off = promotion({ kind: 'percent', rate: 1000, on: 'order' }, { id: 1 })
  const rich = promotion(
    { kind: 'fixed', amount: 5_00, on: 'order' },
    { id: 2, conditions: { minimumAmount: { amount: 101_00, vat: 'included' } } },
  )
  const gift = promotion(
    { kind: 'gift-line', giftLineProductId: GIFT_PRODUCT },
    { id: 8, trigger: 'coupon' },
  )
  const basket = basketOf([bookLine, load()], { discounts: [percent(50), fixed(1_00)] })
  const both = priceIn(shelf, basket, {
    promotions: rulesOf(off, rich, gift),
    coupons: [offered('c', 8, { faceValue: 500_00 })],
  })
  const goods = priceIn(
    shelf,
    { ...basket, lines: [bookLine] },
    {
      promotions: rulesOf(off, rich, gift),
      coupons: [offered('c', 8, { faceValue: 500_00 })],
    },
  )
  // The coupon pays all of the goods, and nothing of the card.
  expect([goods.total, both.total]).toEqual([0, 30_00])
  expect(both.discountTotal).toBe(goods.discountTotal)
  expect(both.lines.find(({ id }) => id === 'card')?.discounts).toEqual([])
  addsUp(both)
})

test('a price rule for a customer does not make a card cheaper than what is on it', () => {
  const cheaper = { ...fifty, prices: [rule(40_00, { customerId: 5 })] }
  const lines = [load({ productId: 3, typedPrice: undefined })]
  const all = priceIn([cheaper], basketOf(lines, { customerId: 5 }))
  expect(all.total).toBe(50_00)
})

test('a wrong load names its field', () => {
  expect(refused([load({ typedPrice: undefined })])).toBe('lines.0.typedPrice')
  expect(refused([load({ typedPrice: 0 })])).toBe('lines.0.typedPrice')
  expect(refused([load({ typedPrice: MAX_LOAD + 1 })])).toBe('lines.0.typedPrice')
  expect(refused([load({ typedPrice: MAX_LOAD })])).toBe('taken')
  expect(refused([load({ productId: 3, typedPrice: 40_00 })])).toBe('lines.0.typedPrice')
  expect(refused([load({ quantity: 2000 })])).toBe('lines.0.quantity')
  expect(refused([load({ quantity: 500 })])).toBe('lines.0.quantity')
  expect(refused([load({ discounts: [percent(10)] })])).toBe('lines.0.discounts')
  expect(refused([load({ productId: 1 })])).toBe('lines.0.loads')
  expect(refused([load(), load({ id: 'again' })])).toBe('lines.1.loads')
  const taxed = { ...openCard, vatGroupId: 1 }
  expect(refused([load()], [taxed])).toBe('lines.0.productId')
})

test('where prices are without tax the card is still without any', () => {
  const rules = { ...shopRules, pricesIncludeVat: false }
  const both = priced([bookLine, load()], { rules })
  expect([both.total, both.vat, both.net]).toEqual([140_00, 10_00, 130_00])
  expect(both.listTotal - both.discountTotal).toBe(both.net)
})

test('what was loaded is given back by itself, in parts that add up, whatever was paid with a coupon', () => {
  const gift = promotion(
    { kind: 'gift-line', giftLineProductId: GIFT_PRODUCT },
    { id: 8, trigger: 'coupon' },
  )
  const original = priced([bookLine, load({ typedPrice: 10_01 })], {
    promotions: rulesOf(gift),
    coupons: [offered('c', 8, { faceValue: 60_00 })],
  })
  expect(original.total).toBe(50_01)
  const half = refundLines({
    original,
    alreadyRefunded: {},
    wanted: [{ lineId: 'card', quantity: 500 }],
  })
  const rest = refundLines({
    original,
    alreadyRefunded: { card: 500 },
    wanted: [{ lineId: 'card', quantity: 500 }],
  })
  expect([half.total, rest.total]).toEqual([-5_01, -5_00])
  expect(half.lines[0]).toMatchObject({ kind: 'load', account: 'GIFT:c1' })
  const goods = refundLines({ original, alreadyRefunded: { card: 1000 } })
  expect(goods.total).toBe(-40_00)
})
