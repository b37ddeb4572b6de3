import type { HashRecord, Head, JournalRecord } from './record.ts'

/** What the cloud has of a hub's current epoch. */
export interface KnownChain {
  readonly head: Head
  /** On the way to the head, over earlier epochs too (`hashIn`). */
  readonly hashAt: (seq: number) => string | undefined
}

export type Placing =
  | { readonly outcome: 'fits' }
  | { readonly outcome: 'other-epoch' }
  | { readonly outcome: 'gap'; readonly expectedSeq: number }

/** Can a batch that starts here follow the head? Asked before anything is unpacked. */
export function placeBatch(
  head: Head,
  batch: { readonly epoch: number; readonly firstSeq: number },
): Placing {
  if (batch.epoch !== head.epoch) return { outcome: 'other-epoch' }
  const expectedSeq = head.seq + 1
  if (batch.firstSeq > expectedSeq) return { outcome: 'gap', expectedSeq }
  return { outcome: 'fits' }
}

export type ChainJudgement<R> =
  | { readonly outcome: 'apply'; readonly fresh: readonly R[] }
  | { readonly outcome: 'repeated' }
  /** `seq`: the last place that was compared. */
  | { readonly outcome: 'fork'; readonly seq: number }

export interface ChainedBatch<R> {
  /** In order, their hashes computed by the receiver from its own hash before the first. */
  readonly records: readonly R[]
  /** Hash of the last one, as the hub has it. */
  readonly headHash: string
  /**
   * The last one, where `records` end before it because the next of them stops the hub's stream.
   * Null = it cannot be read, so nothing of it can be compared.
   */
  readonly end?: Pick<Head, 'seq' | 'hash'> | null
}

/**
 * Does a batch that fits continue the chain (spine B2.6)? `hashAtOverlap` is the known hash of the
 * batch's last record that is not after the head, undefined where there is none.
 */
export function judgeChain<R extends Pick<Head, 'seq' | 'hash'>>(
  headSeq: number,
  { records, headHash, end = records.at(-1) }: ChainedBatch<R>,
  hashAtOverlap: string | undefined,
): ChainJudgement<R> {
  const overlap = lastUpTo(records, headSeq)
  if (overlap !== undefined && overlap.hash !== hashAtOverlap) {
    return { outcome: 'fork', seq: overlap.seq }
  }
  // The bytes are guarded on their way, so another hash means that the hub's chain left ours before.
  if (end && end.hash !== headHash) return { outcome: 'fork', seq: end.seq }
  const fresh = records.filter(({ seq }) => seq > headSeq)
  return fresh.length === 0 ? { outcome: 'repeated' } : { outcome: 'apply', fresh }
}

/** The last record of the batch that the cloud has already. */
export function lastUpTo<R extends Pick<Head, 'seq'>>(
  records: readonly R[],
  headSeq: number,
): R | undefined {
  return records.findLast(({ seq }) => seq <= headSeq)
}

export type Taking<R> = Exclude<Placing, { outcome: 'fits' }> | ChainJudgement<R>

export interface RecordBatch<Body> {
  readonly epoch: number
  /** In order, without gaps. */
  readonly records: readonly JournalRecord<Body>[]
  readonly hashRecord: HashRecord<Body>
}

/** Place and chain of a batch in one: only what is new is to be applied, each record once. */
export function takeBatch<Body>(
  known: KnownChain,
  { epoch, records, hashRecord }: RecordBatch<Body>,
): Taking<JournalRecord<Body>> {
  const first = records[0]
  const last = records.at(-1)
  if (first === undefined || last === undefined) return { outcome: 'repeated' }
  const placing = placeBatch(known.head, { epoch, firstSeq: first.seq })
  if (placing.outcome !== 'fits') return placing
  const prev = known.hashAt(first.seq - 1) ?? ''
  const chained = chainFrom(prev, records, { epoch, hashRecord })
  const overlap = lastUpTo(records, known.head.seq)
  return judgeChain(
    known.head.seq,
    { records: chained, headHash: last.hash },
    overlap === undefined ? undefined : known.hashAt(overlap.seq),
  )
}

function chainFrom<Body>(
  start: string,
  records: readonly JournalRecord<Body>[],
  { epoch, hashRecord }: Pick<RecordBatch<Body>, 'epoch' | 'hashRecord'>,
): JournalRecord<Body>[] {
  let prev = start
  return records.map(({ hub, seq, id, type, at, firstHash, body }) => {
    const hash = hashRecord({ hub, epoch, seq, id, type, at, prev, body })
    const record = { hub, epoch, seq, id, type, at, prev, hash, firstHash, body }
    prev = hash
    return record
  })
}
