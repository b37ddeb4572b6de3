import { headAt, nextRecord, type RecordDraft } from './append.ts'
import type { HashRecord, Head, JournalRecord } from './record.ts'

export interface NewEpoch<Body> {
  readonly epoch: number
  /** The last place that hub and cloud share; the new epoch goes on from it. */
  readonly base: Head
  readonly hashRecord: HashRecord<Body>
  /** What stands where a record was lost with a damaged disk; absent = none may be missing. */
  readonly placeholder?: (seq: number) => RecordDraft<Body>
}

/**
 * The hub's records after `base`, chained again under a new epoch (spine B1.3): same places, ids
 * and bodies, so that whatever the cloud has of them already is known by its id. The hash that
 * a receipt was printed with stays beside (`firstHash`). A hole that a salvage left is closed by
 * placeholders, which have none, so that no other record moves. Throws RangeError where the records
 * are not the ones that follow `base`.
 */
export function rebase<Body>(
  tail: readonly JournalRecord<Body>[],
  { epoch, base, hashRecord, placeholder }: NewEpoch<Body>,
): JournalRecord<Body>[] {
  if (epoch <= base.epoch) {
    throw new RangeError(`epoch ${epoch} does not follow epoch ${base.epoch}`)
  }
  let head: Head = { ...base, epoch }
  const again: JournalRecord<Body>[] = []
  const chain = (hub: number, draft: RecordDraft<Body>): void => {
    const record = nextRecord(hub, head, draft, hashRecord)
    again.push(record)
    head = headAt(record)
  }
  for (const { hub, seq, id, type, at, body, hash, firstHash } of tail) {
    while (placeholder !== undefined && seq > head.seq + 1) chain(hub, placeholder(head.seq + 1))
    if (seq !== head.seq + 1) {
      const place = again.length + 1
      throw new RangeError(`record ${seq} does not follow base ${base.seq} at place ${place}`)
    }
    chain(hub, { id, type, at, body, firstHash: firstHash ?? hash })
  }
  return again
}

/** Where a hub stands after it took a new epoch. */
export function headAfterRebase(
  epoch: number,
  base: Head,
  rebased: readonly Pick<JournalRecord<unknown>, 'seq' | 'hash'>[],
): Head {
  const { seq, hash } = rebased.at(-1) ?? base
  return { epoch, seq, hash }
}
