import type { PointsEarned, PointsOffer } from '#shared/contracts/points.ts'
import type { TillAccount } from '#shared/contracts/till.ts'

/** What a member has in one points programme, and what this receipt brings. */
export interface PointsRow {
  readonly code: string
  readonly name: string
  /** Null where they have no account in it yet. */
  readonly balance: number | null
  readonly asOf: number | null
  readonly earns: number
}

/** One row a programme; what came with the newest quote is newer than what came with the card. */
export function pointsRows(
  accounts: readonly Pick<TillAccount, 'kind' | 'code' | 'name' | 'balance' | 'asOf'>[],
  offers: readonly Pick<PointsOffer, 'programme' | 'name' | 'balance' | 'asOf'>[],
  earned: readonly Pick<PointsEarned, 'programme' | 'points'>[],
): readonly PointsRow[] {
  const rows = new Map<string, Omit<PointsRow, 'earns'>>()
  for (const { kind, code, name, balance, asOf } of accounts)
    if (kind === 'points') rows.set(code, { code, name: name || code, balance, asOf })
  for (const { programme: code, name, balance, asOf } of offers)
    rows.set(code, { code, name: name || code, balance, asOf })
  for (const { programme: code } of earned)
    if (!rows.has(code)) rows.set(code, { code, name: code, balance: null, asOf: null })
  return [...rows.values()].map((row) => ({
    ...row,
    earns: earned
      .filter(({ programme }) => programme === row.code)
      .reduce((sum, { points }) => sum + points, 0),
  }))
}
