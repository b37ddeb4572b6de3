import type { TenderGiven, TenderKind } from '#shared/contracts/tender.ts'
import type { Currency } from '#shared/contracts/units.ts'
import { roundToMultiple } from '#shared/domain/money.ts'

export interface Due {
  /** Still to be handed over; 0 when it is paid. */
  readonly left: number
  readonly change: number
  /** What cash rounding adds (+) or takes (−). */
  readonly rounding: number
}

/** What is left to pay. Only the cash part is rounded, and only if any of it is paid in cash. */
export function dueAfter(
  total: number,
  tenders: readonly TenderGiven[],
  options: { readonly cashRounding: number; readonly restIsCash: boolean },
): Due {
  const given = (cash: boolean) =>
    tenders
      .filter((tender) => (tender.kind === 'cash') === cash)
      .reduce((sum, tender) => sum + tender.given, 0)
  const rest = total - given(false)
  const inCash = options.restIsCash || tenders.some((tender) => tender.kind === 'cash')
  const due = inCash ? roundToMultiple(rest, Math.max(1, options.cashRounding), 'halfUp') : rest
  const left = due - given(true)
  return { left: Math.max(0, left), change: Math.max(0, -left), rounding: due - rest }
}

/** Notes and coins in use, in minor units, largest first. */
export const denominations = {
  MNT: [20_000, 10_000, 5_000, 1_000, 500, 100, 50, 20, 10],
  RON: [500, 200, 100, 50, 20, 10, 5, 1, 0.5, 0.1, 0.05, 0.01],
  RUB: [5_000, 2_000, 1_000, 500, 200, 100, 50, 10, 5, 2, 1],
  CZK: [5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1],
} as const satisfies Record<Currency, readonly number[]>

/** The sums a customer is likely to hand over: the next full note, or several of the largest. */
export function quickAmounts(left: number, currency: Currency): readonly number[] {
  const most = 5
  const [largest = 1] = denominations[currency]
  const sums = [largest * 5, largest * 2.5, ...denominations[currency]]
    .map((note) => Math.round(note * 100))
    // Nobody counts out small coins for a large sum.
    .filter((note) => note * 100 >= left && note >= 100)
    .map((note) => Math.ceil(left / note) * note)
    .filter((sum) => sum > left)
  return [...new Set(sums)].toSorted((a, b) => a - b).slice(0, most)
}

/** Why a tender cannot be taken; null if it can. */
export function whyNot(
  kind: TenderKind,
  given: number,
  left: number,
): 'nothing' | 'too-much' | null {
  if (given <= 0) return 'nothing'
  return kind !== 'cash' && given > left ? 'too-much' : null
}
