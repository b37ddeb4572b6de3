/** Journals are kept 35 days whatever was acknowledged: a restored cloud asks again (spine B1.12). */
export const journalKeptMs = 35 * 86_400_000
export const pruneStep = 1000

/** Where the journal ended at a time that the cloud confirmed; one a day is enough. */
export interface DayMark {
  readonly seq: number
  /** The cloud's time, UTC ms: a wrong wall clock must not make a record old. */
  readonly at: number
}

export interface PruneState {
  /** Records up to here are gone. */
  readonly prunedSeq: number
  /** The cloud has every record up to here. */
  readonly acknowledgedSeq: number
  readonly marks: readonly DayMark[]
  /** Upper bound of the time by the anchor of this boot; null = none, then nothing is pruned. */
  readonly now: number | null
  /** The oldest record that a rebuild of the wallet needs: the grant of a lease still open. */
  readonly neededFrom: number | null
}

/** Up to which record the journal may go now: a whole number of steps of 1,000 further, or none. */
export function pruneUpTo(state: PruneState): number {
  const { prunedSeq, acknowledgedSeq, marks, now, neededFrom } = state
  if (now === null) return prunedSeq
  let limit = prunedSeq
  for (const { seq, at } of marks) if (now - at >= journalKeptMs) limit = Math.max(limit, seq)
  limit = Math.min(limit, acknowledgedSeq, neededFrom === null ? limit : neededFrom - 1)
  const steps = Math.floor((limit - prunedSeq) / pruneStep)
  return prunedSeq + Math.max(0, steps) * pruneStep
}
