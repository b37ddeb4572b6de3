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
import { grantValue } from './ingest-value.ts'
import { expectRollups, rows } from './rollups-and-scans.ts'

const kills = Number(process.env['KASSA_TEST_INGEST_KILLS'] ?? 3)
const rounds = Math.max(2, Math.ceil(kills / 4))
/** In each of them the cloud is killed once. */
const largeBatches = Math.max(1, Math.floor(kills / 4))

/** The same journals once without a kill. */
let prepared: PreparedCloud
let journals: Journals
let straight: IngestCloud
/** By step, without a kill. */
const tookMs: number[] = []
beforeAll(
  async () => {
    prepared = await prepareCloud([1, 2, 2])
    const { hubs: profiles } = prepared
    const value = await prepared.write((group) => grantValue(group, profiles, rounds))
    journals = writeJournals({ profiles, rounds, value, largeBatches })
    straight = await prepared.start()
    await walk(straight, journals, {
      beside: async (index, step) => {
        const startedAt = performance.now()
        await step
        tookMs[index] = performance.now() - startedAt
      },
    })
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
}, async (context) => {
  await using stormy = await prepared.start()
  const places = spread(journals.steps.length)
  const isLarge = (index: number) => isLargePush(journals.steps[index])
  const others = places.filter((index) => !isLarge(index))
  const at = new Set([...places.filter(isLarge), ...others].slice(0, kills))
  let [cut, inSlices, missed] = [0, 0, 0]
  await walk(stormy, journals, {
    onCut: () => (cut += 1),
    beside: async (index, step) => {
      const isWaited = isLarge(index) ? waitBeside(stormy, step) : step
      const isPush = journals.steps[index]?.kind === 'push'
      const isMadeUp = missed > 0 && isPush && !at.has(index)
      if (at.has(index) || isMadeUp) {
        const before = cut
        await killWithin(stormy, tookMs[index] ?? 0)
        if (isInside(stormy, journals.steps[index])) inSlices += 1
        await stormy.start()
        if (isMadeUp) missed -= 1
        // The machine is quicker now than it was without kills: the push had its answer before.
        if (isPush && cut === before) missed += 1
      }
      await isWaited
    },
  })
  await stormy.stop()
  expect(stormy.kills).toBeGreaterThanOrEqual(kills)
  const slices = count(stormy.file, 'journal_batch WHERE body_of IS NOT NULL')
  const figures = `${stormy.kills} kills: ${cut} in the middle of a push, ${inSlices} of them between its slices; ${slices} slices`
  await context.annotate(figures)
  expect(cut, figures).toBeGreaterThanOrEqual(Math.ceil(kills / 3))
  expect(slices, figures).toBeGreaterThan(0)
  if (kills >= 20) expect(inSlices, figures).toBeGreaterThan(0)

  const expected = journals.hubs.reduce((sum, { events }) => sum + events.length, 0)
  expect(count(stormy.file, 'event')).toBe(expected)
  expect(count(stormy.file, "event WHERE state <> 'applied'")).toBe(0)
  expect(differences(straight.file, stormy.file)).toEqual([])
  for (const table of valueTables) expect(count(stormy.file, table), table).toBeGreaterThan(0)
  const { tables } = await rebuildGroup({ file: stormy.file })
  expect(tables.flatMap(({ difference }) => difference ?? [])).toEqual([])
  expectRollups(stormy.file)
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
  for (const sql of orderless) expect(rows(stormy.file, sql), sql).toEqual(rows(straight.file, sql))
  expectRollups(stormy.file)
})

/** Those that journals with stored value and coupons fill. */
const valueTables = [
  "value_movement WHERE kind = 'spend'",
  'value_lease WHERE closed = 1',
  'value_coupon',
  'value_account',
  'value_day',
]

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
  'SELECT account_id, balance FROM value_account ORDER BY 1',
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

interface Walk {
  /** Runs while a step does. */
  readonly beside: (index: number, step: Promise<void>) => Promise<void>
  readonly onCut?: () => void
}

async function walk(
  cloud: IngestCloud,
  journals: Journals,
  { beside, onCut }: Walk,
): Promise<void> {
  const lines = journals.hubs.map((hub) => cloud.lineOf(hub))
  for (const [index, step] of journals.steps.entries()) {
    const performed = perform(cloud, step, { lines, journals, ...(onCut && { onCut }) })
    await Promise.all([performed, beside(index, performed)])
  }
}

async function perform(
  cloud: IngestCloud,
  step: Step,
  {
    lines,
    journals,
    onCut,
  }: {
    readonly lines: readonly ScriptedHub[]
    readonly journals: Journals
    readonly onCut?: () => void
  },
): Promise<void> {
  const answer =
    step.kind === 'push'
      ? await persist(async () => await pushed(lines[step.hub], step), onCut)
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

/** At any moment of what is asked of it now, which took so long without a kill. */
async function killWithin(cloud: IngestCloud, ms: number): Promise<void> {
  await sleep(randomInt(0, Math.max(2, Math.ceil(ms))))
  await cloud.kill()
}

function isLargePush(step: Step | undefined): boolean {
  return step?.kind === 'push' && step.isLarge
}

/** The books of the dead cloud end between two slices of this push. */
function isInside(cloud: IngestCloud, step: Step | undefined): boolean {
  if (step?.kind !== 'push') return false
  const { hubId } = journals.hubs[step.hub]?.profile ?? {}
  const [[seq = 0] = []] = rows(cloud.file, `SELECT seq FROM hub_head WHERE hub_id = ${hubId}`)
  return Number(seq) >= step.from && Number(seq) < step.to
}

/** Others write, so that the push goes in by slices; nothing of the books. */
async function waitBeside(cloud: IngestCloud, step: Promise<void>): Promise<void> {
  let isDone = false
  const write = async (): Promise<void> => {
    const json = { storeId: 1 }
    while (!isDone) await persist(() => cloud.request('/v1/hubs/codes', { method: 'POST', json }))
  }
  const writing = Promise.all([write(), write()])
  await step.finally(() => (isDone = true))
  await writing
}

async function killNowAndThen(cloud: IngestCloud, times: number, isDone: { value: boolean }) {
  for (let i = 0; i < times; i += 1) {
    await sleep(randomInt(20, 150))
    if (isDone.value && i > 0) return
    await killWithin(cloud, 40)
    await cloud.start()
  }
}

/** All places in any order. */
function spread(length: number): number[] {
  const places = Array.from({ length }, (_, i) => i)
  for (let i = 0; i < length; i += 1) {
    const j = randomInt(i, length)
    ;[places[i], places[j]] = [places[j] ?? 0, places[i] ?? 0]
  }
  return places
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
  'balance_at',
  'value_movement.at',
  // Compared without its times.
  'value_account.state',
  'ended_at',
  // Where a batch was cut by a kill.
  'batch_id',
  'body_start',
])

const statesSql = 'SELECT account_id, state FROM value_account ORDER BY 1'

/** Without instants, which are 13 digits in our time. */
function timeless(row: readonly unknown[]): string {
  return JSON.stringify(row).replaceAll(/\b\d{13}\b/g, 'at')
}

/** Table by table, the first row that is not the same. */
function differences(straight: string, stormy: string): string[] {
  const pair = { books: new Database(straight), again: new Database(stormy) }
  const states = [straight, stormy].map((file) => rows(file, statesSql).map(timeless))
  expect(states[1]).toEqual(states[0])
  const compared = derivedTables.flatMap((derived) => {
    const info = pair.books
      .prepare(`PRAGMA table_info(${derived.table})`)
      .raw(true)
      .all() as string[][]
    const known = derived.columns ?? info.map((row) => String(row[1]))
    const { table } = derived
    const isOfTheRun = (column: string) =>
      ofTheRun.has(column) || ofTheRun.has(`${table}.${column}`)
    const columns = known.filter((column) => !isOfTheRun(column))
    const { difference } = compareTable(pair, { ...derived, columns })
    return difference === null ? [] : `${table}: ${difference}`
  })
  pair.books.close()
  pair.again.close()
  return compared
}

function count(file: string, from: string): number {
  return Number(rows(file, `SELECT count(*) FROM ${from}`)[0]?.[0])
}
