import type { HandshakeDeps } from '#hub/cloud-link/handshake.ts'
import { hashRecord } from '#hub/journal/append-event.ts'
import type { Journal } from '#hub/journal/journal.ts'
import type { HandshakeAnswer } from '#shared/contracts/sync.ts'
import { meetHub } from '#shared/journal/handshake.ts'
import { hearSession, openSession } from '#shared/journal/history.ts'
import { takeBatch } from '#shared/journal/ingest.ts'
import type { Alarm } from '#shared/value/ledger.ts'
import { createMemoryHistory, type MemoryHistory } from '#test/sim/memory-history.ts'
import { identity } from './open-journal.ts'

/** The cloud's half of the handshake and of ingest by the product's own rules, without its books. */
export interface PaperCloud {
  readonly history: MemoryHistory
  readonly alarms: readonly Alarm[]
  /** In the order they came, each once. */
  readonly ids: ReadonlySet<string>
  readonly client: HandshakeDeps['client']
  /** Takes what the journal has after the head, as the wire brings it: without places. */
  push(journal: Journal): void
  /** Another life of it, from what it holds now. */
  backUp(): PaperCloud
}

interface Kept {
  readonly history: MemoryHistory
  readonly ids: ReadonlySet<string>
}

export function openPaperCloud(
  { history, ids: known }: Kept = {
    history: createMemoryHistory(identity.hubId),
    ids: new Set(),
  },
): PaperCloud {
  const ids = new Set(known)
  const alarms: Alarm[] = []
  let sessions = 0
  const answerTo = (hello: Parameters<PaperCloud['client']['handshake']>[1]): HandshakeAnswer => {
    const meeting = meetHub({ history, hello: { ...hello, key: 'box' } })
    switch (meeting.outcome) {
      case 'prove':
        return meeting
      case 'refused':
        throw new Error(meeting.reason)
      case 'new-epoch': {
        const { epoch, base, alarm } = meeting
        if (alarm !== null) alarms.push(alarm)
        history.allot(epoch, base, 'box')
        return { outcome: 'new-epoch', epoch, base }
      }
      case 'go': {
        const { epoch } = hello.head
        const branch = history.branch(epoch)
        if (branch === undefined) throw new Error(`go without epoch ${epoch}`)
        sessions += 1
        const session = `${history.epoch}-${sessions}`
        history.setBranch(epoch, openSession(branch, session, hello.session))
        const { sendFrom } = meeting
        return { outcome: 'go', session, incarnation: 1, epoch, sendFrom, cloudTime: Date.now() }
      }
    }
  }
  return {
    history,
    alarms,
    ids,
    client: {
      handshake: (_token, hello) => Promise.resolve(answerTo(hello)),
      heardSession(_token, { epoch, session }) {
        const branch = history.branch(epoch)
        const heard = branch && hearSession(branch, session)
        if (heard !== undefined) history.setBranch(epoch, heard)
        return Promise.resolve(history.head())
      },
    },
    push(journal) {
      const head = history.head()
      const rows = journal.read(unsentSql, [head.seq])
      const records = rows.map((row, i) => ({
        hub: identity.hubId,
        epoch: head.epoch,
        seq: head.seq + 1 + i,
        id: String(row['id']),
        type: String(row['type']),
        at: Number(row['at']),
        prev: '',
        hash: String(row['hash']),
        firstHash: null,
        body: String(row['body']),
      }))
      if (records.length === 0) return
      const known = { head, hashAt: history.hashAt }
      const taking = takeBatch(known, { epoch: head.epoch, records, hashRecord })
      if (taking.outcome !== 'apply') throw new Error(`push: ${taking.outcome}`)
      history.ingest(taking.fresh)
      for (const { id } of taking.fresh) ids.add(id)
    },
    backUp: () => openPaperCloud({ history: history.restore(), ids }),
  }
}

const unsentSql = 'SELECT id, type, at, hash, body FROM event WHERE seq > ? ORDER BY seq'
