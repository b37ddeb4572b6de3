import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HotDatabase, HotRow } from '#cloud/db/hot.ts'
import { openGroup } from '#cloud/db/open.ts'
import { findHub } from '#cloud/hubs/store.ts'
import { createIngest } from '#cloud/journal/ingest.ts'
import { seedBookshop } from '../cloud/seed.ts'
import { openTestCloud, type TestCloud } from '../cloud/test-cloud.ts'
import type { Figure } from './figure.ts'

const batches = 10
const perBatch = 500
/** Tables that grow with every event; the rollups are summed up and small. */
const grown = ['journal_batch', 'event', 'receipt', 'ledger_transaction', 'posting'] as const

/**
 * Cloud ingest against a raw bulk insert of the same sales (design 12). As in spine A2, raw inserts
 * the lines as rows too, which ingest keeps in the batch as it came; `ratioOfRowsWritten` leaves
 * them out.
 */
export async function benchIngest(): Promise<Figure[]> {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  const lines = Array.from({ length: 10 }, (_, i) => ({ productId: 1 + (i % 3), quantity: 1000 }))
  const events = batches * perBatch
  for (let i = 0; i < events; i += 1) hub.sell({ lines, cardShare: i % 2 })

  const ingest = createIngest({ ...cloud, deliver: () => {} })
  const row = await findHub(cloud.group.db, hub.profile.hubId)
  if (row === undefined) throw new Error('the hub is gone')
  const met = await hub.meet({ head: { epoch: 1, seq: 0, hash: '' } })
  if (met.outcome !== 'go') throw new Error(`the cloud says ${met.outcome}`)
  const { session } = met
  let ingestMs = 0
  for (let from = 1; from <= events; from += perBatch) {
    const batch = hub.batch({ from, to: from + perBatch - 1 })
    const began = performance.now()
    await ingest.push(cloud.group, { hub: row, epoch: 1, session, ...batch })
    ingestMs += performance.now() - began
  }
  const raw = await rawInsert(cloud, { withLines: true })
  const rawRowsWritten = await rawInsert(cloud, { withLines: false })
  const ingestUs = (ingestMs * 1000) / events
  const rawUs = (raw.rawMs * 1000) / events
  const ratio = rawUs / ingestUs
  const ratioOfRowsWritten = rawRowsWritten.rawMs / ingestMs
  return [
    {
      what: `cloud ingest, ${events} sales of ${lines.length} lines, batches of ${perBatch}`,
      measured: `${ratio.toFixed(2)} × raw (${ratioOfRowsWritten.toFixed(2)} × without the lines)`,
      budget: '≥ 0.5 × raw bulk insert',
      met: ratio >= 0.5,
      numbers: { ratio, ratioOfRowsWritten, ingestUs, rawUs, rowsPerEvent: raw.rows / events },
    },
  ]
}

/** The same rows, read back and inserted into an empty database, a transaction a batch. */
async function rawInsert(
  cloud: TestCloud,
  { withLines }: { readonly withLines: boolean },
): Promise<{ rawMs: number; rows: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'kassa-raw-'))
  const raw = await openGroup({ group: 'raw', url: `file:${join(folder, 'hq-raw.db')}` })
  try {
    await seedBookshop(raw)
    const source = cloud.group.readHot()
    await raw.writeHot((hot) => {
      for (const table of ['hub', 'ledger_account']) insert(hot, table, read(source, table))
    })
    const grownRows = grown.map((table) => ({ table: table as string, all: read(source, table) }))
    if (withLines) {
      await raw.writeHot((hot) => hot.exec(lineTable))
      grownRows.push({ table: 'line', all: linesOf(source) })
    }
    let rawMs = 0
    for (let batch = 0; batch < batches; batch += 1) {
      const parts = grownRows.map(({ table, all }) => {
        const share = Math.ceil(all.length / batches)
        return { table, part: all.slice(batch * share, (batch + 1) * share) }
      })
      const began = performance.now()
      await raw.writeHot((hot) => {
        for (const { table, part } of parts) insert(hot, table, part)
      })
      rawMs += performance.now() - began
    }
    return { rawMs, rows: grownRows.reduce((sum, { all }) => sum + all.length, 0) }
  } finally {
    await raw.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function insert(hot: HotDatabase, table: string, rows: readonly HotRow[]): void {
  const marks = rows[0]?.map(() => '?').join(', ') ?? ''
  const statement = hot.prepare(`INSERT INTO ${table} VALUES (${marks})`)
  for (const row of rows) statement.run(...row)
}

function read(hot: HotDatabase, table: string): HotRow[] {
  return hot.prepare(`SELECT * FROM ${table} ORDER BY rowid`).all()
}

/** Lines as a loader without batches would keep them. */
const lineTable = `CREATE TABLE line (applied_seq INTEGER NOT NULL, position INTEGER NOT NULL,
  product_id INTEGER NOT NULL, quantity INTEGER NOT NULL, unit_price INTEGER NOT NULL,
  gross INTEGER NOT NULL, net INTEGER NOT NULL, vat INTEGER NOT NULL, city_tax INTEGER NOT NULL,
  PRIMARY KEY (applied_seq, position))`

function linesOf(source: HotDatabase): HotRow[] {
  const receipts = source.prepare('SELECT applied_seq FROM receipt ORDER BY 1').all()
  return receipts.flatMap(([appliedSeq]) =>
    Array.from({ length: 10 }, (_, i) => [
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
