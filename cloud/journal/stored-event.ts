import { Envelope } from '#shared/contracts/event.ts'
import type { HotDatabase } from '../db/hot.ts'
import type { ReadEvent } from './read-events.ts'
import { createBodyReader, type ReadBody } from './stored-body.ts'

/** An event as it stands in the log, with whose it is. */
export interface StoredEvent extends ReadEvent {
  readonly appliedSeq: number
  readonly companyId: number
  readonly storeId: number
  readonly hubId: number
  /** The event that has its id, where another one came first. */
  readonly repeats: number | null
}

export function readStoredEvent(
  hot: HotDatabase,
  appliedSeq: number,
  readBody: ReadBody = createBodyReader(hot),
): StoredEvent {
  const row = hot.prepare(eventSql).get(appliedSeq)
  const [seq, hash, start, length, companyId, storeId, hubId, repeats] = row ?? []
  if (!(hash instanceof Uint8Array)) throw new Error(`event ${appliedSeq} is not in the log`)
  const body = readBody(appliedSeq)
  const { envelope, payload } = JSON.parse(body.toString('utf8')) as Record<string, unknown>
  return {
    appliedSeq,
    companyId: Number(companyId),
    storeId: Number(storeId),
    hubId: Number(hubId),
    repeats: typeof repeats === 'number' ? repeats : null,
    seq: Number(seq),
    hash: Buffer.from(hash).toString('hex'),
    slice: { start: Number(start), length: Number(length), firstHash: null },
    body,
    envelope: Envelope.parse(envelope),
    payload,
  }
}

/** The payload that HQ put in the place of the hub's; undefined = the hub's own counts. */
export function repairedPayload(hot: HotDatabase, appliedSeq: number): unknown {
  const [repair] = hot.prepare(repairSql).get(appliedSeq) ?? []
  return typeof repair === 'string' ? JSON.parse(repair) : undefined
}

const eventSql = `SELECT e.seq, e.hash, e.body_start, e.body_length, h.company_id, h.store_id, h.id,
  e.repeats FROM event e JOIN hub h ON h.id = e.hub_id WHERE e.applied_seq = ?`
const repairSql = 'SELECT repair FROM quarantine WHERE applied_seq = ?'
