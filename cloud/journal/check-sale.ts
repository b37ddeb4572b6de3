import type { PricedBasket } from '#shared/contracts/basket.ts'
import type { Envelope } from '#shared/contracts/event.ts'
import { type Settlement, TenderKind } from '#shared/contracts/tender.ts'

/** Why a receipt cannot be booked, or undefined: its sums must agree before they reach the books. */
export function saleProblem(
  envelope: Envelope,
  sale: { readonly priced: PricedBasket; readonly settlement: Settlement },
): string | undefined {
  const { priced, settlement } = sale
  const { total, net, vat, cityTax, lines, taxes } = priced
  const sign = envelope.type === 'sale.closed' ? 1 : -1
  if (total * sign < 0) return `total ${total} has the wrong sign for ${envelope.type}`
  if (net + vat + cityTax !== total) return `net ${net} + taxes are not the total ${total}`
  const ofLines = addUp(lines)
  const ofTaxes = addUp(taxes)
  for (const name of ['gross', 'net', 'vat', 'cityTax'] as const) {
    const whole = name === 'gross' ? total : priced[name]
    if (ofLines[name] !== whole) {
      return `${name} of the lines is ${ofLines[name]}, of the receipt ${whole}`
    }
    if (ofTaxes[name] !== whole)
      return `${name} of the VAT groups is ${ofTaxes[name]}, not ${whole}`
  }
  const unbalanced = lines.find((line) => line.net + line.vat + line.cityTax !== line.gross)
  if (unbalanced !== undefined) return `line ${unbalanced.id}: net and taxes are not its gross`
  const paid = sum(settlement.tenders, (tender) => tender.amount)
  if (paid !== total + settlement.rounding) {
    return `tenders pay ${paid}; total ${total} + rounding ${settlement.rounding} are due`
  }
  if (!isSamePayment(tenderTotals(settlement.tenders), tenderTotals(envelope.tenders))) {
    return 'the tenders of the payload are not those of the envelope'
  }
  return undefined
}

interface Amounts {
  readonly gross: number
  readonly net: number
  readonly vat: number
  readonly cityTax: number
}

function addUp(parts: readonly Amounts[]): Amounts {
  const total = { gross: 0, net: 0, vat: 0, cityTax: 0 }
  for (const part of parts) {
    total.gross += part.gross
    total.net += part.net
    total.vat += part.vat
    total.cityTax += part.cityTax
  }
  return total
}

export function sum<T>(items: readonly T[], amount: (item: T) => number): number {
  return items.reduce((total, item) => total + amount(item), 0)
}

type TenderTotals = Record<TenderKind, number>

export function tenderTotals(
  tenders: readonly { readonly kind: TenderKind; readonly amount: number }[],
): TenderTotals {
  const totals = { cash: 0, card: 0, 'cash-on-delivery': 0, 'store-credit': 0 }
  for (const { kind, amount } of tenders) totals[kind] += amount
  return totals
}

function isSamePayment(a: TenderTotals, b: TenderTotals): boolean {
  return TenderKind.options.every((kind) => a[kind] === b[kind])
}
