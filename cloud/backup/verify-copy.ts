import { createHash } from 'node:crypto'
import { pathToFileURL } from 'node:url'
import { gunzipSync } from 'node:zlib'
import Database from 'libsql'
import { z } from 'zod'
import { eventHashText } from '#shared/domain/chain.ts'

/** What a copy of a group's database holds. */
export const CopyContent = z.object({
  events: z.int(),
  receipts: z.int(),
  postings: z.int(),
  /** How far the books are in each hub's journal. */
  heads: z.array(
    z.object({ hubId: z.int(), epoch: z.int(), seq: z.int(), hash: z.string() }).readonly(),
  ),
})
export type CopyContent = z.infer<typeof CopyContent>

/**
 * Opens a copy and looks whether it can be the company's books: its pages, its references, that the
 * postings sum to nothing, and that the last event of each hub, as it came, has the hash to which
 * the hub will be asked to connect. Throws at the first thing that is wrong.
 */
export function verifyCopy(path: string): CopyContent {
  const database = new Database(`${pathToFileURL(path).href}?mode=ro`)
  const all = (sql: string, ...values: number[]) =>
    database.prepare(sql).raw(true).all(values) as Value[][]
  try {
    const word = all('PRAGMA integrity_check(1)')[0]?.[0]
    if (word !== 'ok') throw new Error(`the copy is damaged: ${String(word)}`)
    const [stray] = all('PRAGMA foreign_key_check')
    if (stray !== undefined)
      throw new Error(`the copy is damaged: a row of ${String(stray[0])} names one that is missing`)
    const sum = all('SELECT coalesce(sum(amount), 0) FROM posting')[0]?.[0]
    if (sum !== 0) throw new Error(`the copy's postings sum to ${String(sum)}, not to 0`)
    const heads = all(headsSql).map((row) => checkHead(all, row))
    const count = (table: string) => Number(all(`SELECT count(*) FROM ${table}`)[0]?.[0])
    return { events: count('event'), receipts: count('receipt'), postings: count('posting'), heads }
  } finally {
    database.close()
  }
}

type Value = number | string | Buffer | null
type Read = (sql: string, ...values: number[]) => Value[][]

function checkHead(all: Read, row: readonly Value[]): CopyContent['heads'][number] {
  const [hubId, epoch, seq, baseSeq] = row.slice(0, 4).map(Number) as [
    number,
    number,
    number,
    number,
  ]
  const [hash, baseHash] = [hex(row[4]), String(row[5])]
  const head = { hubId, epoch, seq, hash }
  const wrong = new Error(
    `the last event ${seq} of hub ${hubId} in epoch ${epoch} does not match its hash`,
  )
  if (seq === baseSeq) {
    if (hash !== baseHash) throw wrong
    return head
  }
  const prev = seq === baseSeq + 1 ? baseHash : hex(all(hashSql, hubId, epoch, seq - 1)[0]?.[0])
  const [stored, packed, start, length] = all(eventSql, hubId, epoch, seq)[0] ?? []
  if (hex(stored) !== hash || !(packed instanceof Uint8Array)) throw wrong
  const body = gunzipSync(packed).subarray(Number(start), Number(start) + Number(length))
  const { envelope } = StoredBody.parse(JSON.parse(body.toString('utf8')))
  const text = eventHashText({ prev, hubId, epoch, seq, ...envelope })
  if (createHash('sha256').update(text).update(body).digest('hex') !== hash) throw wrong
  return head
}

const StoredBody = z.object({
  envelope: z.object({ id: z.string(), type: z.string(), at: z.number() }),
})
const headsSql = `SELECT hub_id, epoch, seq, base_seq, hash, base_hash FROM hub_head
  ORDER BY hub_id, epoch`
const hashSql = 'SELECT hash FROM event WHERE hub_id = ? AND epoch = ? AND seq = ?'
const eventSql = `SELECT e.hash, w.body, e.body_start, e.body_length FROM event e
  JOIN journal_batch b ON b.id = e.batch_id
  JOIN journal_batch w ON w.id = coalesce(b.body_of, b.id) WHERE e.hub_id = ? AND e.epoch = ? AND e.seq = ?`

function hex(value: Value | undefined): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : ''
}
