import { createHash, randomBytes } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { z } from 'zod'
import { findHub } from '#cloud/hubs/store.ts'
import { createIngest } from '#cloud/journal/ingest.ts'
import { Envelope, SaleClosed } from '#shared/contracts/event.ts'
import { eventHashText } from '#shared/domain/chain.ts'
import { uuidv7 } from '#shared/domain/uuid.ts'
import type { ScriptedHub } from '../cloud/scripted-hub.ts'
import { openTestCloud, type TestCloud } from '../cloud/test-cloud.ts'
import { type Figure, percentile } from './figure.ts'

const LINES = 10
const PRODUCTS = 5_000
const DAYS = 31
const STORES = [1, 2] as const
const A_BATCH = 500
const ASKED = 20

/** A month of a chain, then the report by product against a scan of the journal (design 12). */
export async function benchReports({ large }: { readonly large: boolean }): Promise<Figure[]> {
  const receipts = large ? 1_000_000 : 20_000
  await using cloud = await openTestCloud()
  for (const store of STORES) await sellForAMonth(cloud, store, receipts / STORES.length)

  const took: number[] = []
  for (let i = 0; i < ASKED; i += 1) {
    const from = performance.now()
    await report(cloud)
    took.push(performance.now() - from)
  }
  const rows = await report(cloud, PRODUCTS)
  const from = performance.now()
  const scanned = scan(cloud)
  const scanMs = performance.now() - from
  const isEqual =
    rows.size === scanned.size && [...scanned].every(([id, gross]) => rows.get(id) === gross)
  const reportMs = percentile(took, 0.5)
  const worstMs = percentile(took, 1)
  const ratio = scanMs / reportMs
  return [
    {
      what: `month report by product, ${receipts * LINES} lines`,
      measured: `${reportMs.toFixed(0)} ms, worst ${worstMs.toFixed(0)}, ${isEqual ? 'equal to' : 'NOT equal to'} the scan, which takes ${ratio.toFixed(0)} × as long`,
      budget: `worst ≤ 100 ms${large ? ', scan ≥ 100 ×' : ''}`,
      // A scan of a small month takes less than the report's HTTP and JSON a hundred times.
      met: isEqual && worstMs <= 100 && (!large || ratio >= 100),
      numbers: { reportMs, worstMs, scanMs, ratio, products: rows.size },
    },
  ]
}

async function sellForAMonth(cloud: TestCloud, store: number, receipts: number): Promise<void> {
  const hub = await cloud.claimHub(store)
  const ingest = createIngest({ ...cloud, deliver: () => {} })
  const row = await findHub(cloud.group.db, hub.profile.hubId)
  if (row === undefined) throw new Error('the hub is gone')
  const nextBatch = createJournal(hub)
  const met = await hub.meet({ head: { epoch: 1, seq: 0, hash: '' } })
  if (met.outcome !== 'go') throw new Error(`the cloud says ${met.outcome}`)
  const { session } = met
  for (let sold = 0; sold < receipts; sold += A_BATCH) {
    await ingest.push(cloud.group, { hub: row, epoch: 1, session, ...nextBatch() })
  }
}

/** Sales like one that was priced, of other products and days; chained as a hub does it. */
function createJournal(hub: ScriptedHub) {
  const line = { productId: 1, quantity: 1000 }
  const { body } = hub.sell({ lines: Array.from({ length: LINES }, () => line) })
  hub.forkAfter(0)
  const sale = z.object({ envelope: Envelope, payload: SaleClosed }).parse(JSON.parse(body))
  const { hubId } = hub.profile
  const { at, type } = sale.envelope
  let seq = 0
  let prev = ''

  const nextBody = (): string => {
    seq += 1
    const id = uuidv7(at, randomBytes(10))
    const { priced } = sale.payload
    const lines = priced.lines.map((each) => ({ ...each, productId: anyOf(PRODUCTS) }))
    const stock = lines.map(({ productId, quantity }) => ({ productId, quantity: -quantity }))
    const businessOn = `2026-10-${String(anyOf(DAYS)).padStart(2, '0')}`
    const receipt = { id, number: `S-T1-1-${seq}`, originalId: null, cover: null }
    const next = JSON.stringify({
      envelope: { ...sale.envelope, id, businessOn, receipt, stock },
      payload: { ...sale.payload, priced: { ...priced, lines } },
    })
    const link = eventHashText({ prev, hubId, epoch: 1, seq, id, type, at })
    prev = createHash('sha256').update(link).update(next).digest('hex')
    return next
  }
  return () => {
    const firstSeq = seq + 1
    const bodies = Array.from({ length: A_BATCH }, nextBody)
    return { firstSeq, packed: gzipSync(bodies.join('\n'), { level: 1 }), headHash: prev }
  }
}

function anyOf(count: number): number {
  return 1 + Math.floor(Math.random() * count)
}

const Report = z.object({ rows: z.array(z.object({ key: z.string(), gross: z.int() })) })

/** The largest first, as many as the console shows: 1,000. */
async function report(cloud: TestCloud, limit = 1_000): Promise<ReadonlyMap<string, number>> {
  const query = `companyId=1&by=product&from=2026-10-01&to=2026-10-31&limit=${limit}`
  const { rows } = await cloud.get(`/v1/reports/sales?${query}`, Report)
  return new Map(rows.map(({ key, gross }) => [key, gross]))
}

/** What the rollups must agree with: every line of every batch, as the hubs sent it. */
function scan(cloud: TestCloud): ReadonlyMap<string, number> {
  const grossByProduct = new Map<string, number>()
  const hot = cloud.group.readHot()
  const body = hot.prepare('SELECT body FROM journal_batch WHERE id = ?')
  for (const [id] of hot
    .prepare('SELECT id FROM journal_batch WHERE body_of IS NULL ORDER BY id')
    .all()) {
    const [packed] = body.get(id ?? 0) ?? []
    if (!(packed instanceof Uint8Array)) throw new Error(`batch ${String(id)} is gone`)
    for (const text of gunzipSync(packed).toString('utf8').split('\n')) {
      const { payload } = JSON.parse(text) as { payload: SaleClosed }
      for (const { productId, gross } of payload.priced.lines) {
        const key = String(productId)
        grossByProduct.set(key, (grossByProduct.get(key) ?? 0) + gross)
      }
    }
  }
  return grossByProduct
}
