import {
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { openCheckPlan } from '#hub/replica/check-plan.ts'
import { readPart, writePart } from '#hub/replica/copy-part.ts'
import { readInfo, writeInfo } from '#hub/replica/info-file.ts'
import { openReplica } from '#hub/replica/reader.ts'
import { startFeedCloud } from '#test/cloud/feed/feed-cloud.ts'
import { openTestFeed, storeProfile } from '#test/support/feed.ts'
import {
  bundleChild,
  expectDigestOfFeed,
  type HubSide,
  sourceOf,
  startHubSide,
  troublesOf,
  until,
} from './hub-side.ts'

/** The replica is a cache that may be thrown away (design.md 3): what is wrong with it heals by itself. */
vi.setConfig({ testTimeout: 120_000 })
const childEntry = await bundleChild()

const zero = (path: string, at: number) =>
  void writeSync(openSync(path, 'r+'), Buffer.alloc(4096), 0, 4096, at)
const damages: Readonly<Record<string, (file: string, dir: string) => void>> = {
  'first page was zeroed': (file) => zero(file, 0),
  'file was deleted': (file) => rmSync(file),
  'files were all deleted': (file, dir) => {
    for (const name of readdirSync(dir))
      if (name.startsWith(basename(file))) rmSync(join(dir, name))
  },
  'note of its position is empty': (file) => writeFileSync(`${file}-info`, ''),
  'pointer is garbage': (_, dir) => writeFileSync(join(dir, 'current.json'), '\0\0x'),
  'pointer is empty': (_, dir) => writeFileSync(join(dir, 'current.json'), ''),
}

test('a hub whose replica is damaged or gone starts, says so, and gets a sound copy by itself', async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 500)
  const source = await sourceOf(cloud)
  let hub: HubSide = startHubSide(source, { childEntry })
  const { dir } = hub
  try {
    await expectDigestOfFeed(hub)
    for (const [what, damage] of Object.entries(damages)) {
      const before = hub.file()
      await hub.sync.stop()
      hub.replica[Symbol.dispose]()
      damage(before, dir)
      hub = startHubSide(undefined, { childEntry, dir })
      // Before the cloud is there: what cannot be opened is absent, and is told.
      const isReadable = what.startsWith('note')
      expect([what, hub.replica.present]).toEqual([what, isReadable])
      expect([what, await troublesOf(hub)]).toEqual([what, isReadable ? [] : ['replica-damaged']])
      hub.source = source
      hub.sync.syncNow('urgent')
      await expectDigestOfFeed(hub)
      expect(hub.replica.product(500)?.id).toBe(500)
      expect([what, await troublesOf(hub)]).toEqual([what, []])
      expect([what, hub.file() === before]).toEqual([what, what.startsWith('pointer')])
    }
  } finally {
    await hub[Symbol.asyncDispose]()
    rmSync(dir, { recursive: true })
  }
})

test('a copy whose note is lost serves until the new one has caught up, also a hub that starts meanwhile [A3 rule 12]', async () => {
  let isHeld = false
  let held = 0
  await using cloud = await startFeedCloud({
    before: async (c, next) => {
      if (isHeld && c.req.path.includes('/sync/')) held += 1
      while (isHeld && c.req.path.includes('/sync/')) await sleep(50)
      await next()
    },
  })
  await cloud.addProducts(1, 500)
  const source = await sourceOf(cloud)
  let hub: HubSide = startHubSide(source, { childEntry })
  const { dir } = hub
  try {
    await expectDigestOfFeed(hub)
    await cloud.setPrice(1, 77)
    await cloud.projected()
    await expectDigestOfFeed(hub)
    const before = hub.file()
    await hub.sync.stop()
    rmSync(`${before}-info`)
    // What the generation began with comes at once, the price only with its frames.
    isHeld = true
    hub.replica[Symbol.dispose]()
    hub = startHubSide(source, { childEntry, dir })
    await until(() => held > 0)
    expect(readdirSync(dir).some((name) => name.endsWith('-2.db-info'))).toBe(true)
    hub.replica[Symbol.dispose]()
    await hub.sync.stop()
    hub = startHubSide(source, { childEntry, dir })
    expect(hub.file()).toBe(before)
    expect(hub.replica.product(1)?.listPrice).toBe(77)
    isHeld = false
    await expectDigestOfFeed(hub)
    expect(hub.file()).not.toBe(before)
    expect(hub.replica.product(1)?.listPrice).toBe(77)
  } finally {
    isHeld = false
    await hub[Symbol.asyncDispose]()
    rmSync(dir, { recursive: true, force: true })
  }
})

test('a page that goes bad under a running hub costs a new copy at once, not at night', async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 3000)
  const source = await sourceOf(cloud)
  await using hub = startHubSide(source, { childEntry })
  await until(() => hub.sync.status().differs !== null)
  const wrong = hub.file()
  for (let page = 1; page < 40; page += 1) zero(wrong, page * 4096)
  await until(() => {
    try {
      hub.replica.productsByText('ном', { limit: 20 })
      hub.replica.product(1)
    } catch {
      // As the till is answered: this look-up failed.
    }
    return hub.replica.damage() !== null
  })
  expect(await troublesOf(hub)).toEqual(['replica-damaged'])
  hub.sync.syncNow('urgent')
  await until(() => hub.replica.damage() === null)
  expect(hub.file()).not.toBe(wrong)
  expect(hub.replica.product(1)?.id).toBe(1)
  await expectDigestOfFeed(hub)
})

test('what a hub that died left of the copy before is gone with the next start, without a build', async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 5)
  const source = await sourceOf(cloud)
  const dir = mkdtempSync(join(tmpdir(), 'kassa-strays-'))
  {
    await using hub = startHubSide(source, { childEntry, dir })
    await expectDigestOfFeed(hub)
  }
  const strays = [
    'older-1.db',
    'older-1.db-wal',
    'older-1.db-info',
    `${source.feedId}-0.db`,
    'older-2.db.part',
  ]
  for (const name of strays) writeFileSync(join(dir, name), 'x')
  // A build that was cut goes on.
  const cut = `${source.feedId}-2.db.part`
  writeFileSync(join(dir, cut), 'x')
  await using hub = startHubSide(source, { childEntry, dir })
  await until(() => strays.every((name) => !existsSync(join(dir, name))))
  await expectDigestOfFeed(hub)
  expect(existsSync(join(dir, cut))).toBe(true)
  expect(hub.sync.status().rebuilt).toBe(0)
  rmSync(dir, { recursive: true })
})

test('a note beside the replica that is empty, half or garbage is as good as none', () => {
  using feed = openTestFeed({ stores: [storeProfile()] })
  const part = { generation: 1, etag: '"x"', gzipSha256: 'a', bytes: 1 }
  const at = 1_800_000_000_000
  for (const text of ['', '{"at":18000', '\0\0\0', 'null', '[]']) {
    const write = (name: string) => writeFileSync(join(feed.dir, name), text)
    write('complete.json')
    using replica = openReplica({ dir: feed.dir, lookupKey: () => '' })
    expect([text, replica.present, replica.asOf()]).toEqual([text, true, null])
    replica.markComplete(at)
    using again = openReplica({ dir: feed.dir, lookupKey: () => '' })
    expect(again.asOf()).toBe(at)

    write('checked.json')
    const plan = openCheckPlan(feed.dir, () => 'UTC')
    expect([text, plan.isDue(at), plan.uncheckedSince()]).toEqual([text, true, null])
    plan.checked(at)
    expect(openCheckPlan(feed.dir, () => 'UTC').isDue(at + 1)).toBe(false)

    writePart(join(feed.dir, 'a-1.db'), part)
    expect(readPart(join(feed.dir, 'a-1.db'))).toEqual(part)
    write('a-1.db.part.json')
    expect([text, readPart(join(feed.dir, 'a-1.db'))]).toEqual([text, undefined])

    writeInfo(join(feed.dir, 'a-1.db'), { generation: 1, frame: 2 })
    expect(readInfo(join(feed.dir, 'a-1.db'))).toEqual({ generation: 1, frame: 2 })
    write('a-1.db-info')
    expect([text, readInfo(join(feed.dir, 'a-1.db'))]).toEqual([text, undefined])
  }
  // One digit may have changed too: the note has a sum of its own.
  writeInfo(join(feed.dir, 'a-1.db'), { generation: 1, frame: 2 })
  const info = join(feed.dir, 'a-1.db-info')
  writeFileSync(
    info,
    readFileSync(info, 'utf8').replace('"durable_frame_num":2', '"durable_frame_num":3'),
  )
  expect(readInfo(join(feed.dir, 'a-1.db'))).toBeUndefined()
})
