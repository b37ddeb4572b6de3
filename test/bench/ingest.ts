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

/** Cloud ingest against a raw bulk insert of the rows that it wrote (design 12, spine A2). */
export async function benchIngest(): Promise<Figure[]> {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  const lines = Array.from({ length: 10 }, (_, i) => ({ productId: 1 + (i % 3), quantity: 1000 }))
  const events = batches * perBatch
  for (let i = 0; i < events; i += 1) hub.sell({ lines, cardShare: i % 2 })

  const ingest = createIngest(cloud)
  const row = await findHub(cloud.group.db, hub.profile.hubId)
  if (row === undefined) throw new Error('the hub is gone')
  let ingestMs = 0
  for (let from = 1; from <= events; from += perBatch) {
    const batch = hub.batch({ from, to: from + perBatch - 1 })
    const began = performance.now()
    await ingest.push(cloud.group, { hub: row, epoch: 1, ...batch })
    ingestMs += performance.now() - began
  }
  const { rawMs, rows } = await rawInsert(cloud)
  const ingestUs = (ingestMs * 1000) / events
  const rawUs = (rawMs * 1000) / events
  const ratio = rawUs / ingestUs
  return [
    {
      what: `cloud ingest, ${events} sales of 10 lines in batches of ${perBatch}`,
      measured: `${ratio.toFixed(2)} × raw (${ingestUs.toFixed(0)} against ${rawUs.toFixed(0)} µs/event, ${(rows / events).toFixed(1)} rows)`,
      budget: '≥ 0.5 × raw bulk insert',
      met: ratio >= 0.5,
      numbers: { ratio, ingestUs, rawUs, rowsPerEvent: rows / events },
    },
  ]
}

/** The same rows, read back and inserted into an empty database, a transaction a batch. */
async function rawInsert(cloud: TestCloud): Promise<{ rawMs: number; rows: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'kassa-raw-'))
  const raw = await openGroup({ group: 'raw', url: `file:${join(folder, 'hq-raw.db')}` })
  try {
    await seedBookshop(raw)
    const source = cloud.group.readHot()
    await raw.writeHot((hot) => {
      for (const table of ['hub', 'ledger_account']) insert(hot, table, read(source, table))
    })
    const grownRows = grown.map((table) => ({ table, all: read(source, table) }))
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
