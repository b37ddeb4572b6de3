import { createHash } from 'node:crypto'
import { eventHashText } from '#shared/domain/chain.ts'
import type { EventRow } from './event-row.ts'

/** What its hash must be behind a record with the hash `prev`. */
export function hashOfRow(row: EventRow, prev: string, hubId: number): string {
  const { epoch, seq, id, type, at, body } = row
  return createHash('sha256')
    .update(eventHashText({ prev, hubId, epoch, seq, id, type, at }))
    .update(body)
    .digest('hex')
}
