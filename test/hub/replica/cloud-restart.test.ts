import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { startCloudProcess } from '#test/cloud/feed/cloud-in-process.ts'
import { sqlite3 } from '#test/support/sqlite3.ts'
import { bundleChild, bundleCloud, expectDigestOfFeed, startHubSide, until } from './hub-side.ts'

// Real processes on a busy machine: each takes seconds to start.
vi.setConfig({ testTimeout: 120_000 })
const childEntry = await bundleChild()
const cloudScript = await bundleCloud()

for (const end of ['kill', 'stop'] as const) {
  const words = end === 'kill' ? 'was killed' : 'stopped'
  test(`a replica goes on where it was after the cloud ${words}, without a new copy`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kassa-restart-'))
    await using hub = startHubSide(undefined, { childEntry })
    let feedId = ''
    for (let run = 1; run <= 3; run += 1) {
      await using cloud = await startCloudProcess(cloudScript, folder)
      hub.source = cloud.hello.source
      feedId ||= cloud.hello.source.feedId
      expect(cloud.hello.source.feedId).toBe(feedId)
      if (run === 1) await cloud.order('products 1 30')
      await cloud.order(`price 1 ${run}`)
      hub.sync.syncNow('urgent')
      await until(() => hub.replica.present && hub.replica.product(1)?.listPrice === run)
      // Committed, served to nobody yet: must come out of the log of the ended process.
      await cloud.order(`price 2 ${run}`)
      await cloud[end]()
    }
    await using cloud = await startCloudProcess(cloudScript, folder)
    hub.source = cloud.hello.source
    hub.sync.syncNow('urgent')
    await until(() => hub.sync.status().position?.generation === 4)
    expect(hub.replica.product(2)?.listPrice).toBe(3)
    expect(hub.sync.status().rebuilt).toBe(0)
    expect(hub.file()).toContain(`${feedId}-1.db`)
    await expectDigestOfFeed(hub)
    await cloud.stop()
    rmSync(folder, { recursive: true })
  })
}

test('where someone emptied the log of a killed cloud, replicas are built anew', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kassa-restart-'))
  const file = join(folder, 'feed-nom-1.db')
  await using hub = startHubSide(undefined, { childEntry })
  {
    await using cloud = await startCloudProcess(cloudScript, folder)
    hub.source = cloud.hello.source
    await cloud.order('products 1 30')
    hub.sync.syncNow('urgent')
    await until(() => hub.replica.present && hub.replica.product(30) !== undefined)
    await cloud.order('price 1 1')
    await cloud.kill()
  }
  // An admin's tool opens the file and closes it cleanly: SQLite works the log in and deletes it.
  expect(sqlite3(file, 'SELECT list_price FROM product WHERE id = 1')).toBe('1')
  expect(existsSync(`${file}-wal`)).toBe(false)
  await using cloud = await startCloudProcess(cloudScript, folder)
  expect(cloud.hello.generation).toBe(2)
  await cloud.order('price 2 2')
  hub.source = cloud.hello.source
  hub.sync.syncNow('urgent')
  await until(() => hub.sync.status().position?.generation === 2)
  expect(hub.sync.status().rebuilt).toBe(1)
  expect(hub.replica.product(2)?.listPrice).toBe(2)
  expect(hub.replica.product(1)?.listPrice).toBe(1)
  await expectDigestOfFeed(hub)
  await cloud.stop()
  rmSync(folder, { recursive: true })
})
