import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HotDatabase, HotRow } from '#cloud/db/hot.ts'
import { openGroup } from '#cloud/db/open.ts'
import { seedBookshop } from '../cloud/seed.ts'
import { openTestCloud, type TestCloud } from '../cloud/test-cloud.ts'
import { type Cost, costOf, sumOf } from './cost.ts'
import type { Figure } from './figure.ts'
import { benchIngestGrowth } from './ingest-growth.ts'
import { A_BATCH, LINES, openIngestPush } from './ingest-push.ts'

const BATCHES = 10
/** Tables that grow with every event; the rollups are summed up and small. */
const grown = ['journal_batch', 'event', 'receipt', 'ledger_transaction', 'posting'] as const

export async function benchIngest({ large }: { readonly large: boolean }): Promise<Figure[]> {
  return [await againstRaw(), await benchIngestGrowth(large)]
}

/**
 * Cloud ingest against a raw bulk insert of the same sales (design 12). As in spine A2, raw inserts
 * the lines as rows too, which ingest keeps in the batch as it came; `ratioOfRowsWritten` leaves
 * them out. Each batch is taken in by ingest and then by both raws, so that whatever else the
 * machine does hits all three; the first one warms up and is not counted.
 */
async function againstRaw(): Promise<Figure> {
  await using cloud = await openTestCloud()
  const events = (1 + BATCHES) * A_BATCH
  const push = await openIngestPush(cloud, events)
  await push(1)
  await using raw = await openRaw(cloud, { withLines: true })
  await using rawOfWritten = await openRaw(cloud, { withLines: false })
  await raw.insertNext()
  await rawOfWritten.insertNext()
  const costs = { ingest: [] as Cost[], raw: [] as Cost[], written: [] as Cost[] }
  let rows = 0
  for (let from = 1 + A_BATCH; from <= events; from += A_BATCH) {
    costs.ingest.push(await push(from))
    const all = await raw.insertNext()
    costs.raw.push(all)
    rows += all.rows
    costs.written.push(await rawOfWritten.insertNext())
  }
  const measured = events - A_BATCH
  const ours = sumOf(costs.ingest)
  const ofRaw = sumOf(costs.raw)
  const ratio = ofRaw.ms / ours.ms
  const cpuRatio = ofRaw.cpuMs / ours.cpuMs
  const ratioOfRowsWritten = sumOf(costs.written).ms / ours.ms
  const ingestUs = (ours.ms * 1000) / measured
  const rawUs = (ofRaw.ms * 1000) / measured
  const rowsPerEvent = rows / measured
  return {
    what: `cloud ingest, ${measured} sales of ${LINES} lines, batches of ${A_BATCH}`,
    measured: `${ratio.toFixed(2)} × raw (${cpuRatio.toFixed(2)} × by CPU time, ${ratioOfRowsWritten.toFixed(2)} × without the lines)`,
    budget: '≥ 0.5 × raw bulk insert',
    met: ratio >= 0.5,
    numbers: { ratio, cpuRatio, ratioOfRowsWritten, ingestUs, rawUs, rowsPerEvent },
  }
}

type Part = { readonly table: string; readonly rows: readonly HotRow[] }

/** An empty database of the same schema, which gets the rows that ingest wrote, a transaction a batch. */
async function openRaw(cloud: TestCloud, { withLines }: { readonly withLines: boolean }) {
  const folder = mkdtempSync(join(tmpdir(), 'kassa-raw-'))
  const raw = await openGroup({ group: 'raw', url: `file:${join(folder, 'hq-raw.db')}` })
  await seedBookshop(raw)
  const source = cloud.group.readHot()
  await raw.writeHot((hot) => {
    for (const table of ['hub', 'ledger_account']) insert(hot, { table, rows: read(source, table) })
    if (withLines) hot.exec(lineTable)
  })
  const lastRow = new Map<string, number>()
  const next = (): readonly Part[] => {
    const parts: Part[] = grown.map((table) => {
      const rows = read(source, table, lastRow.get(table))
      lastRow.set(table, Number(source.prepare(`SELECT max(rowid) FROM ${table}`).get()?.[0]))
      return { table, rows }
    })
    return withLines ? [...parts, { table: 'line', rows: linesOf(parts) }] : parts
  }
  return {
    async insertNext(): Promise<Cost & { readonly rows: number }> {
      const parts = next()
      const insertAll = (hot: HotDatabase) => parts.forEach((part) => insert(hot, part))
      const cost = await costOf(() => raw.writeHot(insertAll))
      return { ...cost, rows: parts.reduce((sum, { rows }) => sum + rows.length, 0) }
    },
    async [Symbol.asyncDispose]() {
      await raw.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function insert(hot: HotDatabase, { table, rows }: Part): void {
  const marks = rows[0]?.map(() => '?').join(', ') ?? ''
  const statement = hot.prepare(`INSERT INTO ${table} VALUES (${marks})`)
  for (const row of rows) statement.run(...row)
}

function read(hot: HotDatabase, table: string, after = 0): HotRow[] {
  return hot.prepare(`SELECT * FROM ${table} WHERE rowid > ? ORDER BY rowid`).all(after)
}

/** Lines as a loader without batches would keep them. */
const lineTable = `CREATE TABLE line (applied_seq INTEGER NOT NULL, position INTEGER NOT NULL,
  product_id INTEGER NOT NULL, quantity INTEGER NOT NULL, unit_price INTEGER NOT NULL,
  gross INTEGER NOT NULL, net INTEGER NOT NULL, vat INTEGER NOT NULL, city_tax INTEGER NOT NULL,
  PRIMARY KEY (applied_seq, position))`

function linesOf(parts: readonly Part[]): HotRow[] {
  const receipts = parts.find(({ table }) => table === 'receipt')?.rows ?? []
  return receipts.flatMap(([appliedSeq]) =>
    Array.from({ length: LINES }, (_, i) => [
      Number(appliedSeq),
      i,
      1 + (i % 3),
      1000,
      2_599_000,
      2_599_000,
      2_362_727,
      236_273,
      0,
    ]),
  )
}
