import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { expect, test, vi } from 'vitest'
import { openCheckPlan } from '#hub/replica/check-plan.ts'
import { writeInfo } from '#hub/replica/info-file.ts'
import { FeedDigest } from '#shared/feed/digest.ts'
import { dump } from '#test/cloud/feed/dump.ts'
import { type FeedCloud, startFeedCloud } from '#test/cloud/feed/feed-cloud.ts'
import { bundleChild, type HubSide, sourceOf, startHubSide, troublesOf, until } from './hub-side.ts'

// Real processes on a busy machine: each takes seconds to start.
vi.setConfig({ testTimeout: 120_000 })
const childEntry = await bundleChild()

const feedFile = (cloud: FeedCloud) => `${cloud.folder}/feed-nom-1.db`
/** What the hub told the cloud of: tables that differ. */
function listenTo(told: unknown[]) {
  return {
    before: async (
      c: { req: { method: string; path: string; raw: Request } },
      next: () => Promise<void>,
    ) => {
      if (c.req.method === 'POST' && c.req.path.includes('/digest/')) {
        told.push(await c.req.raw.clone().json())
      }
      await next()
    },
  }
}
const equal = (hub: HubSide) => hub.sync.status().differs?.length === 0
/** A generation ends, so the replica is compared once more; one without a change would go on. */
async function nextGeneration(cloud: FeedCloud, hub: HubSide, price: number): Promise<void> {
  await cloud.setPrice(5, price)
  await cloud.projected()
  await cloud.feeds.roll()
  hub.sync.syncNow('urgent')
}

test('a replica is compared with the digest of its feed when it is new and when a generation ends, and not else by day [A3.10]', async () => {
  const told: unknown[] = []
  let asked = 0
  await using cloud = await startFeedCloud({
    before: async (c, next) => {
      if (c.req.method === 'GET' && c.req.path.includes('/digest/')) asked += 1
      await listenTo(told).before(c, next)
    },
  })
  await cloud.addProducts(1, 3000)
  await using hub = startHubSide(await sourceOf(cloud), { childEntry })
  await until(() => equal(hub))
  expect(asked).toBe(1)
  const checked = () => readFileSync(join(hub.dir, 'checked.json'), 'utf8')
  const first = checked()
  for (const price of [2, 3]) {
    await cloud.setPrice(5, price)
    await cloud.projected()
    hub.sync.syncNow('urgent')
    await until(() => hub.replica.product(5)?.listPrice === price)
  }
  expect([asked, checked()]).toEqual([1, first])
  await nextGeneration(cloud, hub, 4)
  await until(() => checked() !== first)
  await until(() => hub.replica.product(5)?.listPrice === 4)
  expect(hub.sync.status().rebuilt).toBe(0)
  expect(told).toEqual([])
})

test('a replica that somebody wrote into by hand is built anew [A3.10]', async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 50)
  await using hub = startHubSide(await sourceOf(cloud), { childEntry })
  await until(() => equal(hub))
  const wrong = hub.file()
  {
    const db = new Database(wrong)
    db.exec('PRAGMA wal_autocheckpoint=0; UPDATE product SET list_price = 1 WHERE id = 7')
    db.exec("DELETE FROM barcode WHERE barcode = '460009'")
    // Not closed: closing would empty the log that the official client reads on.
    expect(hub.replica.product(7)?.listPrice).toBe(1)
  }
  await nextGeneration(cloud, hub, 4)
  await until(() => hub.file() !== wrong && hub.replica.product(7)?.listPrice === 1000_00)
  await until(() => hub.replica.product(5)?.listPrice === 4)
  expect(dump(hub.file())).toEqual(dump(feedFile(cloud)))
})

test('a replica whose log holds a commit of somebody else is built anew with the next change [A3.11]', async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 50)
  await using hub = startHubSide(await sourceOf(cloud), { childEntry })
  await until(() => equal(hub))
  const wrong = hub.file()
  const db = new Database(wrong)
  db.exec('PRAGMA wal_autocheckpoint=0; UPDATE product SET list_price = 1 WHERE id = 7')
  await cloud.setPrice(5, 4)
  await cloud.projected()
  hub.sync.syncNow('urgent')
  await until(() => hub.file() !== wrong && hub.replica.product(5)?.listPrice === 4)
  expect(hub.replica.product(7)?.listPrice).toBe(1000_00)
  expect(hub.sync.status().rebuilt).toBe(1)
  db.close()
})

test('a changed row is found by its digest and told to the cloud, where SQLite sees nothing [A3.10]', async () => {
  const told: { tables: string[] }[] = []
  await using cloud = await startFeedCloud(listenTo(told))
  await cloud.addProducts(1, 2000)
  let hub = startHubSide(await sourceOf(cloud), { childEntry })
  await until(() => equal(hub))
  const wrong = hub.file()
  await hub.sync.stop()
  hub.replica[Symbol.dispose]()
  const bytes = readFileSync(wrong)
  const at = bytes.indexOf('P1234')
  expect(at).toBeGreaterThan(0)
  bytes.write('P9999', at)
  writeFileSync(wrong, bytes)
  rmSync(join(hub.dir, 'checked.json'))
  const check = new Database(wrong, { readonly: true }).prepare('PRAGMA quick_check').raw(true)
  expect(check.all()).toEqual([['ok']])
  hub = startHubSide(await sourceOf(cloud), { childEntry, dir: hub.dir })
  await until(() => hub.sync.status().rebuilt === 1)
  await until(() => hub.file() !== wrong && equal(hub))
  expect(told).toEqual([{ tables: ['product'] }])
  expect(dump(hub.file())).toEqual(dump(feedFile(cloud)))
  await hub[Symbol.asyncDispose]()
  rmSync(hub.dir, { recursive: true })
})

test('a hole in the log of a replica is found and healed [A3.10]', async () => {
  const told: unknown[] = []
  await using cloud = await startFeedCloud(listenTo(told))
  await cloud.addProducts(1, 2000)
  await using hub = startHubSide(await sourceOf(cloud), { childEntry })
  await until(() => equal(hub))
  const wrong = hub.file()
  await cloud.setPrice(1500, 7)
  await cloud.setPrice(3, 8)
  await cloud.projected()
  // The client is told that it has the first commits already, so it never asks for them.
  await hub.sync.stop()
  const { frame } = (await cloud.feeds.of(cloud.group, 1)).position()
  await cloud.setPrice(4, 9)
  await cloud.projected()
  writeInfo(wrong, { generation: 1, frame })
  rmSync(join(hub.dir, 'checked.json'))
  await using again = startHubSide(await sourceOf(cloud), { childEntry, dir: hub.dir })
  await until(() => again.file() !== wrong && equal(again))
  expect(told).toEqual([{ tables: ['product'] }])
  expect(dump(again.file())).toEqual(dump(feedFile(cloud)))
})

test('a copy that differs from the first is told, and not built again and again [A3.10]', async () => {
  await using cloud = await startFeedCloud({
    before: async (c, next) => {
      await next()
      if (!c.req.path.includes('/digest/') || c.req.method !== 'GET') return
      const digest = FeedDigest.parse(await c.res.clone().json())
      const tables = { ...digest.tables, price: 'f'.repeat(16) }
      c.res = Response.json({ ...digest, tables })
    },
  })
  await cloud.addProducts(1, 5)
  await using hub = startHubSide(await sourceOf(cloud), { childEntry })
  await until(() => (hub.sync.status().differs?.length ?? 0) > 0)
  expect(hub.sync.status().differs).toEqual(['price'])
  expect(await troublesOf(hub)).toEqual(['replica-differs'])
  for (let round = 0; round < 5; round += 1) {
    hub.sync.syncNow('urgent')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  expect(hub.sync.status().rebuilt).toBe(0)
  expect(hub.replica.product(5)?.id).toBe(5)
})

test('a replica that could not be compared for days is a trouble of its hub [A3.10]', async () => {
  await using cloud = await startFeedCloud({
    before: async (c, next) => {
      if (!c.req.path.includes('/digest/')) return await next()
      return c.json({}, 404)
    },
  })
  await cloud.addProducts(1, 5)
  await using hub = startHubSide(await sourceOf(cloud), { childEntry })
  await until(() => hub.sync.status().uncheckedSince !== null)
  const day = 24 * 3_600_000
  expect(await troublesOf(hub, 2 * day)).toEqual([])
  expect(await troublesOf(hub, 4 * day)).toEqual(['replica-unchecked'])
  // Also where the hub was off in between.
  expect(openCheckPlan(hub.dir, () => 'UTC').uncheckedSince()).toBe(
    hub.sync.status().uncheckedSince,
  )
})

test('a replica is compared once a night, by the clock of its store', () => {
  const dir = mkdtempSync(join(tmpdir(), 'kassa-plan-'))
  const zone = () => 'Asia/Ulaanbaatar'
  const hour = 3_600_000
  // 03:00 in Ulaanbaatar.
  const night = Date.UTC(2026, 4, 10, 19)
  const plan = openCheckPlan(dir, zone)
  expect(plan.isDue(night)).toBe(true)
  plan.postpone(night)
  expect(plan.isDue(night + 60_000)).toBe(false)
  plan.want()
  expect(plan.isDue(night + 60_000)).toBe(true)
  plan.checked(night)
  const again = openCheckPlan(dir, zone)
  const due = (hours: number) => again.isDue(night + hours * hour)
  // 22:00, 01:00, 02:00, 04:00, 05:00 of the next day, then any hour after two days.
  expect([19, 22, 23, 25, 26].map(due)).toEqual([false, false, true, true, false])
  expect([40, 48.5, 60].map(due)).toEqual([false, true, true])
  rmSync(dir, { recursive: true })
})
