import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'libsql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { compareTable } from '#cloud/rebuild/compare.ts'
import { rebuildGroup } from '#cloud/rebuild/rebuild-group.ts'
import { derivedTables } from '#cloud/rebuild/tables.ts'
import { uuidv7 } from '#shared/domain/uuid.ts'
import type { ScriptedHub } from '../cloud/scripted-hub.ts'
import { type IngestCloud, type PreparedCloud, persist, prepareCloud } from './ingest-cloud.ts'
import { type Journals, type Step, writeJournals } from './ingest-journals.ts'

const kills = Number(process.env['KASSA_TEST_INGEST_KILLS'] ?? 3)
const rounds = Math.max(2, Math.ceil(kills / 4))

/** The same journals once without a kill. */
let prepared: PreparedCloud
let journals: Journals
let straight: IngestCloud
beforeAll(
  async () => {
    prepared = await prepareCloud([1, 2, 2])
    journals = writeJournals(prepared.hubs, rounds)
    straight = await prepared.start()
    await walk(straight, journals, () => Promise.resolve())
    await straight.stop()
  },
  60_000 + kills * 10_000,
)
afterAll(async () => {
  await straight[Symbol.asyncDispose]()
  await prepared[Symbol.asyncDispose]()
})

test('a cloud killed at random moments ends with the books of one that was not [A2, B2]', {
  timeout: 60_000 + kills * 15_000,
}, async () => {
  await using stormy = await prepared.start()
  const at = new Set(spread(kills, journals.steps.length))
  await walk(stormy, journals, async (index) => {
    if (at.has(index)) await killSoon(stormy)
  })
  await stormy.stop()
  expect(stormy.kills).toBe(kills)

  const expected = journals.hubs.reduce((sum, { events }) => sum + events.length, 0)
  expect(count(stormy.file, 'event')).toBe(expected)
  expect(count(stormy.file, "event WHERE state <> 'applied'")).toBe(0)
  expect(differences(straight.file, stormy.file)).toEqual([])
  const { tables } = await rebuildGroup({ file: stormy.file })
  expect(tables.flatMap(({ difference }) => difference ?? [])).toEqual([])
})

test('hubs that push at the same time through the kills end with the same sums in any order', {
  timeout: 60_000 + kills * 15_000,
}, async () => {
  await using stormy = await prepared.start()
  const isDone = { value: false }
  const killing = killNowAndThen(stormy, Math.ceil(kills / 2), isDone)
  const lines = journals.hubs.map((hub) => stormy.lineOf(hub))
  await Promise.all(
    journals.hubs.map(async (_, hub) => {
      for (const step of journals.steps) {
        if (step.kind === 'push' && step.hub === hub)
          await perform(stormy, step, { lines, journals })
      }
    }),
  )
  isDone.value = true
  await killing
  for (const step of journals.steps) {
    if (step.kind === 'repair') await perform(stormy, step, { lines, journals })
  }
  await stormy.stop()
  expect(stormy.kills).toBeGreaterThan(0)
  for (const sql of orderless) expect(all(stormy.file, sql), sql).toEqual(all(straight.file, sql))
})

/** What must not depend on which store's events came first. */
const orderless = [
  'SELECT * FROM stock_on_hand ORDER BY 1, 2',
  'SELECT * FROM sales_by_till ORDER BY 1, 2, 3, 4, 5',
  'SELECT * FROM sales_by_product ORDER BY 1, 2, 3, 4',
  'SELECT receipt_id, number, kind, total, shift_id FROM receipt ORDER BY 1',
  'SELECT hub_id, epoch, seq, hash FROM hub_head ORDER BY 1, 2',
  `SELECT a.code, d.business_on, sum(d.debit - d.credit) FROM account_day d
   JOIN ledger_account a ON a.id = d.account_id GROUP BY 1, 2 HAVING sum(d.debit - d.credit) <> 0
   ORDER BY 1, 2`,
  'SELECT event_id, type, state FROM event ORDER BY 1',
]

const Open = z.object({
  items: z.array(
    z.object({
      appliedSeq: z.int(),
      parkedBehind: z.int().nullable(),
      receiptId: z.string().nullable(),
    }),
  ),
})

async function walk(
  cloud: IngestCloud,
  journals: Journals,
  trouble: (index: number) => Promise<void>,
): Promise<void> {
  const lines = journals.hubs.map((hub) => cloud.lineOf(hub))
  for (const [index, step] of journals.steps.entries()) {
    await Promise.all([perform(cloud, step, { lines, journals }), trouble(index)])
  }
}

async function perform(
  cloud: IngestCloud,
  step: Step,
  { lines, journals }: { readonly lines: readonly ScriptedHub[]; readonly journals: Journals },
): Promise<void> {
  const answer =
    step.kind === 'push'
      ? await persist(async () => await pushed(lines[step.hub], step))
      : await repairOldest(cloud, journals)
  if (answer?.ok === false) throw new Error(`${JSON.stringify(step)}: ${await answer.text()}`)
}

async function pushed(line: ScriptedHub | undefined, range: { from: number; to: number }) {
  if (line === undefined) throw new Error('no such hub')
  return await line.push(range)
}

async function repairOldest(cloud: IngestCloud, { rightByReceipt }: Journals) {
  const list = await persist(() => cloud.request('/v1/quarantine?limit=200'))
  const oldest = Open.parse(await list.json()).items.find((item) => item.parkedBehind === null)
  if (oldest === undefined) return undefined
  // One id for all tries: an answer that was lost is asked for again.
  const id = uuidv7(Date.now(), crypto.getRandomValues(new Uint8Array(10)))
  const json = { id, payload: rightByReceipt.get(oldest.receiptId ?? '') }
  const path = `/v1/quarantine/${oldest.appliedSeq}/repair`
  return await persist(() => cloud.request(path, { method: 'POST', json }))
}

/** Before, during or after what is asked of it at this moment. */
async function killSoon(cloud: IngestCloud): Promise<void> {
  await sleep(randomInt(0, 40))
  await cloud.kill()
  await cloud.start()
}

async function killNowAndThen(cloud: IngestCloud, times: number, isDone: { value: boolean }) {
  for (let i = 0; i < times; i += 1) {
    await sleep(randomInt(20, 150))
    if (isDone.value && i > 0) return
    await killSoon(cloud)
  }
}

/** `n` different places among `length`, anywhere. */
function spread(n: number, length: number): number[] {
  const places = Array.from({ length }, (_, i) => i)
  for (let i = 0; i < n; i += 1) {
    const j = randomInt(i, length)
    ;[places[i], places[j]] = [places[j] ?? 0, places[i] ?? 0]
  }
  return places.slice(0, n)
}

/** By the wall clock, which no two runs share, and chance. */
const ofTheRun = new Set([
  'received_at',
  'posted_at',
  'since',
  'repaired_at',
  'first_at',
  'last_at',
  'repair_id',
])

/** Table by table, the first row that is not the same. */
function differences(straight: string, stormy: string): string[] {
  const pair = { books: new Database(straight), again: new Database(stormy) }
  const compared = derivedTables.flatMap((derived) => {
    const info = pair.books
      .prepare(`PRAGMA table_info(${derived.table})`)
      .raw(true)
      .all() as string[][]
    const known = derived.columns ?? info.map((row) => String(row[1]))
    const columns = known.filter((column) => !ofTheRun.has(column))
    const { table, difference } = compareTable(pair, { ...derived, columns })
    return difference === null ? [] : `${table}: ${difference}`
  })
  pair.books.close()
  pair.again.close()
  return compared
}

function all(file: string, sql: string): unknown[] {
  const database = new Database(file)
  try {
    return database.prepare(sql).raw(true).all()
  } finally {
    database.close()
  }
}

function count(file: string, from: string): unknown {
  return (all(file, `SELECT count(*) FROM ${from}`)[0] as unknown[])[0]
}
