import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setImmediate as turn } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import Database from 'libsql'
import { expect, test, vi } from 'vitest'
import type { HotDatabase } from '#cloud/db/hot.ts'
import { readCut } from '#cloud/feed/cut.ts'
import { type FeedCloud, startFeedCloud } from './feed-cloud.ts'

vi.setConfig({ testTimeout: 120_000 })

const ACCOUNTS = 6000
const free = { windowMinMs: 50, bytesPerHubAndDay: 1e12 }

async function openAccounts(cloud: FeedCloud): Promise<void> {
  await cloud.group.writeHot((hot) => {
    hot.exec(`INSERT INTO programme (id, code, name, kind, unit, offline, may_owe)
      VALUES (1, 'points', 'Оноо', 'points', 'points', 'lease', 0)`)
    hot.exec(`WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < ${ACCOUNTS})
      INSERT INTO value_account (id, account_id, programme_id, member_id, version, balance, balance_at, frozen, state)
      SELECT id, 'points:' || id, 1, id, 0, 0, 0, 0, '{}' FROM n`)
    hot.exec("INSERT INTO hub_head (hub_id, epoch, seq, hash) VALUES (1, 1, 0, x'')")
  })
}

/** One pushed batch: some accounts get a point each, the mark moves by as many events. */
const push = (cloud: FeedCloud, from: number, count: number, kind = 'balances') =>
  cloud.group.writeHot((hot: HotDatabase) => {
    const among = `id BETWEEN ${from} AND ${from + count - 1}`
    hot.exec(`UPDATE value_account SET balance = balance + 1 WHERE ${among}`)
    hot.exec(`UPDATE hub_head SET seq = seq + ${count}, hash = x'aa'`)
    hot.exec(`INSERT INTO outbox (company_id, entity, entity_id, class)
      SELECT 1, 'account', id, '${kind}' FROM value_account WHERE ${among}`)
    hot.exec(
      `INSERT INTO outbox (company_id, entity, entity_id, class) VALUES (1, 'hub_mark', 1, 'balances')`,
    )
  })

/** What a replica at this moment would show: points of all accounts, events behind the mark. */
function lookAt(cloud: FeedCloud): { points: number; mark: number } {
  const file = join(cloud.folder, 'feed-nom-1.db')
  if (!existsSync(file)) return { points: 0, mark: 0 }
  const db = new Database(`${pathToFileURL(file).href}?mode=ro`)
  try {
    const [row] = db
      .prepare(
        'SELECT (SELECT sum(balance) FROM account), (SELECT seq FROM hub_mark WHERE hub_id = 1)',
      )
      .raw(true)
      .all() as [number, number][]
    return { points: row?.[0] ?? 0, mark: row?.[1] ?? 0 }
  } finally {
    db.close()
  }
}

test('no commit of the feed holds a mark without its balances, nor a balance ahead of its mark [B3]', async () => {
  await using cloud = await startFeedCloud({ balances: free })
  await openAccounts(cloud)
  await cloud.addProducts(1, 50)
  await cloud.feeds.of(cloud.group, 1)
  const stalls = monitorEventLoopDelay({ resolution: 1 })
  stalls.enable()
  let pushed = 0
  let seen = 0
  let commits = 0
  let urgent = 0
  const look = () => {
    const { points, mark } = lookAt(cloud)
    expect(points).toBe(mark)
    seen = mark
  }
  const caughtUp = async () => {
    while (seen < pushed) {
      await new Promise((resolve) => setTimeout(resolve, 10))
      look()
    }
  }
  // More than one cut may take at once, then small ones while large ones are written; prices beside.
  const plan = [ACCOUNTS, 10, 4500, 1, 300, ACCOUNTS, 7]
  for (const [round, count] of plan.entries()) {
    await push(
      cloud,
      1 + ((round * 97) % (ACCOUNTS - count + 1)),
      count,
      round % 3 === 1 ? 'urgent' : 'balances',
    )
    pushed += count
    await cloud.setPrice(1, 100 + round)
    for (let wait = 0; wait < 60; wait += 1) {
      await turn()
      if (cloud.pokes.length === commits) continue
      commits = cloud.pokes.length
      look()
    }
    // Every other one is left to meet the next.
    if (round % 2 === 0) await caughtUp()
  }
  await caughtUp()
  stalls.disable()
  urgent = cloud.pokes.filter((poke) => poke.class === 'urgent').length
  expect(urgent).toBeGreaterThan(0)
  expect(cloud.pokes.length - urgent).toBeGreaterThan(1)
  const { generation, frame } = (await cloud.feeds.of(cloud.group, 1)).position()
  expect({ generation, isThere: frame > 0 }).toEqual({ generation: 1, isThere: true })
  if (process.env['KASSA_LOG']) process.stdout.write(`longest stall ${stalls.max / 1e6} ms\n`)
})

test('what a cut reads is of one moment, though a batch comes into the books between two of its steps [B3]', async () => {
  await using cloud = await startFeedCloud({ balances: { ...free, windowMinMs: 60_000 } })
  await openAccounts(cloud)
  await push(cloud, 1, ACCOUNTS)
  const hot = cloud.group.openReader()
  const projection = { hot, group: 'nom', companyId: 1 }
  let isRead = false
  const options = { class: 'balances', after: 0, limit: Number.POSITIVE_INFINITY } as const
  const reading = readCut(projection, options).finally(() => (isRead = true))
  for (let step = 0; step < 30; step += 1) await turn()
  await push(cloud, 1, ACCOUNTS)
  expect(isRead, 'the batch came in between').toBe(false)
  const { states } = await reading
  const rowsOf = (name: string) => states.flatMap(({ table, rows }) => (table === name ? rows : []))
  expect(rowsOf('account').reduce((sum, row) => sum + Number(row[3]), 0)).toBe(ACCOUNTS)
  expect(rowsOf('hub_mark').map((row) => row[2])).toEqual([ACCOUNTS])
  hot.close()
})

test('a feed built while balances move is of one moment [B3]', async () => {
  await using cloud = await startFeedCloud({ balances: free })
  await openAccounts(cloud)
  await push(cloud, 1, ACCOUNTS)
  const opening = cloud.feeds.of(cloud.group, 1)
  for (let round = 1; round <= 20; round += 1) {
    await push(cloud, round, 100)
    await turn()
  }
  await opening
  const early = lookAt(cloud)
  expect(early.points).toBe(early.mark)
  while (lookAt(cloud).mark < ACCOUNTS + 2000) {
    await new Promise((resolve) => setTimeout(resolve, 10))
    const { points, mark } = lookAt(cloud)
    expect(points).toBe(mark)
  }
})
