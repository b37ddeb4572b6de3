import type { PricedBasket, PricedLine, TaxTotal } from '../contracts/basket.ts'
import { Failure } from './failure.ts'
import { multiplyDivide, sumOf } from './money.ts'
import { amountOf } from './pricing/line-price.ts'

export interface RefundLinesInput {
  /** The sale as it was priced then. */
  readonly original: PricedBasket
  /** Quantities given back before, by id of the product line. */
  readonly alreadyRefunded: Readonly<Record<string, number>>
  /** Absent = everything that is left. Difference lines follow their line. */
  readonly wanted?: readonly { readonly lineId: string; readonly quantity: number }[] | undefined
}

/**
 * The priced basket of a refund: quantities and amounts negative. Every amount is computed on the
 * running total, `f(q₁+…+q_k) − f(q₁+…+q_{k−1})` with f = amount × q ÷ quantity, half up, so that
 * parts add up to the whole, whatever the parts (spine B5).
 */
export function refundLines(input: RefundLinesInput): PricedBasket {
  const { original, alreadyRefunded } = input
  const quantities = wantedQuantities(input)
  // Prices include VAT if the gross, not the net, is what the discounts left of the list total.
  const pricesIncludeVat = original.listTotal - original.discountTotal === original.total
  const lines: PricedLine[] = []
  const ofOrder = partOfOrder(original, alreadyRefunded, quantities)
  let listTotal = 0
  for (const line of original.lines) {
    if (line.kind === 'gift') {
      lines.push(refundLine(line, ofOrder, pricesIncludeVat))
      continue
    }
    const quantity = quantities.get(line.ofLine ?? line.id)
    if (quantity === undefined) continue
    const from = alreadyRefunded[line.ofLine ?? line.id] ?? 0
    const part = runningPart(Math.abs(line.quantity), from, from + quantity)
    lines.push(refundLine(line, part, pricesIncludeVat))
    if (isOwn(line)) listTotal += part(amountOf(line.unitPrice, line.quantity))
  }
  const taxes = taxTotals(original.taxes, lines)
  const total = sumOf(taxes, (tax) => tax.gross)
  const net = sumOf(taxes, (tax) => tax.net)
  return {
    lines,
    taxes,
    listTotal,
    discountTotal: listTotal - (pricesIncludeVat ? total : net),
    net,
    vat: sumOf(taxes, (tax) => tax.vat),
    cityTax: sumOf(taxes, (tax) => tax.cityTax),
    total,
  }
}

/** One that the customer chose, and may give back; others follow theirs. */
export function isOwn({ kind }: Pick<PricedLine, 'kind'>): boolean {
  return kind === 'product' || kind === 'load'
}

/** What this refund adds to the running total of an amount, negative for a positive amount. */
type RunningPart = (amount: number) => number

function runningPart(whole: number, from: number, to: number): RunningPart {
  const until = (amount: number, quantity: number) =>
    multiplyDivide(amount, quantity, whole, 'halfUp')
  return (amount) => until(amount, from) - until(amount, to)
}

/** What pays for the whole order goes back by what this refund gives back of its goods. */
function partOfOrder(
  original: PricedBasket,
  alreadyRefunded: RefundLinesInput['alreadyRefunded'],
  quantities: ReadonlyMap<string, number>,
): RunningPart {
  let whole = 0
  let from = 0
  let to = 0
  for (const line of original.lines) {
    if (line.kind === 'gift' || line.kind === 'load') continue
    const before = alreadyRefunded[line.ofLine ?? line.id] ?? 0
    const after = before + (quantities.get(line.ofLine ?? line.id) ?? 0)
    const size = Math.abs(line.quantity)
    whole += line.gross
    from += multiplyDivide(line.gross, before, size, 'halfUp')
    to += multiplyDivide(line.gross, after, size, 'halfUp')
  }
  return runningPart(whole, from, to)
}

function refundLine(line: PricedLine, part: RunningPart, pricesIncludeVat: boolean): PricedLine {
  const vat = part(line.vat)
  const cityTax = part(line.cityTax)
  const gross = pricesIncludeVat ? part(line.gross) : part(line.net) + vat + cityTax
  return {
    ...line,
    quantity: part(line.quantity),
    discounts: line.discounts.map((discount) => ({ ...discount, amount: part(discount.amount) })),
    orderDiscount: part(line.orderDiscount),
    gross,
    net: gross - vat - cityTax,
    vat,
    cityTax,
  }
}

function taxTotals(originals: readonly TaxTotal[], lines: readonly PricedLine[]): TaxTotal[] {
  return originals.flatMap((tax) => {
    const own = lines.filter((line) => line.vatGroupId === tax.vatGroupId)
    if (own.length === 0) return []
    return {
      ...tax,
      net: sumOf(own, (line) => line.net),
      vat: sumOf(own, (line) => line.vat),
      cityTax: sumOf(own, (line) => line.cityTax),
      gross: sumOf(own, (line) => line.gross),
    }
  })
}

function wantedQuantities(input: RefundLinesInput): ReadonlyMap<string, number> {
  const left = new Map<string, number>()
  for (const line of input.original.lines) {
    if (!isOwn(line)) continue
    left.set(line.id, line.quantity - (input.alreadyRefunded[line.id] ?? 0))
  }
  if (input.wanted === undefined) return everythingLeft(left)
  const wanted = new Map<string, number>()
  for (const [i, { lineId, quantity }] of input.wanted.entries()) {
    const available = left.get(lineId)
    if (available === undefined) throw unknownLine(input, i, lineId)
    const total = (wanted.get(lineId) ?? 0) + quantity
    if (quantity <= 0 || total > available) throw tooMuch(i, lineId, total, available)
    wanted.set(lineId, total)
  }
  return wanted
}

function everythingLeft(left: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const some = new Map([...left].filter(([, quantity]) => quantity > 0))
  if (some.size > 0) return some
  throw new Failure('conflict', 'everything on this receipt has been given back already')
}

function unknownLine(input: RefundLinesInput, i: number, lineId: string): Failure {
  const difference = input.original.lines.find((line) => line.id === lineId)
  const message =
    difference === undefined
      ? `the receipt has no line ${lineId}`
      : `line ${lineId} is the price difference of line ${difference.ofLine}; refund that one`
  return new Failure('invalid', message, {
    fields: [{ field: `lines.${i}.lineId`, value: lineId, message }],
  })
}

function tooMuch(i: number, lineId: string, wanted: number, left: number): Failure {
  const message = `line ${lineId} has ${left} thousandths left to refund, not ${wanted}`
  return new Failure('conflict', message, {
    fields: [{ field: `lines.${i}.quantity`, value: String(wanted), message }],
    extra: { lineId, quantityLeft: left },
  })
}
