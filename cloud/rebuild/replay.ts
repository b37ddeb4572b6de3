import { hashIn } from '#shared/journal/history.ts'
import type { HotDatabase, HotRow } from '../db/hot.ts'
import { accountsAt } from '../journal/account-facts.ts'
import { applyEvents } from '../journal/apply.ts'
import { readHistory } from '../journal/history.ts'
import { lastAppliedSeq } from '../journal/hq-log.ts'
import type { Pace } from '../journal/pace.ts'
import { type ReadEvent, readEvents } from '../journal/read-events.ts'
import { howOf, replayRepair } from '../journal/repair.ts'
import { unpack } from '../journal/unpack.ts'
import { replayCommand } from '../value/commands.ts'

export interface Replayed {
  readonly batches: number
  readonly commands: number
}

/**
 * The log again, in the order in which it was applied, by the code that applies it (spine B2.3).
 * Entry by entry it comes into the empty books too, so nothing can look ahead. `refused` are the
 * judgements of that time. Throws at the first place that is missing.
 */
export async function replay(
  log: HotDatabase,
  books: HotDatabase,
  refused: ReadonlyMap<number, string>,
): Promise<Replayed> {
  const batches = log.prepare('SELECT id FROM journal_batch ORDER BY id').all().map(numberOf)
  const commands = log.prepare('SELECT applied_seq FROM hq_command ORDER BY 1').all().map(numberOf)
  const [batchCount, commandCount] = [batches.length, commands.length]
  batches.reverse()
  commands.reverse()
  const read = createBatchReader(books)
  while (batches.length + commands.length > 0) {
    const next = lastAppliedSeq(books) + 1
    const command = commands.at(-1) ?? Number.POSITIVE_INFINITY
    if (command < next) throw gap(`an event came where command ${command} stands`)
    books.exec('BEGIN')
    if (command === next) {
      replayOne(log, books, next)
      commands.pop()
    } else {
      const id = batches.pop()
      if (id === undefined) throw gap(`nothing comes between ${next} and command ${command}`)
      await replayBatch(log, books, { id, next, refused, read })
    }
    books.exec('COMMIT')
  }
  return { batches: batchCount, commands: commandCount }
}

function gap(words: string): Error {
  return new Error(`the log has a gap: ${words}`)
}

function replayOne(log: HotDatabase, books: HotDatabase, appliedSeq: number): void {
  const row = log.prepare(commandSql).get(appliedSeq) ?? []
  const [, at, by, kind, body] = row
  // Before its effects: a posting names the command that it books.
  books.prepare(keepCommandSql).run(...row)
  const stored = { appliedSeq, at: Number(at), by: String(by), kind: String(kind) }
  if (howOf(stored.kind) !== undefined)
    replayRepair(books, { ...stored, body: JSON.parse(String(body)) })
  else replayCommand(books, { ...stored, body: String(body) })
}

interface BatchToReplay {
  readonly id: number
  /** Where its first event comes in the applied log. */
  readonly next: number
  readonly refused: ReadonlyMap<number, string>
  readonly read: ReadBatch
}

async function replayBatch(
  log: HotDatabase,
  books: HotDatabase,
  { id, next, refused, read }: BatchToReplay,
): Promise<void> {
  books.prepare(keepBatchSql).run(...(log.prepare(batchSql).get(id) ?? []))
  const { bodyOf, lastSeq, ...batch } = batchOf(books.prepare(placedSql).get(id))
  const { hubId, epoch, storeId } = batch
  const head = readHistory(books, hubId)?.branch(epoch)?.head
  if (head === undefined) {
    throw new Error(`batch ${id} is of hub ${hubId} in epoch ${epoch}, which is not known`)
  }
  const events = await read(bodyOf ?? id)
  const fresh = events.filter(({ seq }) => seq > head.seq && seq <= lastSeq)
  const last = fresh.at(-1)
  if (last === undefined) throw new Error(`batch ${id} holds nothing new`)
  const accounts = accountsAt(books, storeId, next)
  const content = { events: fresh, accounts, pace: noPace, refused }
  await applyEvents(books, { ...batch, batchId: id }, content)
  books.prepare(headSql).run(last.seq, Buffer.from(last.hash, 'hex'), hubId, epoch)
}

type ReadBatch = (id: number) => Promise<readonly ReadEvent[]>

/** Batches that go into the books at the same time come in turns, slice by slice. */
const batchesKept = 8

/** The events of a batch that is stored. Those of the last few stay in memory. */
function createBatchReader(books: HotDatabase): ReadBatch {
  const kept = new Map<number, readonly ReadEvent[]>()
  return async (id) => {
    const known = kept.get(id)
    if (known !== undefined) return known
    const { hubId, epoch, firstSeq, body, currency } = batchOf(books.prepare(placedSql).get(id))
    const history = readHistory(books, hubId)
    const prev = (history && hashIn(history, epoch, firstSeq - 1)) ?? ''
    const text = await unpack(body)
    const options = { text, hubId, epoch, firstSeq, prev, currency, pace: noPace }
    const events = await readEvents(options)
    kept.set(id, events)
    const [oldest] = kept.keys()
    if (kept.size > batchesKept && oldest !== undefined) kept.delete(oldest)
    return events
  }
}

function batchOf(row: HotRow | undefined) {
  const [hubId, epoch, firstSeq, lastSeq, receivedAt, body, bodyOf, companyId, storeId, currency] =
    row ?? []
  if (!(body instanceof Uint8Array)) throw new Error('a batch names a hub that is not known')
  return {
    hubId: Number(hubId),
    epoch: Number(epoch),
    firstSeq: Number(firstSeq),
    lastSeq: Number(lastSeq),
    receivedAt: Number(receivedAt),
    body,
    bodyOf: typeof bodyOf === 'number' ? bodyOf : null,
    companyId: Number(companyId),
    storeId: Number(storeId),
    currency: String(currency),
  }
}

/** Nobody else waits for this process. */
const noPace: Pace = { isTimeToRest: () => false, rest: () => Promise.resolve() }

function numberOf([value]: HotRow): number {
  return Number(value)
}

const commandSql = 'SELECT applied_seq, at, by, kind, body FROM hq_command WHERE applied_seq = ?'
const keepCommandSql =
  'INSERT INTO hq_command (applied_seq, at, by, kind, body) VALUES (?, ?, ?, ?, ?)'
const batchColumns = 'id, hub_id, epoch, first_seq, last_seq, received_at, body, body_of'
const batchSql = `SELECT ${batchColumns} FROM journal_batch WHERE id = ?`
const keepBatchSql = `INSERT INTO journal_batch (${batchColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
const placedSql = `SELECT b.hub_id, b.epoch, b.first_seq, b.last_seq, b.received_at, b.body, b.body_of,
  h.company_id, h.store_id, c.currency FROM journal_batch b JOIN hub h ON h.id = b.hub_id
  JOIN company c ON c.id = h.company_id WHERE b.id = ?`
const headSql = 'UPDATE hub_head SET seq = ?, hash = ? WHERE hub_id = ? AND epoch = ?'
