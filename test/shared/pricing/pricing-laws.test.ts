import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PricedBasket } from '#shared/contracts/basket.ts'
import { refundLines } from '#shared/domain/refund-lines.ts'
import { sale } from '../arbitrary-sale.ts'
import { priceIn } from '../shop.ts'

const fields = ['gross', 'net', 'vat', 'cityTax'] as const
const total = <T>(items: readonly T[], of: (item: T) => number) =>
  items.reduce((sum, item) => sum + of(item), 0)

test('lines add up to VAT groups, groups to the totals, and gross = net + VAT + city tax', () => {
  fc.assert(
    fc.property(sale, ({ products, basket, rules }) => {
      const priced = priceIn(products, basket, { rules })
      for (const field of fields) {
        for (const tax of priced.taxes) {
          const own = priced.lines.filter((line) => line.vatGroupId === tax.vatGroupId)
          expect(total(own, (line) => line[field])).toBe(tax[field])
        }
        const all = total(priced.taxes, (tax) => tax[field])
        expect(priced[field === 'gross' ? 'total' : field]).toBe(all)
      }
      for (const part of [...priced.lines, ...priced.taxes]) {
        expect(part.gross).toBe(part.net + part.vat + part.cityTax)
      }
      const inPriceTerms = rules.pricesIncludeVat ? priced.total : priced.net
      expect(priced.listTotal - priced.discountTotal).toBe(inPriceTerms)
      expect(PricedBasket.parse(JSON.parse(JSON.stringify(priced)))).toEqual(priced)
    }),
  )
})

test('no line and no pair of lines costs less than nothing', () => {
  fc.assert(
    fc.property(sale, ({ products, basket, rules }) => {
      const { lines } = priceIn(products, basket, { rules })
      for (const line of lines) {
        const difference = lines.find((other) => other.ofLine === line.id)
        const paid = rules.pricesIncludeVat ? 'gross' : 'net'
        if (line.quantity > 0) expect(line[paid]).toBeGreaterThanOrEqual(0)
        if (line.kind === 'product') {
          expect(line[paid] + (difference?.[paid] ?? 0)).toBeGreaterThanOrEqual(0)
        }
      }
    }),
  )
})

test('a line keeps its tax within one unit of the exact share', () => {
  fc.assert(
    fc.property(sale, ({ products, basket, rules }) => {
      const priced = priceIn(products, basket, { rules })
      for (const line of priced.lines) {
        const tax = priced.taxes.find((one) => one.vatGroupId === line.vatGroupId)
        const { vatRate, cityTaxRate } = tax ?? { vatRate: 0, cityTaxRate: 0 }
        const exact = rules.pricesIncludeVat
          ? (line.gross * vatRate) / (10_000 + vatRate + cityTaxRate)
          : (line.net * vatRate) / 10_000
        expect(Math.abs(line.vat - exact)).toBeLessThanOrEqual(1)
      }
    }),
  )
})

test('the order of typing lines and discounts changes nothing but the order of lines', () => {
  fc.assert(
    fc.property(sale, fc.infiniteStream(fc.nat()), ({ products, basket, rules }, stream) => {
      const shuffle = <T>(items: readonly T[]): T[] =>
        items
          .map((item) => ({ item, key: stream.next().value }))
          .sort((a, b) => a.key - b.key)
          .map(({ item }) => item)
      const mixed = {
        ...basket,
        lines: shuffle(basket.lines).map((line) => ({
          ...line,
          discounts: shuffle(line.discounts),
        })),
        discounts: shuffle(basket.discounts),
      }
      const priced = priceIn(products, basket, { rules })
      const again = priceIn(products, mixed, { rules })
      const byId = (lines: typeof priced.lines) => lines.toSorted((a, b) => (a.id < b.id ? -1 : 1))
      expect({ ...again, lines: byId(again.lines) }).toEqual({
        ...priced,
        lines: byId(priced.lines),
      })
      expect(again.lines.filter((line) => line.ofLine === null).map((line) => line.id)).toEqual(
        mixed.lines.map((line) => line.id),
      )
    }),
  )
})

test('any sequence of part refunds adds up to the sale, amount by amount', () => {
  const cuts = fc.array(fc.record({ line: fc.nat(), share: fc.integer({ min: 1, max: 100 }) }), {
    maxLength: 8,
  })
  fc.assert(
    fc.property(sale, cuts, ({ products, basket, rules }, parts) => {
      const original = priceIn(products, basket, { rules })
      const done: Record<string, number> = {}
      const refunds: PricedBasket[] = []
      for (const { line: at, share } of parts) {
        const line = basket.lines[at % basket.lines.length]
        const left = (line?.quantity ?? 0) - (done[line?.id ?? ''] ?? 0)
        const quantity = Math.ceil((left * share) / 100)
        if (line === undefined || quantity === 0) continue
        const wanted = [{ lineId: line.id, quantity }]
        refunds.push(refundLines({ original, alreadyRefunded: done, wanted }))
        done[line.id] = (done[line.id] ?? 0) + quantity
      }
      if (basket.lines.some((line) => (done[line.id] ?? 0) < line.quantity)) {
        refunds.push(refundLines({ original, alreadyRefunded: done }))
      }
      for (const key of ['listTotal', 'discountTotal', 'net', 'vat', 'cityTax', 'total'] as const) {
        expect(total(refunds, (refund) => refund[key])).toBe(0 - original[key])
      }
      for (const line of original.lines) {
        const back = refunds.flatMap((refund) => refund.lines.filter((one) => one.id === line.id))
        for (const field of [...fields, 'quantity', 'orderDiscount'] as const) {
          expect(total(back, (one) => one[field])).toBe(0 - line[field])
        }
        const taken = back.flatMap((one) => one.discounts)
        for (const { ruleId, amount } of line.discounts) {
          const same = taken.filter((discount) => discount.ruleId === ruleId)
          expect(total(same, (discount) => discount.amount)).toBe(0 - amount)
        }
      }
      for (const refund of refunds) {
        for (const part of [...refund.lines, ...refund.taxes]) {
          expect(part.gross).toBe(part.net + part.vat + part.cityTax)
        }
        expect(PricedBasket.parse(JSON.parse(JSON.stringify(refund)))).toEqual(refund)
      }
    }),
  )
})
