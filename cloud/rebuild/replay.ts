import { hashIn } from '#shared/journal/history.ts'
import type { HotDatabase, HotRow } from '../db/hot.ts'
import { accountsAt } from '../journal/account-facts.ts'
import { applyEvents } from '../journal/apply.ts'
import { readHistory } from '../journal/history.ts'
import { lastAppliedSeq } from '../journal/hq-log.ts'
import type { Pace } from '../journal/pace.ts'
import { type ReadBatch, readEvents } from '../journal/read-events.ts'
import { howOf, replayRepair } from '../journal/repair.ts'
import { sliceBodies, unpack } from '../journal/unpack.ts'
import { isClosing, replayClosing } from '../ledger/close-books.ts'
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
  refuseHalf(log)
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

/** Known before anything is replayed: what comes after a gap would be taken for something else. */
function refuseHalf(log: HotDatabase): void {
  const [events, commands, last] = (log.prepare(numbersSql).get() ?? []).map(Number)
  if (events === undefined || commands === undefined || last === undefined) return
  // Without events the log may still be whole: they follow from the batches.
  const missing = events === 0 ? 0 : last - events - commands
  if (missing !== 0) throw gap(`${missing} of its ${last} numbers are missing`)
}

const numbersSql = `SELECT e.n, c.n, max(coalesce(e.last, 0), coalesce(c.last, 0)) FROM
  (SELECT count(*) AS n, max(applied_seq) AS last FROM event) e,
  (SELECT count(*) AS n, max(applied_seq) AS last FROM hq_command) c`

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
  else if (isClosing(stored.kind)) replayClosing(books, JSON.parse(String(body)))
  else replayCommand(books, { ...stored, body: String(body) })
}

interface BatchToReplay {
  readonly id: number
  /** Where its first event comes in the applied log. */
  readonly next: number
  readonly refused: ReadonlyMap<number, string>
  readonly read: ReadStored
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
  const { events, stop } = await read(bodyOf ?? id)
  if (stop !== null && stop.seq <= lastSeq) {
    const words = `event ${stop.seq} of hub ${hubId} in epoch ${epoch} was taken then`
    throw new Error(`${words} and cannot be read by this version: ${stop.words}`)
  }
  const fresh = events.filter(({ seq }) => seq > head.seq && seq <= lastSeq)
  const last = fresh.at(-1)
  if (last === undefined) throw new Error(`batch ${id} holds nothing new`)
  const accounts = accountsAt(books, storeId, next)
  const content = { events: fresh, accounts, pace: noPace, refused }
  await applyEvents(books, { ...batch, batchId: id }, content)
  books.prepare(headSql).run(last.seq, Buffer.from(last.hash, 'hex'), hubId, epoch)
}

type ReadStored = (id: number) => Promise<ReadBatch>

/** Batches that go into the books at the same time come in turns, slice by slice. */
const batchesKept = 8

/** The events of a batch that is stored. Those of the last few stay in memory. */
function createBatchReader(books: HotDatabase): ReadStored {
  const kept = new Map<number, ReadBatch>()
  return async (id) => {
    const known = kept.get(id)
    if (known !== undefined) return known
    const { hubId, epoch, firstSeq, body } = batchOf(books.prepare(placedSql).get(id))
    const history = readHistory(books, hubId)
    const prev = (history && hashIn(history, epoch, firstSeq - 1)) ?? ''
    const text = await unpack(body)
    const of = { hubId, epoch, firstSeq, prev, currency: null, pace: noPace }
    const batch = await readEvents({ slices: sliceBodies(text), text, ...of })
    kept.set(id, batch)
    const [oldest] = kept.keys()
    if (kept.size > batchesKept && oldest !== undefined) kept.delete(oldest)
    return batch
  }
}

function batchOf(row: HotRow | undefined) {
  const [hubId, epoch, firstSeq, lastSeq, receivedAt, body, bodyOf, companyId, storeId] = row ?? []
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
  h.company_id, h.store_id FROM journal_batch b JOIN hub h ON h.id = b.hub_id WHERE b.id = ?`
const headSql = 'UPDATE hub_head SET seq = ?, hash = ? WHERE hub_id = ? AND epoch = ?'
