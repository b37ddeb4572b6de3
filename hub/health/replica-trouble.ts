import type { Trouble, TroubleCode } from '#shared/contracts/trouble.ts'
import type { ReplicaDamage } from '../replica/file.ts'
import type { ReplicaFault, ReplicaStatus } from '../replica/sync-status.ts'
import { troubleOf } from './trouble.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

interface Told {
  readonly code: TroubleCode
  /** A fault that heals by itself in less is nobody's business. */
  readonly afterMs: number
}

/** A store sells through an hour without a line as always; what the cloud says is told sooner. */
const refused: Told = { code: 'replica-refused', afterMs: 5 * MINUTE_MS }
const stuck: Told = { code: 'replica-stuck', afterMs: 5 * MINUTE_MS }
const unreachable: Told = { code: 'replica-unreachable', afterMs: 60 * MINUTE_MS }
const toldByFault: Readonly<Record<ReplicaFault, Told>> = {
  unauthorized: refused,
  foreign: refused,
  broken: stuck,
  stale: stuck,
  unreachable,
  silent: unreachable,
  'no-room': { code: 'replica-no-room', afterMs: 0 },
}
/** It is compared every night, and after two days at the latest. */
const UNCHECKED_AFTER_MS = 3 * DAY_MS

/** Why the hub's copy of the feed is not, or may not be, what the feed is (spine A3 rule 10). */
export function replicaTroubles(
  status: Pick<
    ReplicaStatus,
    'at' | 'error' | 'failingForMs' | 'differs' | 'uncheckedSince'
  > | null,
  damage: ReplicaDamage | null,
  now: number,
): readonly Trouble[] {
  const troubles: Trouble[] = []
  if (damage !== null) troubles.push(troubleOf('replica-damaged', {}))
  if (status === null) return troubles
  const { at, error, failingForMs, differs, uncheckedSince } = status
  if (error !== null) {
    const { code, afterMs } = toldByFault[error.fault]
    // A box that was off has older prices than its failures are.
    const ageMs = at === null ? failingForMs : Math.max(failingForMs, now - at)
    const minutes = Math.floor(ageMs / MINUTE_MS)
    if (failingForMs >= afterMs) troubles.push(troubleOf(code, { minutes }))
  }
  if (differs !== null && differs.length > 0)
    troubles.push(troubleOf('replica-differs', { tables: differs.join(', ') }))
  const uncheckedMs = uncheckedSince === null ? 0 : now - uncheckedSince
  // While nothing comes through, that is the reason.
  if (uncheckedMs > UNCHECKED_AFTER_MS && error === null)
    troubles.push(troubleOf('replica-unchecked', { days: Math.floor(uncheckedMs / DAY_MS) }))
  return troubles
}
