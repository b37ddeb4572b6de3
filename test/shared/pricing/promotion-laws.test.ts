import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PricedBasket } from '#shared/contracts/basket.ts'
import { refundLines } from '#shared/domain/refund-lines.ts'
import { type Rules, rulesAndCoupons, stocked } from '../arbitrary-promotion.ts'
import { sale } from '../arbitrary-sale.ts'
import { priceIn } from '../shop.ts'

const runs = Number(process.env['KASSA_TEST_PRICING_RUNS'] ?? 40)
type Sale = typeof sale extends fc.Arbitrary<infer T> ? T : never

const price = ({ products, basket, rules }: Sale, { promotions, coupons }: Rules) =>
  priceIn(stocked(products), basket, { rules, promotions, coupons })
const total = <T>(items: readonly T[], of: (item: T) => number) =>
  items.reduce((sum, item) => sum + of(item), 0)
const check = (law: (sale: Sale, rules: Rules, shuffle: Shuffle) => void) =>
  fc.assert(
    fc.property(sale, rulesAndCoupons, fc.infiniteStream(fc.nat()), (one, rules, stream) => {
      law(one, rules, (items) =>
        items
          .map((item) => ({ item, key: stream.next().value }))
          .sort((a, b) => a.key - b.key)
          .map(({ item }) => item),
      )
    }),
    { numRuns: runs },
  )
type Shuffle = <T>(items: readonly T[]) => T[]

test('neither the order of lines nor that of coupons changes the answer', () => {
  check((one, rules, shuffle) => {
    const priced = price(one, rules)
    const mixed = { ...one.basket, lines: shuffle(one.basket.lines) }
    const again = price(
      { ...one, basket: mixed },
      { promotions: rules.promotions, coupons: shuffle(rules.coupons) },
    )
    const sorted = ({ lines, coupons = [], ...rest }: PricedBasket) => ({
      ...rest,
      lines: lines.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      coupons: coupons.toSorted((a, b) => (a.couponId < b.couponId ? -1 : 1)),
    })
    expect(sorted(again)).toEqual(sorted(priced))
    expect(price(one, rules)).toEqual(priced)
  })
})

test('nothing falls below 0: no line with its difference, no total', () => {
  check((one, rules) => {
    const priced = price(one, rules)
    const paid = one.rules.pricesIncludeVat ? 'gross' : 'net'
    expect(priced.total).toBeGreaterThanOrEqual(0)
    for (const line of priced.lines) {
      if (line.quantity > 0) expect(line[paid]).toBeGreaterThanOrEqual(0)
      const difference = priced.lines.find((other) => other.ofLine === line.id)
      if (line.kind !== 'product') continue
      expect(line[paid] + (difference?.[paid] ?? 0)).toBeGreaterThanOrEqual(0)
    }
  })
})

test('lines, tax groups and discounts by rule add up to the totals', () => {
  check((one, rules) => {
    const priced = price(one, rules)
    const { lines, taxes, coupons = [] } = priced
    for (const field of ['gross', 'net', 'vat', 'cityTax'] as const) {
      const whole = priced[field === 'gross' ? 'total' : field]
      expect(total(lines, (line) => line[field])).toBe(whole)
      expect(total(taxes, (tax) => tax[field])).toBe(whole)
    }
    const inPriceTerms = one.rules.pricesIncludeVat ? priced.total : priced.net
    expect(priced.listTotal - priced.discountTotal).toBe(inPriceTerms)
    const own = one.rules.pricesIncludeVat ? 'gross' : 'net'
    const differences = total(lines, (line) => {
      const off = total(line.discounts, (discount) => discount.amount) + line.orderDiscount
      return line.kind === 'difference' ? line[own] + off : 0
    })
    const gifts = total(lines, (line) => (line.kind === 'gift' ? line[own] : 0))
    const off = total(lines, (line) => total(line.discounts, (d) => d.amount) + line.orderDiscount)
    expect(off - gifts - differences).toBe(priced.discountTotal)
    for (const coupon of coupons) {
      if (coupon.outcome === 'refused') continue
      const named = lines.flatMap((line) => line.discounts)
      const taken = total(
        named.filter((discount) => discount.couponId === coupon.couponId),
        (discount) => discount.amount,
      )
      const gift = lines.find((line) => line.id === `${coupon.couponId}/gift`)
      expect(taken - (gift?.gross ?? 0)).toBe(coupon.amount)
      expect(total(coupon.lines, (line) => line.amount)).toBe(coupon.amount)
    }
    expect(coupons.map((coupon) => coupon.couponId)).toEqual(rules.coupons.map(({ id }) => id))
    expect(PricedBasket.parse(JSON.parse(JSON.stringify(priced)))).toEqual(priced)
  })
})

test('one coupon more never makes the order dearer', () => {
  check((one, rules) => {
    const inclusive = { ...one, rules: { ...one.rules, pricesIncludeVat: true } }
    const whole = price(inclusive, rules).total
    for (const left of rules.coupons) {
      const coupons = rules.coupons.filter((other) => other !== left)
      expect(whole).toBeLessThanOrEqual(price(inclusive, { ...rules, coupons }).total)
    }
  })
})

test('a promotion takes no more than its limit, and a coupon of it neither', () => {
  check((one, rules) => {
    const { lines } = price(one, rules)
    const byRule = new Map<string, number>()
    for (const { ruleId, couponId = '', amount } of lines.flatMap((line) => line.discounts)) {
      byRule.set(`${ruleId} ${couponId}`, (byRule.get(`${ruleId} ${couponId}`) ?? 0) + amount)
    }
    for (const { ruleId, promotion } of rules.promotions.automatic) {
      const { maxAmount } = promotion.limits
      if (maxAmount === undefined) continue
      expect(byRule.get(`${ruleId} `) ?? 0).toBeLessThanOrEqual(maxAmount)
    }
    for (const { id, promotionId } of rules.coupons) {
      const maxAmount = rules.promotions.couponRules.get(promotionId ?? 0)?.promotion.limits
        .maxAmount
      if (maxAmount === undefined) continue
      expect(byRule.get(`promotion:${promotionId} ${id}`) ?? 0).toBeLessThanOrEqual(maxAmount)
    }
  })
})

test('a sale given back in parts gives back the whole, promotions and gift lines too', () => {
  check((one, rules, shuffle) => {
    const original = price(one, rules)
    const done: Record<string, number> = {}
    const refunds: PricedBasket[] = []
    for (const line of shuffle([...one.basket.lines, ...one.basket.lines])) {
      const before = done[line.id] ?? 0
      const quantity = before === 0 ? Math.ceil(line.quantity / 3) : line.quantity - before
      if (quantity === 0) continue
      const wanted = [{ lineId: line.id, quantity }]
      refunds.push(refundLines({ original, alreadyRefunded: { ...done }, wanted }))
      done[line.id] = before + quantity
    }
    for (const key of ['listTotal', 'discountTotal', 'net', 'vat', 'cityTax', 'total'] as const) {
      expect(total(refunds, (refund) => refund[key])).toBe(0 - original[key])
    }
    for (const line of original.lines) {
      const back = refunds.flatMap((refund) => refund.lines.filter((same) => same.id === line.id))
      for (const field of ['gross', 'net', 'vat', 'cityTax', 'quantity'] as const) {
        expect(total(back, (part) => part[field])).toBe(0 - line[field])
      }
      const taken = back.flatMap((part) => part.discounts)
      for (const { ruleId, couponId, amount } of line.discounts) {
        const same = taken.filter((d) => d.ruleId === ruleId && d.couponId === couponId)
        expect(total(same, (discount) => discount.amount)).toBe(0 - amount)
      }
    }
  })
})
