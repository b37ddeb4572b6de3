import type { HashRecord, Head, JournalRecord } from './record.ts'

export interface NewEpoch<Body> {
  readonly epoch: number
  /** The last place that hub and cloud share; the new epoch goes on from it. */
  readonly base: Head
  readonly hashRecord: HashRecord<Body>
}

/**
 * The hub's records after `base`, chained again under a new epoch (spine B1.3): same places, ids
 * and bodies, so that whatever the cloud has of them already is known by its id. The hash that
 * a receipt was printed with stays beside (`firstHash`). Throws RangeError where the records are
 * not the ones that follow `base`.
 */
export function rebase<Body>(
  tail: readonly JournalRecord<Body>[],
  { epoch, base, hashRecord }: NewEpoch<Body>,
): JournalRecord<Body>[] {
  if (epoch <= base.epoch) {
    throw new RangeError(`epoch ${epoch} does not follow epoch ${base.epoch}`)
  }
  let prev = base.hash
  return tail.map((record, i) => {
    const { hub, seq, id, type, at, body } = record
    if (seq !== base.seq + 1 + i) {
      throw new RangeError(`record ${seq} does not follow base ${base.seq} at place ${i + 1}`)
    }
    const hash = hashRecord({ hub, epoch, seq, id, type, at, prev, body })
    const firstHash = record.firstHash ?? record.hash
    const moved = { hub, epoch, seq, id, type, at, prev, hash, firstHash, body }
    prev = hash
    return moved
  })
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
