import { createHash } from 'node:crypto'
import type { Database } from 'libsql'
import { eventHashText } from '#shared/domain/chain.ts'
import { bodyBytes } from '../journal/stored-text.ts'

const PAGE_EVENTS = 500

export interface VerifiedChain {
  readonly events: number
  /** Null in an empty journal. */
  readonly head: { readonly epoch: number; readonly seq: number; readonly hash: string } | null
}

/**
 * Computes the hash of every event anew. Throws at the first that does not match; a place that is
 * missing (pruned, or lost in a salvage) leaves the event after it without a witness.
 */
export function verifyChain(database: Database): VerifiedChain {
  const hubId = Number(
    (database.prepare('SELECT hub_id FROM identity').raw(true).get() as [number] | undefined)?.[0],
  )
  const page = database
    .prepare(
      `SELECT seq, epoch, id, type, at, hash, ${bodyBytes} FROM event WHERE seq > ?
       ORDER BY seq LIMIT ${PAGE_EVENTS}`,
    )
    .raw(true)
  let head = { epoch: 0, seq: 0, hash: '' }
  let events = 0
  for (;;) {
    const rows = page.all([head.seq]) as Row[]
    if (rows.length === 0) return { events, head: events === 0 ? null : head }
    for (const [seq, epoch, id, type, at, hash, body] of rows) {
      const isWitnessed = seq === head.seq + 1
      const text = eventHashText({ prev: head.hash, hubId, epoch, seq, id, type, at })
      const computed = createHash('sha256').update(text).update(body).digest('hex')
      if (isWitnessed && computed !== hash) throw new Error(`event ${seq} does not match its hash`)
      head = { epoch, seq, hash }
      events += 1
    }
  }
}

type Row = [number, number, string, string, number, string, Uint8Array]
