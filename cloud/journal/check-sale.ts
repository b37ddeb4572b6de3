import type { PricedBasket } from '#shared/contracts/basket.ts'
import type { Envelope } from '#shared/contracts/event.ts'
import { type Settlement, TenderKind } from '#shared/contracts/tender.ts'
import type { FailureField } from '#shared/domain/failure.ts'

/** What of a receipt cannot be booked, or undefined: its sums must agree before they reach the books. */
export function saleProblem(
  envelope: Envelope,
  sale: { readonly priced: PricedBasket; readonly settlement: Settlement },
): FailureField | undefined {
  const { priced, settlement } = sale
  const { total, net, vat, cityTax, lines, taxes } = priced
  if (envelope.type === 'sale.closed' ? total < 0 : total > 0) {
    return wrong('priced.total', total, `has the wrong sign for ${envelope.type}`)
  }
  if (net + vat + cityTax !== total) {
    const parts = `net ${net} + VAT ${vat} + city tax ${cityTax} = ${net + vat + cityTax}`
    return wrong('priced.total', total, `net and taxes are not the total: ${parts}`)
  }
  const ofLines = addUp(lines)
  const ofTaxes = addUp(taxes)
  for (const name of ['gross', 'net', 'vat', 'cityTax'] as const) {
    const field = name === 'gross' ? 'total' : name
    const whole = priced[field]
    if (ofLines[name] !== whole) {
      const message = `must be what the lines add up to (${name} ${ofLines[name]})`
      return wrong(`priced.${field}`, whole, message)
    }
    if (ofTaxes[name] !== whole) {
      const message = `must be what the VAT groups add up to (${name} ${ofTaxes[name]})`
      return wrong(`priced.${field}`, whole, message)
    }
  }
  const i = lines.findIndex((line) => line.net + line.vat + line.cityTax !== line.gross)
  const line = lines[i]
  if (line !== undefined) {
    const must = line.net + line.vat + line.cityTax
    return wrong(`priced.lines.${i}.gross`, line.gross, `must be net and taxes, ${must}`)
  }
  const paid = sum(settlement.tenders, (tender) => tender.amount)
  if (paid !== total + settlement.rounding) {
    const due = `total ${total} + rounding ${settlement.rounding} = ${total + settlement.rounding}`
    return wrong('settlement.tenders', paid, `must pay what is due: ${due}`)
  }
  const cashed = settlement.loyaltyRefundCash?.amount ?? 0
  const cashOut = 0 - sum(settlement.tenders, ({ kind, amount }) => (kind === 'cash' ? amount : 0))
  if (cashed > Math.max(0, cashOut)) {
    const message = `must be a part of the cash that goes out, ${cashOut}`
    return wrong('settlement.loyaltyRefundCash.amount', cashed, message)
  }
  const noted = tenderTotals(envelope.tenders)
  const settled = tenderTotals(settlement.tenders)
  const kind = TenderKind.options.find((option) => noted[option] !== settled[option])
  if (kind !== undefined) {
    const message = `${kind} must be ${noted[kind]}, as the envelope has it`
    return wrong('settlement.tenders', settled[kind], message)
  }
  return undefined
}

function wrong(field: string, value: number, message: string): FailureField {
  return { field, value: String(value), message }
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
  const totals = {
    cash: 0,
    card: 0,
    'cash-on-delivery': 0,
    'store-credit': 0,
    'gift-card': 0,
    points: 0,
  }
  for (const { kind, amount } of tenders) totals[kind] += amount
  return totals
}
