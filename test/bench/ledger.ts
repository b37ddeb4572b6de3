import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HotDatabase, HotRow } from '#cloud/db/hot.ts'
import { openGroup } from '#cloud/db/open.ts'
import { openLedger } from '#cloud/value/ledger-store.ts'
import { insertProgramme } from '#cloud/value/programmes.ts'
import type { ValueMovement } from '#shared/contracts/event.ts'
import { applyEnvelope } from '#shared/value/cloud/apply-envelope.ts'
import { seedBookshop } from '../cloud/seed.ts'
import { openTestCloud } from '../cloud/test-cloud.ts'
import { points } from '../shared/value/books.ts'
import { envelopeOf } from '../shared/value/cloud/story.ts'
import type { Figure } from './figure.ts'

const BATCHES = 20
const A_BATCH = 500
const MEMBERS = 2000
const PROGRAMME = 'BENCH'

/**
 * Movements of stored value as ingest books them (the envelope of a sale that earns points and pays
 * with some) against raw inserts of the rows that this wrote, in transactions of the same size. The
 * state of an account is one row for its last write in the batch, which raw puts in its place; ours
 * reads each account, decides, and looks whether the movement was booked before.
 */
export async function benchLedger(): Promise<readonly Figure[]> {
  await using cloud = await openTestCloud()
  const folder = mkdtempSync(join(tmpdir(), 'kassa-raw-'))
  const raw = await openGroup({ group: 'raw', url: `file:${join(folder, 'hq-raw.db')}` })
  try {
    await seedBookshop(raw)
    for (const books of [cloud.group, raw])
      await books.writeHot((hot) => {
        const terms = { ...points, unit: `points:${PROGRAMME}` }
        insertProgramme(hot, { companyId: 1, code: PROGRAMME, name: PROGRAMME, terms })
      })
    let oursMs = 0
    let rawMs = 0
    let before = 0
    let movements = 0
    for (let batch = 0; batch < BATCHES; batch += 1) {
      const took = await timed(() => cloud.group.writeHot((hot) => book(hot, batch)))
      const rows = rowsOf(cloud.group.readHot(), before)
      const inserted = await timed(() => raw.writeHot((hot) => insertAll(hot, rows)))
      before += rows.movements.length
      // The first ones make every account's row.
      if (batch * A_BATCH < MEMBERS) continue
      movements += rows.movements.length
      oursMs += took
      rawMs += inserted
    }
    const ratio = rawMs / oursMs
    const perSecond = (movements * 1000) / oursMs
    return [
      {
        what: `ledger, ${movements} movements of ${MEMBERS} accounts, batches of ${A_BATCH} sales`,
        measured: `${ratio.toFixed(2)} × raw (${perSecond.toFixed(0)}/s of ${((movements * 1000) / rawMs).toFixed(0)}/s)`,
        budget: '≥ 0.15 × raw inserts',
        met: ratio >= 0.15,
        numbers: { ratio, perSecond, oursMs, rawMs },
      },
    ]
  } finally {
    await raw.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Each sale is an entry of its own within a savepoint, as in `book-value.ts`. */
function book(hot: HotDatabase, batch: number): void {
  const at = 1_700_000_000_000 + batch
  const origin = { companyId: 1, hubId: 1, at }
  const ledger = openLedger(hot, { appliedSeq: batch * A_BATCH, at, origin })
  for (let i = 0; i < A_BATCH; i += 1) {
    const n = batch * A_BATCH + i
    ledger.enter({ appliedSeq: n, at, origin })
    hot.exec('SAVEPOINT booked_value')
    applyEnvelope(ledger, {
      hub: 1,
      epoch: 1,
      seq: n + 1,
      envelope: envelopeOf('sale.closed', { at, movements: movementsOf(n) }),
    })
    hot.exec('RELEASE booked_value')
  }
  ledger.announce()
}

/** Ten points earned, and four paid with by whoever has some. */
function movementsOf(n: number): ValueMovement[] {
  const account = `${PROGRAMME}:${1 + (n % MEMBERS)}`
  const of = { account, cover: 'account', lease: null, reverses: null, endsAt: null } as const
  const earned: ValueMovement = { ...of, id: `e${n}`, kind: 'earn', amount: 10, rule: 'R1' }
  if (n < MEMBERS) return [earned]
  return [{ ...of, id: `s${n}`, kind: 'spend', amount: 4, rule: null }, earned]
}

interface Rows {
  readonly movements: readonly HotRow[]
  readonly accounts: readonly HotRow[]
}

function rowsOf(hot: HotDatabase, after: number): Rows {
  const movements = hot.prepare('SELECT * FROM value_movement WHERE id > ?').all(after)
  const accounts = hot
    .prepare(`SELECT * FROM value_account WHERE id IN
      (SELECT account_key FROM value_movement WHERE id > ?)`)
    .all(after)
  return { movements, accounts }
}

function insertAll(hot: HotDatabase, { movements, accounts }: Rows): void {
  insert(hot, 'INSERT OR REPLACE INTO value_account', accounts)
  insert(hot, 'INSERT INTO value_movement', movements)
}

function insert(hot: HotDatabase, into: string, rows: readonly HotRow[]): void {
  const marks = rows[0]?.map(() => '?').join(', ') ?? ''
  const statement = hot.prepare(`${into} VALUES (${marks})`)
  for (const row of rows) statement.run(...row)
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await run()
  return performance.now() - from
}
