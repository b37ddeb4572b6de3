import type { PricedBasket } from '../../contracts/basket.ts'
import type { EarnStep, PointsExplained } from '../../contracts/dry-run.ts'
import type { PointsEarned } from '../../contracts/points.ts'
import { sumOf } from '../money.ts'
import { admittedLines, type PointsContext } from './admitted-lines.ts'
import { basketOffers } from './basket-points.ts'
import type { OfferedProgramme } from './compile-programme.ts'
import { percentOf } from './earn-points.ts'
import { type PaidLine, paidLines, pointsLines } from './points-line.ts'
import { mostPayable } from './points-offers.ts'

export interface ExplainInput {
  /** As the engine priced it, and as it did without a payment in points. */
  readonly priced: PricedBasket
  readonly unpaid: PricedBasket
  readonly offered: OfferedProgramme
  readonly context: PointsContext
  readonly pricesIncludeVat: boolean
}

/** Which numbers made the points of a priced basket; the points themselves are the engine's. */
export function explainPoints(input: ExplainInput): Omit<PointsExplained, 'name'> {
  const { offered } = input
  return {
    programme: offered.compiled.programme.code,
    balance: offered.balance,
    earning: explainEarning(input),
    paying: explainPaying(input),
  }
}

function explainEarning(input: ExplainInput): PointsExplained['earning'] {
  const { priced, context, offered } = input
  const { programme, earning } = offered.compiled
  if (earning === null || programme.earning === null) return null
  const paid = paidLines(priced.lines, priced.points ?? null, context.isFree)
  const admitted = admittedLines(earning, paid, context)
  const lines = typeof admitted === 'string' ? [] : admitted
  const earned = (priced.earned ?? []).filter((one) => one.programme === programme.code)
  const steps = [
    ...(programme.earning.method === 'items' ? [] : byReceipt(input, lines, earned)),
    ...(programme.earning.method === 'total' ? [] : byItems(offered, lines, earned)),
  ]
  return {
    unmet: typeof admitted === 'string' ? admitted : null,
    lines: withAdmitted(paid, lines),
    steps: typeof admitted === 'string' ? [] : steps,
    points: sumOf(earned, ({ points }) => points),
    endsAt: earned[0]?.endsAt ?? null,
  }
}

function byReceipt(
  { offered, context }: ExplainInput,
  lines: readonly PaidLine[],
  earned: readonly PointsEarned[],
): EarnStep[] {
  const { total = null, percent = null } = offered.compiled.programme.earning ?? {}
  const amount = sumOf(lines, (line) => Math.max(0, line.amount))
  const pointsOf = (by: PointsEarned['by']) => earned.find((one) => one.by === by)?.points ?? 0
  const steps: EarnStep[] = []
  if (total !== null) {
    const { perAmount, points: each, ruleId } = total
    const whole = Math.floor(amount / perAmount)
    const left = amount - whole * perAmount
    const points = pointsOf('total')
    steps.push({ by: 'total', ruleId, amount, perAmount, each, steps: whole, left, points })
  }
  if (percent !== null) {
    const { worth, ruleId } = percent
    const { member } = context.circumstances
    const levels = member === null ? [] : [member.level ?? [], member.groups].flat()
    const rate = percentOf(percent, { levels, ownRate: offered.ownRate })
    const isOwn = percent.ownRate && offered.ownRate !== null
    const level = isOwn
      ? undefined
      : percent.levels.find((one) => one.rate === rate && levels.includes(one.level))
    const rateOf = isOwn ? 'member' : level === undefined ? 'everybody' : 'level'
    const exact = (amount / (10_000 * worth.amount)) * rate * worth.points
    steps.push({
      by: 'percent',
      ruleId,
      amount,
      rate,
      rateOf,
      level: level?.level ?? null,
      worth,
      exact: Math.floor(exact * 100) / 100,
      points: pointsOf('percent'),
    })
  }
  return steps
}

function byItems(
  { compiled: { items } }: OfferedProgramme,
  lines: readonly PaidLine[],
  earned: readonly PointsEarned[],
): EarnStep[] {
  return lines.flatMap(({ id: lineId, productId, amount }): EarnStep[] => {
    const item = items.get(productId)
    if (item === undefined) return []
    const { per, points: each, ruleId } = item
    const mine = earned.find((one) => one.by === per.kind && one.lines[0]?.lineId === lineId)
    const points = mine?.points ?? 0
    const of = { ruleId, lineId, productId, each, points, steps: Math.floor(points / each) }
    if (per.kind === 'piece') return [{ by: 'piece', ...of }]
    const { price } = per
    return [{ by: 'price', ...of, amount, price, left: Math.max(0, amount) % price }]
  })
}

function explainPaying(input: ExplainInput): PointsExplained['paying'] {
  const { unpaid, context, offered, pricesIncludeVat } = input
  const { programme, paying: conditions } = offered.compiled
  const { paying } = programme
  if (paying === null || conditions === null) return null
  const isGross = paying.as === 'tender' || pricesIncludeVat
  const goods = unpaid.lines.filter(({ kind }) => kind !== 'load')
  const all = pointsLines(goods, (line) => (isGross ? line.gross : line.net))
  const found = admittedLines(conditions, all, context)
  const lines = typeof found === 'string' ? [] : found
  const total = sumOf(goods, (line) => (isGross ? line.gross : line.net))
  const admitted = sumOf(lines, (line) => line.amount)
  const offers = basketOffers(unpaid, offered, pricesIncludeVat, context)
  return {
    unmet: typeof found === 'string' ? found : null,
    lines: withAdmitted(all, lines),
    total,
    admitted,
    most: mostPayable(paying, { total, admitted }),
    maxShare: paying.maxShare,
    needsPin: paying.pin,
    offer: typeof offers === 'string' ? null : copyOf(offers),
  }
}

type Offer = NonNullable<NonNullable<PointsExplained['paying']>['offer']>

function copyOf(offers: Exclude<ReturnType<typeof basketOffers>, string>): Offer {
  if (offers.kind === 'rate') return offers
  const { pairs, best } = offers
  return { ...offers, pairs: [...pairs], best: { ...best, pairs: [...best.pairs] } }
}

function withAdmitted(
  lines: readonly { readonly id: string; readonly productId: number; readonly amount: number }[],
  admitted: readonly { readonly id: string }[],
) {
  const ids = new Set(admitted.map(({ id }) => id))
  return lines.map(({ id, productId, amount }) => ({
    lineId: id,
    productId,
    amount,
    admitted: ids.has(id),
  }))
}
