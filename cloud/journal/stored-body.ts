import { gunzipSync } from 'node:zlib'
import type { HotDatabase } from '../db/hot.ts'

/** An event's body as the hub sent it, cut out of its batch. */
export function readStoredBody(hot: HotDatabase, appliedSeq: number): Buffer {
  const row = hot
    .prepare(
      `SELECT w.body, e.body_start, e.body_length FROM event e
        JOIN journal_batch b ON b.id = e.batch_id
        JOIN journal_batch w ON w.id = coalesce(b.body_of, b.id) WHERE e.applied_seq = ?`,
    )
    .get(appliedSeq)
  const [packed, start, length] = row ?? []
  if (!(packed instanceof Uint8Array)) throw new Error(`event ${appliedSeq} has no batch`)
  return gunzipSync(packed).subarray(Number(start), Number(start) + Number(length))
}
