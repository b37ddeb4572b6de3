import type { HubNoted } from '../contracts/event.ts'
import { type Head, isAfter } from './record.ts'

/** What a hub can look up in its own journal. */
export interface OwnJournal {
  readonly head: Head
  /** Records up to here were pruned; all of them had been acknowledged. */
  readonly prunedSeq: number
  /** The hashes under which a record was ever saved here; undefined where there is none. */
  hashesAt(seq: number): { readonly hash: string; readonly firstHash: string | null } | undefined
}

/**
 * Tills are witnesses (spine B2.8): does this journal hold the last record that the till saw of it?
 * If not, the disk is an old image: no leases (drop the time anchor), receipt numbers from the
 * provisional epoch until the next handshake, alarm.
 */
export function isWitnessed(journal: OwnJournal, seen: Head): 'known' | 'unknown' {
  const { head, prunedSeq } = journal
  // What an earlier epoch lost was settled by the handshake that opened this one.
  if (seen.epoch < head.epoch) return 'known'
  if (isAfter(seen, head)) return 'unknown'
  if (seen.seq <= prunedSeq) return 'known'
  const own = journal.hashesAt(seen.seq)
  if (own === undefined) return seen.seq === 0 ? 'known' : 'unknown'
  return own.hash === seen.hash || own.firstHash === seen.hash ? 'known' : 'unknown'
}

/** What a till remembers of its hub: the furthest place, so that an old image cannot hide behind itself. */
export function lastSeen(seen: Head | null, answered: Head): Head {
  return seen === null || isAfter(answered, seen) ? answered : seen
}

/**
 * Does the hub give provisional numbers and spend no lease? Its last `hub.noted` event says so: a
 * restart does not forget it, and only a new epoch ends it.
 */
export function isProvisional(lastNote: HubNoted['note'] | null): boolean {
  return lastNote === 'old-image-witnessed'
}
