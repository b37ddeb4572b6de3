import type { Envelope } from '#shared/contracts/event.ts'
import type { SaveRequest } from '../../messages.ts'

export function addTo(sums: Map<string, number>, key: string, amount: number): void {
  sums.set(key, (sums.get(key) ?? 0) + amount)
}

/** The receipt's total in minor units, as it was paid; negative = money went back. */
export function tendersOf({ tenders }: Envelope): number {
  let sum = 0
  for (const { amount } of tenders) sum += amount
  return sum
}

/** Of it what points paid; of a refund, what it paid out in cash for them. */
export function pointsOf({ tenders }: Envelope): number {
  let sum = 0
  for (const { kind, amount } of tenders) if (kind === 'points') sum += amount
  return sum
}

/** What a refund gives back, in minor units, by what the original's paper says. */
export function refundAmount({ signedTotal, partBp }: NonNullable<SaveRequest['refund']>): number {
  return Math.max(1, Math.floor((signedTotal * partBp) / 10_000))
}
