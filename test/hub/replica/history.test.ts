import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import Database from 'libsql'
import { expect, test, vi } from 'vitest'
import { FRAME_BYTES } from '#cloud/feed/wal.ts'
import { type FeedCloud, startFeedCloud } from '#test/cloud/feed/feed-cloud.ts'
import { openSqlite3, sqlite3 } from '#test/support/sqlite3.ts'
import {
  bundleChild,
  expectDigestOfFeed,
  type HubSide,
  sourceOf,
  startHubSide,
  until,
} from './hub-side.ts'

/** What may happen to the history of a feed, and how its replicas come through (spine A3, A5). */
vi.setConfig({ testTimeout: 120_000 })
const childEntry = await bundleChild()

const feedFile = (folder: string) => join(folder, 'feed-nom-1.db')

/** A folder of the cloud that outlives its runs. */
function keepFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'kassa-history-'))
  return {
    folder,
    start: () => startFeedCloud({ folder }),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

const schemaOf = (file: string) =>
  readOnly(file, 'SELECT type, name, tbl_name, rootpage, sql FROM sqlite_schema ORDER BY name')

function readOnly(file: string, sql: string): unknown {
  const db = new Database(`${pathToFileURL(file).href}?mode=ro`)
  try {
    return db.prepare(sql).raw(true).all()
  } finally {
    db.close()
  }
}

async function commit(cloud: FeedCloud, id: number, price: number): Promise<void> {
  await cloud.setPrice(id, price)
  await cloud.projected()
}

async function follow(hub: HubSide, cloud: FeedCloud): Promise<void> {
  hub.source = await sourceOf(cloud)
  await expectDigestOfFeed(hub)
}

/** A hub is off while so many generations pass, and comes back; what became of its replica. */
async function wakeAfter(cloud: FeedCloud, generations: number, meanwhile?: () => void) {
  const dir = mkdtempSync(join(tmpdir(), 'kassa-asleep-'))
  {
    await using hub = startHubSide(await sourceOf(cloud), { childEntry, dir })
    await expectDigestOfFeed(hub)
  }
  for (let passed = 1; passed <= generations; passed += 1) {
    await commit(cloud, 7, 1000 * generations + passed)
    await cloud.feeds.roll()
  }
  await commit(cloud, 8, generations)
  meanwhile?.()
  await using hub = startHubSide(await sourceOf(cloud), { childEntry, dir })
  await expectDigestOfFeed(hub)
  expect(hub.replica.product(7)?.listPrice).toBe(1000 * generations + generations)
  const { rebuilt, position } = hub.sync.status()
  rmSync(dir, { recursive: true })
  return { rebuilt, generation: position?.generation }
}

test('a replica copies, follows and passes three changes of generation without another copy', async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 300)
  await using hub = startHubSide(await sourceOf(cloud), { childEntry })
  await expectDigestOfFeed(hub)
  for (let round = 1; round <= 3; round += 1) {
    await commit(cloud, 1, round)
    await expectDigestOfFeed(hub)
    await commit(cloud, 2, round)
    await cloud.feeds.roll()
    await cloud.addProducts(1000 * round, 20)
    await commit(cloud, 3, round)
    await expectDigestOfFeed(hub)
  }
  expect(hub.sync.status()).toMatchObject({ rebuilt: 0, position: { generation: 4 } })
  expect(hub.replica.product(3019)?.id).toBe(3019)
})

test('a replica that slept through two generations catches up, through three it is built anew', async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 100)
  expect(await wakeAfter(cloud, 2)).toEqual({ rebuilt: 0, generation: 3 })
  expect(await wakeAfter(cloud, 3)).toEqual({ rebuilt: 1, generation: 6 })
})

for (const [place, lost] of [
  ['first', 1],
  ['second', 2],
] as const) {
  test(`a replica two generations behind is built anew where the archive of the ${place} is lost`, async () => {
    await using cloud = await startFeedCloud()
    await cloud.addProducts(1, 20)
    const loseArchive = () => rmSync(join(cloud.folder, `feed-nom-1-g${lost}.wal`))
    expect(await wakeAfter(cloud, 2, loseArchive)).toEqual({ rebuilt: 1, generation: 3 })
  })
}

test('a replica two generations behind is built anew where the cloud forgets the second while it climbs', async () => {
  let climbed = 0
  await using cloud = await startFeedCloud({
    before: async (c, next) => {
      if (!c.req.path.includes('/sync/2/')) return await next()
      climbed += 1
      return c.json({ title: 'generation 2 is not kept' }, 410)
    },
  })
  await cloud.addProducts(1, 20)
  expect(await wakeAfter(cloud, 2)).toEqual({ rebuilt: 1, generation: 3 })
  expect(climbed).toBeGreaterThan(0)
})

test('a replica whose generation lost its archive is built anew', async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 20)
  await using hub = startHubSide(await sourceOf(cloud), { childEntry })
  await expectDigestOfFeed(hub)
  await commit(cloud, 7, 1)
  await cloud.feeds.roll()
  rmSync(join(cloud.folder, 'feed-nom-1-g1.wal'))
  await commit(cloud, 7, 2)
  await expectDigestOfFeed(hub)
  expect(hub.sync.status()).toMatchObject({ rebuilt: 1, position: { generation: 2 } })
  expect(hub.replica.product(7)?.listPrice).toBe(2)
})

test('a replica ahead of a primary that lost frames, or was restored, is built anew', async () => {
  using kept = keepFolder()
  await using hub = startHubSide(undefined, { childEntry })
  const backup = `${kept.folder}-backup`
  let feedId = ''
  {
    await using cloud = await kept.start()
    await cloud.addProducts(1, 20)
    feedId = await cloud.feeds.feedIdOf(cloud.group, 1)
    await follow(hub, cloud)
    await commit(cloud, 1, 1)
    cpSync(kept.folder, backup, { recursive: true })
    rmSync(`${feedFile(backup)}-shm`)
    await commit(cloud, 1, 2)
    await commit(cloud, 2, 2)
    await follow(hub, cloud)
  }
  // The whole folder as it was two commits ago: group database and feed.
  rmSync(kept.folder, { recursive: true })
  cpSync(backup, kept.folder, { recursive: true })
  rmSync(backup, { recursive: true })
  await using cloud = await kept.start()
  await follow(hub, cloud)
  expect(hub.source?.feedId).toBe(feedId)
  expect(hub.sync.status().rebuilt).toBe(1)
  expect(hub.replica.product(1)?.listPrice).toBe(1)
  expect(hub.replica.product(2)?.listPrice).toBe(1000_00)
})

test('a group database restored beside a newer feed makes a new feed, and its hubs take it', async () => {
  using kept = keepFolder()
  await using hub = startHubSide(undefined, { childEntry })
  const backup = `${kept.folder}-hq.db`
  {
    await using cloud = await kept.start()
    await cloud.addProducts(1, 20)
    await follow(hub, cloud)
    await cloud.group.writeHot(() =>
      sqlite3(join(kept.folder, 'hq-nom.db'), `VACUUM INTO '${backup}'`),
    )
    await commit(cloud, 1, 1)
    await follow(hub, cloud)
  }
  const before = hub.source?.feedId
  for (const end of ['-wal', '-shm']) rmSync(join(kept.folder, `hq-nom.db${end}`), { force: true })
  cpSync(backup, join(kept.folder, 'hq-nom.db'))
  rmSync(backup)
  await using cloud = await kept.start()
  expect(await cloud.feeds.feedIdOf(cloud.group, 1)).not.toBe(before)
  hub.source = { ...(await sourceOf(cloud)), feedId: before ?? '' }
  hub.sync.syncNow('urgent')
  await until(() => hub.foreign.includes('foreign'))
  expect(hub.replica.product(1)?.listPrice).toBe(1)
  await follow(hub, cloud)
  expect(hub.replica.product(1)?.listPrice).toBe(1000_00)
})

test("what a power cut tore off the feed's log is in no replica, and those go on", async () => {
  using kept = keepFolder()
  await using hub = startHubSide(undefined, { childEntry })
  const torn = `${kept.folder}-torn`
  {
    await using cloud = await kept.start()
    await cloud.addProducts(1, 20)
    await follow(hub, cloud)
    await commit(cloud, 1, 1)
    await follow(hub, cloud)
    cpSync(kept.folder, torn, { recursive: true, preserveTimestamps: true })
  }
  // Half a transaction that was never committed, then half a frame.
  const wal = `${feedFile(torn)}-wal`
  const header = Buffer.alloc(FRAME_BYTES * 2, 7)
  appendFileSync(wal, header)
  truncateSync(wal, statSync(wal).size - 1000)
  rmSync(`${feedFile(torn)}-shm`)
  rmSync(kept.folder, { recursive: true })
  cpSync(torn, kept.folder, { recursive: true, preserveTimestamps: true })
  rmSync(torn, { recursive: true })
  await using cloud = await kept.start()
  await commit(cloud, 2, 2)
  await follow(hub, cloud)
  expect(hub.sync.status()).toMatchObject({ rebuilt: 0, position: { generation: 2 } })
})

test('an admin who looks into the live feed harms nobody, nor does one who leaves a checkpoint', async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 50)
  await using hub = startHubSide(await sourceOf(cloud), { childEntry })
  await expectDigestOfFeed(hub)
  await commit(cloud, 1, 1)
  {
    await using admin = openSqlite3(feedFile(cloud.folder))
    expect(await admin.run('SELECT list_price FROM product WHERE id = 1;')).toEqual(['1'])
    await commit(cloud, 1, 2)
    await expectDigestOfFeed(hub)
    // A reader inside a transaction holds a roll up; it goes on when he is done.
    await admin.run('BEGIN; SELECT count(*) FROM product;')
    const rolled = cloud.feeds.roll()
    await new Promise((resolve) => setTimeout(resolve, 300))
    await admin.run('COMMIT;')
    await rolled
    await commit(cloud, 1, 3)
    await expectDigestOfFeed(hub)
  }
  expect(hub.sync.status()).toMatchObject({ rebuilt: 0, position: { generation: 2 } })
  const feedId = await cloud.feeds.feedIdOf(cloud.group, 1)
  sqlite3(feedFile(cloud.folder), 'PRAGMA wal_checkpoint(TRUNCATE)')
  await commit(cloud, 1, 4)
  await follow(hub, cloud)
  expect(hub.source?.feedId).toBe(feedId)
  // Once, or twice where it asks before the cloud has noticed the checkpoint.
  expect([1, 2]).toContain(hub.sync.status().rebuilt)
  expect(hub.replica.product(1)?.listPrice).toBe(4)
})

const pages = `CREATE TABLE pages (id INTEGER PRIMARY KEY, filling BLOB);
  WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < 1500)
  INSERT INTO pages SELECT id, zeroblob(4000) FROM n;`
for (const [words, sql] of [
  ['writes 1,000 pages into', pages],
  ['changes a price in', 'UPDATE product SET list_price = 5 WHERE id = 9;'],
] as const) {
  test(`where an admin ${words} the live feed, the cloud builds a new one from its books`, async () => {
    await using cloud = await startFeedCloud()
    await cloud.addProducts(1, 50)
    await using hub = startHubSide(await sourceOf(cloud), { childEntry })
    await expectDigestOfFeed(hub)
    await commit(cloud, 1, 1)
    const feedId = await cloud.feeds.feedIdOf(cloud.group, 1)
    sqlite3(feedFile(cloud.folder), sql)
    await commit(cloud, 2, 2)
    await follow(hub, cloud)
    expect(hub.source?.feedId).not.toBe(feedId)
    expect(hub.replica.product(9)?.listPrice).toBe(1000_00)
    expect(hub.replica.product(2)?.listPrice).toBe(2)
  })
}

test('where an admin vacuums the live feed, its replicas go on', async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 50)
  const source = await sourceOf(cloud)
  await using hub = startHubSide(source, { childEntry })
  await expectDigestOfFeed(hub)
  await commit(cloud, 1, 1)
  sqlite3(feedFile(cloud.folder), 'VACUUM')
  await commit(cloud, 2, 2)
  await follow(hub, cloud)
  expect(hub.source?.feedId).toBe(source.feedId)
  expect(hub.replica.product(2)?.listPrice).toBe(2)
})

test("an admin's sqlite3 in a stopped cloud's feed: who only looked ends a generation, who wrote ends the feed", async () => {
  using kept = keepFolder()
  await using hub = startHubSide(undefined, { childEntry })
  const run = async (price: number) => {
    await using cloud = await kept.start()
    if (price === 1) await cloud.addProducts(1, 20)
    await commit(cloud, 1, price)
    await follow(hub, cloud)
    return await cloud.feeds.feedIdOf(cloud.group, 1)
  }
  const first = await run(1)
  expect(sqlite3(feedFile(kept.folder), 'SELECT count(*) FROM product')).toBe('20')
  expect(await run(2)).toBe(first)
  expect(hub.sync.status().rebuilt).toBe(0)
  sqlite3(feedFile(kept.folder), 'DELETE FROM product WHERE id = 5')
  expect(await run(3)).not.toBe(first)
  expect(hub.replica.product(5)?.id).toBe(5)
})

test("an admin's sqlite3 in the replica costs at most a new copy", async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 50)
  await using hub = startHubSide(await sourceOf(cloud), { childEntry })
  await expectDigestOfFeed(hub)
  await commit(cloud, 1, 1)
  await expectDigestOfFeed(hub)
  // Works the log into the file: the note of the official client now names frames that are gone.
  sqlite3(hub.file(), 'PRAGMA wal_checkpoint(TRUNCATE)')
  for (let round = 2; round <= 4; round += 1) {
    await commit(cloud, round, round)
    await cloud.feeds.roll()
    await commit(cloud, 1, round)
    await expectDigestOfFeed(hub)
  }
  expect(hub.replica.product(4)?.listPrice).toBe(4)
  expect(existsSync(hub.file())).toBe(true)
})

test('schema changes of every kind arrive, and a reader from before goes on', async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 300)
  const feed = await cloud.feeds.of(cloud.group, 1)
  await using hub = startHubSide(await sourceOf(cloud), { childEntry })
  await expectDigestOfFeed(hub)
  const changes = [
    "ALTER TABLE product ADD shelf TEXT DEFAULT 'A1'",
    'ALTER TABLE product RENAME COLUMN shelf TO place',
    'CREATE TABLE note (id INTEGER PRIMARY KEY, words TEXT); INSERT INTO note SELECT id, name FROM product',
    'CREATE INDEX note_by_words ON note(words)',
    'ALTER TABLE note RENAME TO remark',
    'CREATE TABLE remark_new (id INTEGER PRIMARY KEY, words TEXT NOT NULL, more INTEGER); INSERT INTO remark_new SELECT id, words, id * 2 FROM remark; DROP TABLE remark; ALTER TABLE remark_new RENAME TO remark',
    'ALTER TABLE remark DROP COLUMN more',
    'CREATE VIEW both AS SELECT * FROM product JOIN remark USING (id)',
    'DROP VIEW both; DROP TABLE remark',
    'ALTER TABLE product DROP COLUMN place',
  ]
  for (const [index, change] of changes.entries()) {
    await feed.alter((db) => db.exec(change))
    if (index % 4 === 3) await feed.roll()
    await commit(cloud, 1, index + 1)
    await expectDigestOfFeed(hub)
    expect(hub.replica.product(1)?.listPrice).toBe(index + 1)
    // The digest tells of rows; indexes, views and FTS stand in the schema.
    expect([change, schemaOf(hub.file())]).toEqual([change, schemaOf(feedFile(cloud.folder))])
    expect(readOnly(hub.file(), 'PRAGMA integrity_check')).toEqual([['ok']])
    expect(hub.replica.productsByText('ном 29', { limit: 20 }).items).toHaveLength(11)
  }
  expect(hub.sync.status().rebuilt).toBe(0)
})
