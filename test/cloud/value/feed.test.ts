import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { createFeeds } from '#cloud/feed/feeds.ts'
import { accountKey } from '#shared/feed/lookup.ts'
import { until } from '../../support/shop.ts'
import { newId, sellForValue } from './value-hub.ts'
import { openValueShop } from './value-shop.ts'

test('a balance and the mark of the hub that moved it come into the feed in one transaction; a freeze at once [B3]', async () => {
  await using shop = await openValueShop()
  await shop.credit(500_000)
  const hub = await shop.cloud.claimHub(1)
  await using read = openFeeds()
  const feed = await read.feeds.of(shop.cloud.group, 1)
  const key = accountKey(7, 1)
  expect(read.rows('SELECT id, code, kind, offline FROM programme')).toEqual([
    [1, 'CREDIT', 'store-credit', 'leased'],
  ])
  expect(read.rows('SELECT id, member_id, programme, balance, as_of FROM account')).toEqual([
    [key, 7, 1, 500_000, shop.cloud.now],
  ])

  const before = feed.position()
  sellForValue(hub, { account: 'CREDIT:7', amount: 200_000 })
  expect((await hub.push()).status).toBe(200)
  await until('the mark', async () => read.rows('SELECT seq FROM hub_mark')[0]?.[0] === 1)
  expect(read.rows('SELECT balance FROM account')).toEqual([[300_000]])
  // One commit took both: the sums of every commit between are kept, and there is only one.
  const commits = []
  for (let frame = before.frame + 1; frame <= feed.position().frame; frame++) {
    if (feed.digest(before.generation, frame) !== undefined) commits.push(frame)
  }
  expect(commits).toEqual([feed.position().frame])

  await shop.post('/v1/value-accounts/CREDIT:7/freeze', { id: newId(), reason: 'lost' })
  await until('the freeze', async () => read.rows('SELECT id FROM frozen_account')[0]?.[0] === key)
  await shop.post('/v1/value-accounts/CREDIT:7/unfreeze', { id: newId(), reason: 'found' })
  await until('the thaw', async () => read.rows('SELECT id FROM frozen_account').length === 0)
})

test('a company reads its own programmes and those of the whole group, and no other', async () => {
  await using shop = await openValueShop()
  const terms = { kind: 'points', companyId: null }
  await shop.post('/v1/programmes', { code: 'POINTS', name: 'Points', ...terms })
  await shop.credit(5)
  await shop.credit(9, 'POINTS:8')
  await using read = openFeeds()
  await read.feeds.of(shop.cloud.group, 2)
  expect(read.rows('SELECT code FROM programme', 2)).toEqual([['POINTS']])
  expect(read.rows('SELECT id, balance FROM account', 2)).toEqual([[accountKey(8, 2), 9]])
  await shop.credit(3, 'POINTS:8')
  await until('the points', async () => read.rows('SELECT balance FROM account', 2)[0]?.[0] === 12)
})

/** Feeds of these books that do not wait for the window of balances. */
function openFeeds() {
  const folder = mkdtempSync(join(tmpdir(), 'kassa-value-feed-'))
  const feeds = createFeeds({
    folder,
    clock: () => Date.now(),
    log: pino({ level: 'silent' }),
    onCommit: () => undefined,
    balances: { windowMinMs: 1, bytesPerHubAndDay: 1e15 },
  })
  return {
    feeds,
    rows(sql: string, company = 1): unknown[][] {
      const db = new Database(`file:${join(folder, `feed-nom-${company}.db`)}?mode=ro`)
      try {
        return (db.prepare(sql).raw(true).all() as unknown[][]).map((row) => [...row])
      } finally {
        db.close()
      }
    },
    async [Symbol.asyncDispose]() {
      await feeds.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
