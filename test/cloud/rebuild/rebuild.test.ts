import { spawnSync } from 'node:child_process'
import { copyFileSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'libsql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openGroup } from '#cloud/db/open.ts'
import { rebuildGroup } from '#cloud/rebuild/rebuild-group.ts'
import { derivedTables, keptTables, logTables } from '#cloud/rebuild/tables.ts'
import { salesGroups } from '#cloud/reports/store.ts'
import { openTestCloud, type TestCloud } from '../test-cloud.ts'
import { rows, writeLongBooks } from './long-books.ts'

test('every table of a group is said to follow from the log, to be the log, or to be kept', async () => {
  await using cloud = await openTestCloud()
  const inSchema = rows(
    cloud,
    `SELECT name FROM sqlite_master WHERE type = 'table'
     AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '__drizzle%' ORDER BY name`,
  ).flat()
  const derived = derivedTables.map(({ table }) => table)
  const declared = [...derived, ...logTables, ...keptTables]
  expect(new Set(declared).size, 'each once').toBe(declared.length)
  // A new table must be put into one of the lists in cloud/rebuild/tables.ts.
  expect(declared.toSorted()).toEqual(inSchema)
})

/** Written once: nothing below changes them. */
let cloud: TestCloud
let folder: string
let first: Awaited<ReturnType<typeof rebuilt>>
beforeAll(async () => {
  cloud = await openTestCloud()
  folder = await mkdtemp(join(tmpdir(), 'kassa-rebuild-'))
  await writeLongBooks(cloud)
  first = await rebuilt(cloud.group.file ?? '', join(folder, 'first.db'))
})
afterAll(async () => {
  await cloud[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

test('the log alone gives byte-identical books: balances, postings, reports, stored value [B2.3]', async () => {
  expect(first.told).toEqual([])
  const rowsByTable = new Map(first.tables.map(({ table, rows }) => [table, rows]))
  for (const { table } of derivedTables) {
    if (!['hub_void', 'incomplete_shift'].includes(table)) {
      expect(rowsByTable.get(table), table).toBeGreaterThan(0)
    }
  }
  await using group = await openGroup({ group: 'again', url: `file:${first.into}` })
  for (const by of ['day', 'store', 'till', 'cashier', 'product', 'category'] as const) {
    const query = { companyId: 1, storeId: undefined, from: '2026-01-01', to: '2026-12-31' }
    const report = salesGroups(cloud.group.readHot(), by, query)
    expect(JSON.stringify(salesGroups(group.readHot(), by, query))).toBe(JSON.stringify(report))
  }
})

test('rebuilt books can be rebuilt again', async () => {
  expect((await rebuilt(first.into)).told).toEqual([])
})

const tampered: readonly (readonly [string, string, RegExp])[] = [
  [
    'a posting',
    'UPDATE posting SET amount = amount * 2 WHERE transaction_id = 3',
    /posting: .* amount is/,
  ],
  ['a balance of a day', 'UPDATE account_day SET debit = debit + 1', /account_day: .* debit is/],
  [
    'a receipt',
    "DELETE FROM receipt WHERE kind = 'refund'",
    /receipt: applied_seq \d+: .* comes in its place/,
  ],
  ['a sum of a report', 'UPDATE sales_by_product SET net = net + 1', /sales_by_product: .* net is/],
  [
    'a value balance',
    'UPDATE value_account SET balance = balance + 1',
    /value_account: .* balance is/,
  ],
  [
    'a verdict',
    "UPDATE event SET state = 'applied'",
    /event: .* state is "applied", rebuilt "quar/,
  ],
  ['a head', 'UPDATE hub_head SET seq = seq - 1', /hub_head: .* seq is/],
]

test.each(tampered)('%s that was changed beside the log is found and named', async (...row) => {
  const [, change, words] = row
  const { told } = await rebuilt(altered(change))
  expect(told).toHaveLength(1)
  expect(told[0]).toMatch(words)
})

test('npm run rebuild prints one line a table; the exit code says whether they are the same', () => {
  const { status, said } = runRebuild(cloud.group.file ?? '')
  expect(status).toBe(0)
  const lines = said.trim().split('\n')
  expect(lines).toHaveLength(derivedTables.length + 1)
  expect(lines.at(-1)).toMatch(/^hq-nom\.db: \d+ batches and \d+ commands in .* byte-identical$/)
  const changed = runRebuild(altered('UPDATE posting SET amount = amount * 2'))
  expect(changed.status).toBe(1)
  expect(changed.said).toMatch(
    /^posting .* DIFFERS {2}transaction_id 1, account_id \d+: amount is/m,
  )
})

test('a log of before the postings of lost value gives the books that it gave: without them', async () => {
  const older = altered(`
    UPDATE hq_command SET body = json_remove(body, '$.books', '$.reason')
      WHERE kind IN ('forfeit', 'write-off');
    UPDATE store_accounts SET accounts = (SELECT json_group_array(json(value))
      FROM json_each(accounts)
      WHERE value->>0 NOT IN ('value-risk/', 'points-cost/', 'coupons/'))`)
  const { told, into } = await rebuilt(older, join(folder, 'older.db'))
  expect(told.map((words) => words.split(':')[0])).toEqual([
    'posting',
    'ledger_transaction',
    'account_day',
    'value_day',
  ])
  const books = new Database(into)
  const posted = `SELECT count(*) AS n FROM ledger_transaction
    WHERE kind IN ('value-risk', 'value-moved')`
  expect(books.prepare(posted).get()).toMatchObject({ n: 0 })
  books.close()
  const now = rows(cloud, posted)
  expect(now[0]?.[0]).toBe(5)
})

test('what was accepted stays accepted, when it came and at its turn, though this version checks more', async () => {
  await using shop = await openTestCloud()
  const hub = await shop.claimHub(1)
  const [first, second] = [hub.sell(oneBook), hub.sell(oneBook)]
  const spoiled = [first, second, hub.refund(second)].map(({ body }) => JSON.parse(body))
  hub.forkAfter(0)
  for (const { envelope, payload } of spoiled) {
    const total = payload.priced.total + 1
    hub.append(envelope.type, {
      envelope,
      payload: { ...payload, priced: { ...payload.priced, total } },
    })
  }
  expect((await hub.push()).status).toBe(200)
  const json = { id: '0193aaaa-0000-7000-8000-000000000001', payload: spoiled[1].payload }
  const answer = await shop.request('/v1/quarantine/2/repair', { method: 'POST', json })
  expect(await answer.json()).toMatchObject({ refused: [{ appliedSeq: 3 }] })

  const file = join(folder, 'laxer.db')
  shop.group.readHot().exec(`VACUUM INTO '${file}'`)
  // A log of when nobody looked at the total: the first was let in at once, the third at its turn.
  const laxer = alteredOf(
    file,
    `DELETE FROM quarantine WHERE applied_seq = 1;
     UPDATE hq_command SET body = json_set(body, '$.judged', json('[[2,null],[3,null]]'))`,
  )
  const { into } = await rebuilt(laxer, join(folder, 'accepted.db'))
  const books = new Database(into)
  const states = books.prepare('SELECT state FROM event ORDER BY applied_seq').raw(true).all()
  expect(states.flat()).toEqual(['applied', 'applied', 'applied'])
  const sums = books.prepare('SELECT receipts, refunds FROM sales_by_till').raw(true).all()
  expect(sums).toEqual([[2, 1]])
  books.close()
})

test('a payload that was accepted and cannot be read any more is named', async () => {
  const unread = "SELECT applied_seq FROM quarantine WHERE first_reason LIKE '%amount (none)%'"
  const seq = Number(rows(cloud, unread)[0]?.[0])
  const laxer = altered(`DELETE FROM quarantine WHERE applied_seq = ${seq}`)
  await expect(rebuilt(laxer)).rejects.toThrow(
    /^Event \d+ of hub 1 \(cash.moved .*was accepted when it came, and this version cannot read it: payload amount \(none\)/,
  )
})

test('an upgrade tells of the quarantine of before as a rebuild does', async () => {
  const migration = readFileSync(join(root, 'drizzle/cloud', alarmEnds), 'utf8')
  const backfill = migration.split('--> statement-breakpoint').at(-1)
  const { told } = await rebuilt(
    altered(`DELETE FROM alarm WHERE kind = 'quarantined'; ${backfill}`),
  )
  expect(told).toEqual([])
})

test('half a log makes no books', async () => {
  const halved = altered("DELETE FROM hq_command WHERE kind = 'repair'")
  await expect(rebuilt(halved)).rejects.toThrow(/the log has a gap/)
})

const oneBook = { lines: [{ productId: 1, quantity: 1000 }] }
const alarmEnds = '0021_alarm_ends.sql'
const root = fileURLToPath(new URL('../../../', import.meta.url))

let copies = 0
function altered(sql: string): string {
  return alteredOf(first.into, sql)
}

function alteredOf(books: string, sql: string): string {
  copies += 1
  const file = join(folder, `altered-${copies}.db`)
  copyFileSync(books, file)
  const database = new Database(file)
  database.exec(`PRAGMA foreign_keys=OFF; ${sql}`)
  database.close()
  return file
}

function runRebuild(file: string) {
  const args = ['--import', 'tsx', 'cloud/rebuild/rebuild-process.ts', file]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    timeout: 60_000,
  })
  return { status, said: stdout + stderr }
}

async function rebuilt(file: string, into = join(folder, 'thrown-away.db')) {
  const { tables } = await rebuildGroup({ file, into })
  const told = tables.flatMap(({ table, difference }) =>
    difference === null ? [] : `${table}: ${difference}`,
  )
  return { into, tables, told }
}
