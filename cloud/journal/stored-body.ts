import { gunzipSync } from 'node:zlib'
import type { HotDatabase } from '../db/hot.ts'

/** An event's body as the hub sent it. */
export type ReadBody = (appliedSeq: number) => Buffer

/** An event's body, cut out of its batch. */
export function readStoredBody(hot: HotDatabase, appliedSeq: number): Buffer {
  return createBodyReader(hot)(appliedSeq)
}

/** Unpacked they may hold 64 MiB each. */
const batchesKept = 2

/** For many bodies at once: a batch is unpacked for the first of its events. */
export function createBodyReader(hot: HotDatabase): ReadBody {
  const place = hot.prepare(placeSql)
  const unpacked = new Map<number, Buffer>()

  const open = (batchId: number): Buffer => {
    const known = unpacked.get(batchId)
    if (known !== undefined) return known
    const [packed] = hot.prepare('SELECT body FROM journal_batch WHERE id = ?').get(batchId) ?? []
    if (!(packed instanceof Uint8Array)) throw new Error(`batch ${batchId} is not stored`)
    const [oldest] = unpacked.keys()
    if (unpacked.size >= batchesKept && oldest !== undefined) unpacked.delete(oldest)
    const text = gunzipSync(packed)
    unpacked.set(batchId, text)
    return text
  }
  return (appliedSeq) => {
    const [batchId, start, length] = place.get(appliedSeq) ?? []
    if (batchId === undefined) throw new Error(`event ${appliedSeq} is not in the log`)
    return open(Number(batchId)).subarray(Number(start), Number(start) + Number(length))
  }
}

const placeSql = `SELECT coalesce(b.body_of, b.id), e.body_start, e.body_length FROM event e
  JOIN journal_batch b ON b.id = e.batch_id WHERE e.applied_seq = ?`
