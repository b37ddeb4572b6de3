import { createHash } from 'node:crypto'
import { eventHashText } from '#shared/domain/chain.ts'
import { nextRecord, type RecordDraft } from '#shared/journal/append.ts'
import { type Hello, type Meeting, meetHub } from '#shared/journal/handshake.ts'
import { openSession } from '#shared/journal/history.ts'
import { takeBatch } from '#shared/journal/ingest.ts'
import { headAfterRebase, rebase } from '#shared/journal/rebase.ts'
import type { HashRecord, Head, JournalRecord } from '#shared/journal/record.ts'
import type { MemoryHistory } from '#test/sim/memory-history.ts'

export type Record = JournalRecord<string>

export const hashRecord: HashRecord<string> = ({ hub, body, ...link }) =>
  createHash('sha256')
    .update(eventHashText({ hubId: hub, ...link }))
    .update(body)
    .digest('hex')

/** A hub's disk and its half of the handshake. */
export interface PaperHub {
  readonly key: string
  head: Head
  records: Record[]
  session: string | null
  provisional: boolean
}

export function paperHub(key = 'key-1'): PaperHub {
  const head = { epoch: 1, seq: 0, hash: '' }
  return { key, head, records: [], session: null, provisional: false }
}

/** The same disk once more, as an image or a clone has it. */
export function copyOf(hub: PaperHub): PaperHub {
  return { ...hub, records: [...hub.records] }
}

let made = 0

export function write(hub: PaperHub, count = 1, draft: Partial<RecordDraft<string>> = {}): void {
  for (let i = 0; i < count; i += 1) {
    made += 1
    const given = { id: `e${made}`, type: 'cash.moved', at: made, body: `{"n":${made}}`, ...draft }
    const record = nextRecord(7, hub.head, given, hashRecord)
    hub.records.push(record)
    hub.head = { epoch: record.epoch, seq: record.seq, hash: record.hash }
  }
}

/** What the hub holds at a place; the one before its oldest record is named by that record. */
export function heldAt(hub: PaperHub, seq: number): Head {
  const record = hub.records.find((one) => one.seq === seq)
  if (record !== undefined) return record
  const next = hub.records.find((one) => one.seq === seq + 1)
  if (next === undefined && seq === hub.head.seq) return hub.head
  const isPruned = next !== undefined && next === hub.records[0]
  return isPruned ? { epoch: next.epoch, seq, hash: next.prev } : { epoch: 0, seq, hash: '' }
}

/** What it says unasked of a journal that a salvage left with holes. */
function besideHoles({ records }: PaperHub): Head[] {
  return records.flatMap((record, i) => {
    const before = records[i - 1]
    return before === undefined || before.seq === record.seq - 1 ? [] : [before, record]
  })
}

/** One handshake until the cloud asks nothing more. */
export function meet(history: MemoryHistory, hub: PaperHub): { meeting: Meeting; asked: number } {
  const proofs: Head[] = besideHoles(hub)
  const unasked = proofs.length
  for (;;) {
    const firstSeq = hub.records[0]?.seq ?? hub.head.seq + 1
    const { key, head, session, provisional } = hub
    const hello: Hello = { key, head, firstSeq, session, provisional, proofs }
    const meeting = meetHub({ history, hello })
    if (meeting.outcome !== 'prove') return { meeting, asked: proofs.length - unasked }
    if (proofs.some(({ seq }) => seq === meeting.seq)) throw new Error(`${meeting.seq} asked twice`)
    proofs.push(heldAt(hub, meeting.seq))
  }
}

let sessions = 0

/** Handshakes until it may go on: takes new epochs, opens a session and sends what is missing. */
export function comeBack(history: MemoryHistory, hub: PaperHub): Meeting[] {
  const meetings: Meeting[] = []
  for (;;) {
    if (meetings.length > 3) throw new Error('no end of handshakes')
    const { meeting } = meet(history, hub)
    meetings.push(meeting)
    if (meeting.outcome === 'new-epoch') {
      history.allot(meeting.epoch, meeting.base, hub.key)
      obey(hub, meeting)
    } else if (meeting.outcome === 'go') {
      sessions += 1
      const branch = history.branch(hub.head.epoch)
      if (branch === undefined) throw new Error('go without a branch')
      history.setBranch(hub.head.epoch, openSession(branch, `s${sessions}`, hub.session))
      hub.session = `s${sessions}`
      push(history, hub)
      return meetings
    } else {
      return meetings
    }
  }
}

/** The hub's half of a new epoch. */
export function obey(hub: PaperHub, order: Extract<Meeting, { outcome: 'new-epoch' }>): void {
  const { epoch, base } = order
  const tail = hub.records.filter(({ seq }) => seq > base.seq)
  const placeholder = (seq: number) => {
    const id = `lost ${seq} of ${epoch}`
    return { id, type: 'hub.noted', at: seq, body: `{"lost":${seq}}` }
  }
  const rebased = rebase(tail, { epoch, base, hashRecord, placeholder })
  hub.records = [...hub.records.filter(({ seq }) => seq <= base.seq), ...rebased]
  hub.head = headAfterRebase(epoch, base, rebased)
  hub.session = null
  hub.provisional = false
}

/** Sends what the cloud lacks of the hub's epoch and takes it in. */
export function push(history: MemoryHistory, hub: PaperHub): void {
  const { epoch } = hub.head
  const records = hub.records.filter(({ seq }) => seq > history.head().seq)
  if (records.length === 0) return
  const taking = takeBatch(
    { head: history.head(), hashAt: history.hashAt },
    { epoch, records, hashRecord },
  )
  if (taking.outcome !== 'apply') throw new Error(`push: ${taking.outcome}`)
  history.ingest(taking.fresh)
}
