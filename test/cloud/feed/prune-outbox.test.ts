import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pruneOutbox } from '#cloud/feed/prune-outbox.ts'
import { until } from '../../support/shop.ts'
import { dump } from './dump.ts'
import { type FeedCloud, startFeedCloud } from './feed-cloud.ts'

const endSql = "SELECT seq FROM sqlite_sequence WHERE name = 'outbox'"
const all = () => new Set(['feed-nom-1', 'feed-nom-2'])
const prune = (cloud: FeedCloud, openFeeds: () => Set<string> | undefined = all) =>
  pruneOutbox(cloud.group, { folder: cloud.folder, openFeeds, isStopped: () => false })
const ids = (cloud: FeedCloud) =>
  cloud.group.readHot().prepare('SELECT id FROM outbox ORDER BY id').all().flat().map(Number)
const rows = (cloud: FeedCloud, company: number, table: string) =>
  dump(join(cloud.folder, `feed-nom-${company}.db`))[table]
/** A member is of all companies. */
const addMember = (cloud: FeedCloud, id: number) =>
  cloud.group.writeHot((hot) => {
    hot.exec(
      `INSERT INTO member (id, code, name, search) VALUES (${id}, 'M${id}', 'Бат ${id}', '')`,
    )
    hot.exec(
      `INSERT INTO outbox (company_id, entity, entity_id, class) VALUES (NULL, 'member', ${id}, 'urgent')`,
    )
  })
const hasMember = (cloud: FeedCloud, company: number, id: number) => async () =>
  JSON.stringify(rows(cloud, company, 'member')).includes(`Бат ${id}`)
/** Both classes of the feeds that there are. */
const haveAll = (cloud: FeedCloud) => async () => {
  await prune(cloud)
  return ids(cloud).length === 0
}

test('the outbox loses what every feed has, and a feed made later is complete', async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 2500)
  await addMember(cloud, 1)
  await cloud.feeds.of(cloud.group, 1)
  expect(await prune(cloud, () => undefined), 'while a feed is being built').toBe(0)
  const before = ids(cloud).length
  const writes = Promise.all([1, 2, 3].map((price) => cloud.setPrice(price, price)))
  expect(await prune(cloud)).toBeGreaterThanOrEqual(before)
  await writes
  await until('all is pruned', haveAll(cloud))

  const later = await cloud.feeds.of(cloud.group, 2)
  expect(await hasMember(cloud, 2, 1)()).toBe(true)
  await addMember(cloud, 2)
  for (const company of [1, 2]) await until('it follows', hasMember(cloud, company, 2))
  expect(rows(cloud, 1, 'product')).toHaveLength(2500)

  // Of a company whose feed is behind, everything stays that it lacks.
  await until('all is pruned', haveAll(cloud))
  await cloud.feeds.close()
  const cursor = join(cloud.folder, 'feed-nom-2.cursor.json')
  const [end = 0] = cloud.group.readHot().prepare(endSql).get() ?? []
  writeFileSync(cursor, JSON.stringify({ urgent: Number(end), balances: Number(end) + 1 }))
  await addMember(cloud, 3)
  await addMember(cloud, 4)
  writeFileSync(
    join(cloud.folder, 'feed-nom-1.cursor.json'),
    JSON.stringify({ urgent: Number(end) + 2, balances: Number(end) + 2 }),
  )
  expect(await prune(cloud)).toBe(0)
  writeFileSync(cursor, JSON.stringify({ urgent: Number(end) + 1, balances: Number(end) + 1 }))
  expect(await prune(cloud)).toBe(1)
  // A copy of a feed from before that is put in its place lacks what is gone.
  const again = await cloud.feeds.of(cloud.group, 2)
  expect(again.feedId).toBe(later.feedId)
  await cloud.feeds.close()
  writeFileSync(cursor, JSON.stringify({ urgent: 1, balances: 1 }))
  const anew = await cloud.feeds.of(cloud.group, 2)
  expect(anew.feedId).not.toBe(later.feedId)
  expect(await hasMember(cloud, 2, 3)()).toBe(true)
})

test('the outbox is pruned at night', async () => {
  let now = Date.UTC(2026, 10, 20, 10)
  await using cloud = await startFeedCloud({ clock: () => now })
  await cloud.addProducts(1, 5)
  await cloud.feeds.of(cloud.group, 1)
  await cloud.setPrice(1, 5)
  await cloud.projected()
  expect(ids(cloud)).toHaveLength(6)
  now = Date.UTC(2026, 10, 20, 18, 30)
  await until('the outbox is empty', async () => ids(cloud).length === 0)
  await cloud.setPrice(1, 6)
  await cloud.projected()
  const [product] = rows(cloud, 1, 'product') as unknown[][]
  expect(product?.[9]).toBe(6)
})
