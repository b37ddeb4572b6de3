import type { PricedBasket } from '#shared/contracts/basket.ts'
import type { Envelope } from '#shared/contracts/event.ts'
import type { Settlement } from '#shared/contracts/tender.ts'

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
  for (const name of ['gross', 'net', 'vat', 'cityTax'] as const) {
    const whole = name === 'gross' ? total : priced[name]
    const ofLines = sum(lines, (line) => line[name])
    if (ofLines !== whole) return `${name} of the lines is ${ofLines}, of the receipt ${whole}`
    const ofTaxes = sum(taxes, (tax) => tax[name])
    if (ofTaxes !== whole) return `${name} of the VAT groups is ${ofTaxes}, not ${whole}`
  }
  const unbalanced = lines.find((line) => line.net + line.vat + line.cityTax !== line.gross)
  if (unbalanced !== undefined) return `line ${unbalanced.id}: net and taxes are not its gross`
  const paid = sum(settlement.tenders, (tender) => tender.amount)
  if (paid !== total + settlement.rounding) {
    return `tenders pay ${paid}; total ${total} + rounding ${settlement.rounding} are due`
  }
  if (tenderText(settlement.tenders) !== tenderText(envelope.tenders)) {
    return 'the tenders of the payload are not those of the envelope'
  }
  return undefined
}

export function sum<T>(items: readonly T[], amount: (item: T) => number): number {
  return items.reduce((total, item) => total + amount(item), 0)
}

export function tenderTotals(
  tenders: readonly { readonly kind: string; readonly amount: number }[],
): Record<string, number> {
  const totals: Record<string, number> = {}
  for (const { kind, amount } of tenders) totals[kind] = (totals[kind] ?? 0) + amount
  return totals
}

function tenderText(tenders: Parameters<typeof tenderTotals>[0]): string {
  const totals = Object.entries(tenderTotals(tenders)).filter(([, amount]) => amount !== 0)
  return JSON.stringify(totals.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
