import { closeSync, fsyncSync, openSync, statSync } from 'node:fs'
import Database from 'libsql'
import { openTestCloud, type TestCloud } from '../cloud/test-cloud.ts'
import { type Cost, sumOf } from './cost.ts'
import type { Figure } from './figure.ts'
import { A_BATCH, openIngestPush } from './ingest-push.ts'

/** Batches that compile the ingest's code, and those counted at each size after one for the caches. */
const WARM_UP = 8
const COUNTED = 12
/** Events that one transaction of the filling copies. */
const A_FILL = 100_000
const STORES = 300
const DAYS = 1500

/**
 * What an event costs while the books grow (design 12: flat from 10⁵ to 10⁷). They are filled with
 * copies of the first real batch, of other stores and days, each under an id of its own; then real
 * batches come in through the ingest.
 */
export async function benchIngestGrowth(large: boolean): Promise<Figure> {
  await using cloud = await openTestCloud()
  const sizes = [100_000, 1_000_000, ...(large ? [10_000_000] : [])]
  const push = await openIngestPush(cloud, (1 + WARM_UP + sizes.length * (1 + COUNTED)) * A_BATCH)
  let next = 1
  const pushNext = async (): Promise<Cost> => {
    const cost = await push(next)
    next += A_BATCH
    return cost
  }
  await pushNext()
  const fillTo = openFilling(cloud)
  for (let i = 0; i < WARM_UP; i += 1) await pushNext()
  const costs: { size: number; wallUs: number; cpuUs: number }[] = []
  for (const size of sizes) {
    fillTo(size)
    await pushNext()
    const counted: Cost[] = []
    for (let i = 0; i < COUNTED; i += 1) counted.push(await pushNext())
    const { ms, cpuMs } = sumOf(counted)
    const events = COUNTED * A_BATCH
    costs.push({ size, wallUs: (ms * 1000) / events, cpuUs: (cpuMs * 1000) / events })
  }
  const [first, last] = [costs[0], costs.at(-1)]
  const ratio = (last?.cpuUs ?? Number.NaN) / (first?.cpuUs ?? Number.NaN)
  const wallRatio = (last?.wallUs ?? Number.NaN) / (first?.wallUs ?? Number.NaN)
  const each = costs.map(({ size, cpuUs }) => `${cpuUs.toFixed(0)} µs at 10^${Math.log10(size)}`)
  const gigabytes = statSync(fileOf(cloud)).size / 1e9
  return {
    what: 'cost of an event while the books grow',
    measured: `${each.join(', ')} (${ratio.toFixed(2)} × by CPU, ${wallRatio.toFixed(2)} × by the clock, ${gigabytes.toFixed(1)} GB)`,
    budget: '≤ 1.5 × (flat)',
    met: Math.max(ratio, wallRatio) <= 1.5,
    numbers: Object.fromEntries([
      ['ratio', ratio],
      ['wallRatio', wallRatio],
      ...costs.flatMap(({ size, wallUs, cpuUs }) => [
        [`wallUsAt${size}`, wallUs],
        [`cpuUsAt${size}`, cpuUs],
      ]),
    ]) as Record<string, number>,
  }
}

/** `k` is the number of the copy; ids sort before any of today, as older UUIDv7 do. */
const shifted = (column: string) => `${column} + k * ${A_BATCH}`
const oldId = (place: number) =>
  `printf('0001%04x-%04x-7${place}00-8000-000000000000', (${shifted('applied_seq')}) >> 16, (${shifted('applied_seq')}) & 65535)`
const day = `date('2020-01-01', '+' || (k % ${DAYS}) || ' days')`
const copied: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  event: {
    applied_seq: shifted('applied_seq'),
    hub_id: `1000 + k % ${STORES}`,
    seq: `seq + k / ${STORES} * ${A_BATCH}`,
    event_id: oldId(0),
    receipt_id: oldId(1),
    hash: 'randomblob(32)',
  },
  receipt: {
    applied_seq: shifted('applied_seq'),
    receipt_id: oldId(1),
    hub_id: `1000 + k % ${STORES}`,
    store_id: `1000 + k % ${STORES}`,
    number: `'S' || (k % ${STORES}) || '-T1-1-' || (${shifted('applied_seq')})`,
    business_on: day,
  },
  ledger_transaction: {
    id: shifted('id'),
    applied_seq: shifted('applied_seq'),
    business_on: day,
  },
  posting: { transaction_id: shifted('transaction_id') },
}

function openFilling(cloud: TestCloud): (size: number) => void {
  const db = new Database(fileOf(cloud))
  db.exec('PRAGMA foreign_keys=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-1048576')
  const fills = Object.entries(copied).map(([table, changed]) => {
    db.exec(`CREATE TEMP TABLE first_${table} AS SELECT * FROM main.${table}`)
    const columns = (db.prepare(`PRAGMA table_info(${table})`).raw(true).all() as unknown[][]).map(
      ([, name]) => String(name),
    )
    const values = columns.map((name) => changed[name] ?? name)
    return db.prepare(
      `WITH RECURSIVE copy(k) AS (SELECT ? UNION ALL SELECT k + 1 FROM copy WHERE k + 1 < ?)
       INSERT INTO main.${table} (${columns.join(', ')}) SELECT ${values.join(', ')} FROM copy CROSS JOIN first_${table}`,
    )
  })
  return (size) => {
    // What real batches took since the last filling lies behind the copies: these go on after it.
    const [events] = db.prepare('SELECT max(applied_seq) FROM event').raw(true).get() as [number]
    const until = Math.floor(size / A_BATCH)
    for (let from = Math.ceil(events / A_BATCH); from < until; from += A_FILL / A_BATCH) {
      const to = Math.min(until, from + A_FILL / A_BATCH)
      db.exec('BEGIN IMMEDIATE')
      for (const fill of fills) fill.run(from, to)
      db.exec('COMMIT')
    }
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    // Else what comes next pays for gigabytes that wait to be written.
    const file = openSync(fileOf(cloud), 'r+')
    fsyncSync(file)
    closeSync(file)
  }
}

function fileOf({ group }: TestCloud): string {
  const databases = group.readHot().prepare('PRAGMA database_list').all() as unknown[][]
  return String(databases.find(([, name]) => name === 'main')?.[2])
}
