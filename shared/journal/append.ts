import type { HashRecord, Head, JournalRecord } from './record.ts'

/** An event before it has a place in the journal. */
export interface RecordDraft<Body> {
  readonly id: string
  readonly type: string
  readonly at: number
  readonly body: Body
  /** Where another journal saved it first, as with a sale that a till kept; else absent. */
  readonly firstHash?: string
}

/**
 * The draft as the next record after `head`, in the head's epoch. The caller moves its head only
 * after the commit returned (spine A1).
 */
export function nextRecord<Body>(
  hub: number,
  head: Head,
  draft: RecordDraft<Body>,
  hashRecord: HashRecord<Body>,
): JournalRecord<Body> {
  const { id, type, at, body, firstHash = null } = draft
  const link = { hub, epoch: head.epoch, seq: head.seq + 1, id, type, at, prev: head.hash, body }
  const hash = hashRecord(link)
  // Spelled out: this runs for every sale, and a spread would cost more than all else here.
  return {
    hub,
    epoch: link.epoch,
    seq: link.seq,
    id,
    type,
    at,
    prev: link.prev,
    hash,
    firstHash: firstHash === hash ? null : firstHash,
    body,
  }
}

/** `record` seen as the end of a history. */
export function headAt(record: Head): Head {
  return { epoch: record.epoch, seq: record.seq, hash: record.hash }
}

/**
 * Is a request with an id that may have come before a new one (spine B2.5)? `known` is the sha256
 * kept with that id: the same gets the same answer, another is a conflict (409).
 */
export function judgeRequest(
  known: string | undefined,
  requestHash: string,
): 'new' | 'repeated' | 'differs' {
  if (known === undefined) return 'new'
  return known === requestHash ? 'repeated' : 'differs'
}
