import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { createDisk } from '#hub/health/disk.ts'
import { FeedDigest } from '#shared/feed/digest.ts'
import { startFeedCloud } from '#test/cloud/feed/feed-cloud.ts'
import {
  bundleChild,
  expectDigestOfFeed,
  sourceOf,
  startHubSide,
  troublesOf,
  until,
} from './hub-side.ts'

/** The disk is for selling first: a copy that does not fit is not begun, and leaves nothing (spine C). */
vi.setConfig({ testTimeout: 120_000 })
const childEntry = await bundleChild()
const MIB = 1024 * 1024

const left = (dir: string) => readdirSync(dir).filter((name) => /\.(new|part)/.test(name))
const canMount = spawnSync('sh', ['-c', 'test "$(id -u)" = 0 && unshare -m true']).status === 0

test('a copy that does not fit, by what the cloud says of its size, is not begun; later it comes by itself [C]', async () => {
  const copied: string[] = []
  await using cloud = await startFeedCloud({
    before: async (c, next) => {
      await next()
      const bytes = c.res.headers.get('kassa-bytes')
      if (bytes !== null) copied.push(bytes)
    },
  })
  await cloud.addProducts(1, 3000)
  let roomBytes = 0
  const options = { childEntry, roomBytes: () => roomBytes }
  await using hub = startHubSide(await sourceOf(cloud), options)
  await until(() => hub.sync.status().error?.fault === 'no-room')
  // Where nothing may be written the cloud is not asked.
  expect(copied).toEqual([])
  roomBytes = MIB / 2
  await until(() => copied.length > 0)
  const needed = Math.ceil(Number(copied[0]) / MIB)
  hub.sync.syncNow('urgent')
  await until(
    () => hub.sync.status().error?.message.includes(`has 0 for it: free at least`) === true,
  )
  expect(
    Number(/needs (\d+) MiB/.exec(hub.sync.status().error?.message ?? '')?.[1]),
  ).toBeGreaterThanOrEqual(needed)
  expect(await troublesOf(hub)).toEqual(['replica-no-room'])
  expect([hub.replica.present, left(hub.dir)]).toEqual([false, []])
  roomBytes = 100 * MIB
  hub.sync.syncNow('urgent')
  await expectDigestOfFeed(hub)
  expect(await troublesOf(hub)).toEqual([])
})

test('below 128 MiB no replica is built: what is there serves on and follows prices, and the reason is told [C]', async () => {
  let isOther = false
  await using cloud = await startFeedCloud({
    before: async (c, next) => {
      await next()
      if (!isOther || c.req.method !== 'GET' || !c.req.path.includes('/digest/')) return
      const digest = FeedDigest.parse(await c.res.clone().json())
      c.res = Response.json({ ...digest, tables: { ...digest.tables, price: 'f'.repeat(16) } })
    },
  })
  await cloud.addProducts(1, 50)
  let freeMiB = 1000
  const dir = mkdtempSync(join(tmpdir(), 'kassa-room-'))
  // 64 MiB of what is free are for the reserve, which this box does not have yet.
  const disk = createDisk({ folder: dir, readFree: () => (freeMiB + 64) * MIB })
  const options = { childEntry, dir, roomBytes: disk.roomForReplica }
  await using hub = startHubSide(await sourceOf(cloud), options)
  await until(() => hub.sync.status().differs?.length === 0)
  const wrong = hub.file()
  isOther = true
  freeMiB = 127
  // Compared at the end of each generation.
  await cloud.setPrice(5, 3)
  await cloud.projected()
  await cloud.feeds.roll()
  for (const price of [4, 5, 6]) {
    await cloud.setPrice(5, price)
    await cloud.projected()
    hub.sync.syncNow('urgent')
    await until(() => hub.replica.product(5)?.listPrice === price)
    if (price === 4) await until(() => hub.sync.status().error?.fault === 'no-room')
  }
  // Told beside each other: what is wrong, and why it stays so.
  expect(await troublesOf(hub)).toEqual(['replica-no-room', 'replica-differs'])
  expect([hub.file(), left(hub.dir), hub.sync.status().rebuilt]).toEqual([wrong, [], 0])
  isOther = false
  freeMiB = 129
  hub.sync.syncNow('urgent')
  await until(() => hub.file() !== wrong)
  await expectDigestOfFeed(hub)
  expect(hub.sync.status().rebuilt).toBe(1)
  rmSync(dir, { recursive: true })
})

/** A real small file system; root only, and named as skipped elsewhere. */
test.skipIf(!canMount)(
  'a copy that meets the end of a real disk gives all of it back, and is there when there is room [C]',
  async () => {
    await using cloud = await startFeedCloud()
    await cloud.addProducts(1, 8000)
    const dir = mkdtempSync(join(tmpdir(), 'kassa-room-'))
    const mount = (...args: string[]) => {
      const { status, stderr } = spawnSync('mount', args, { encoding: 'utf8' })
      if (status !== 0) throw new Error(`mount: ${stderr}`)
    }
    mount('-t', 'tmpfs', '-o', `size=${MIB}`, 'tmpfs', dir)
    try {
      const free = () => statfsSync(dir).bavail * statfsSync(dir).bsize
      writeFileSync(join(dir, 'journal.db'), 'sold')
      const before = free()
      // As if another program took the room meanwhile.
      await using hub = startHubSide(await sourceOf(cloud), { childEntry, dir })
      await until(() => hub.sync.status().error?.fault === 'no-room')
      expect(hub.sync.status().error?.message).toContain('disk is full')
      // It is tried again and again, and between the tries it takes nothing.
      await until(() => left(dir).length === 0 && before - free() < MIB / 16)
      mount('-o', `remount,size=${64 * MIB}`, dir)
      hub.sync.syncNow('urgent')
      await expectDigestOfFeed(hub)
      expect(left(dir)).toEqual([])
    } finally {
      spawnSync('umount', ['-l', dir])
      rmSync(dir, { recursive: true, force: true })
    }
  },
)
