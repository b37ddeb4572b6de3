import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { formatKey, newKey } from '#cloud/keys/key-text.ts'
import { insertKey, revokeKeysOfHub } from '#cloud/keys/store.ts'
import { type FeedCloud, startFeedCloud } from '#test/cloud/feed/feed-cloud.ts'
import {
  bundleChild,
  expectDigestOfFeed,
  type HubSide,
  sourceOf,
  startHubSide,
  until,
} from './hub-side.ts'

/** The long version: KASSA_TEST_REPLICAS=20. */
const REPLICAS = Number(process.env['KASSA_TEST_REPLICAS'] ?? 4)
const SILENT_MS = 4000

vi.setConfig({ testTimeout: 120_000 + REPLICAS * 10_000 })
const childEntry = await bundleChild()

async function commit(cloud: FeedCloud, id: number, price: number): Promise<void> {
  await cloud.setPrice(id, price)
  await cloud.projected()
}

test("a proxy's 502 at any question of a sync costs a try, never a replica", async () => {
  let down: RegExp | undefined
  let refused = 0
  await using cloud = await startFeedCloud({
    before: async (c, next) => {
      if (!down?.test(c.req.path)) return await next()
      refused += 1
      return c.html('<html><h1>502 Bad Gateway</h1></html>', 502)
    },
  })
  await cloud.addProducts(1, 100)
  const source = await sourceOf(cloud)
  down = /./
  await using hub = startHubSide(source, { childEntry })
  const isRefused = async () => {
    const before = refused
    await until(() => refused > before + 1 && hub.sync.status().error !== null)
    expect(hub.sync.status().error?.fault).toMatch(/unreachable|broken/)
  }
  await isRefused()
  expect(hub.replica.present).toBe(false)
  for (const first of [/\/export\//, undefined]) {
    down = first
    if (first) await isRefused()
  }
  await expectDigestOfFeed(hub)
  // Of the official client's own questions, and of ours.
  for (const question of [/\/info$/, /\/sync\//, /\/sync\/\d+\/1\/(?!2$)/, /./]) {
    down = question
    await commit(cloud, 1, refused + 1)
    await cloud.feeds.roll()
    hub.sync.syncNow('urgent')
    if (question.source !== '\\/info$') await isRefused()
    expect(hub.replica.product(100)?.id).toBe(100)
    down = undefined
    await expectDigestOfFeed(hub)
  }
  expect(hub.sync.status().rebuilt).toBe(0)
})

test('a cloud that is silent at the first question of the official client blocks no sync process [A3.11]', async () => {
  let isSilent = false
  await using cloud = await startFeedCloud({
    before: async (c, next) => {
      if (isSilent && c.req.path.endsWith('/info')) await new Promise(() => undefined)
      await next()
    },
  })
  await cloud.addProducts(1, 5)
  await using hub = startHubSide(await sourceOf(cloud), { childEntry })
  await until(() => hub.sync.status().at !== null)
  isSilent = true
  await commit(cloud, 1, 77)
  // Another process, whose client is not open yet.
  const again = startHubSide(hub.source, { childEntry, dir: hub.dir })
  await hub.sync.stop()
  try {
    await until(() => again.sync.status().error !== null)
    expect(again.sync.status()).toMatchObject({ error: { fault: 'unreachable' }, killed: 0 })
    expect(again.replica.product(1)?.listPrice).toBe(1000_00)
    isSilent = false
    await until(() => again.replica.product(1)?.listPrice === 77)
    expect(again.sync.status().killed).toBe(0)
  } finally {
    await again[Symbol.asyncDispose]()
  }
})

test('a hub whose token was revoked keeps its prices, and goes on with a new token', async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 100)
  const source = await sourceOf(cloud)
  await using hub = startHubSide(source, { childEntry })
  await expectDigestOfFeed(hub)
  await cloud.group.writeHot((hot) => revokeKeysOfHub(hot, 1, Date.now()))
  await commit(cloud, 1, 1)
  hub.sync.syncNow('urgent')
  await until(() => hub.foreign.includes('unauthorized'))
  expect(hub.sync.status().error?.fault).toBe('unauthorized')
  expect(hub.replica.product(1)?.listPrice).toBe(1000_00)
  const parts = newKey('nom')
  await cloud.group.write((tx) =>
    insertKey(tx, { parts, name: 'new', scopes: ['hub'], hubId: 1, at: 0 }),
  )
  hub.source = { ...source, token: formatKey(parts) }
  await expectDigestOfFeed(hub)
  expect(hub.replica.product(1)?.listPrice).toBe(1)
  expect(hub.sync.status().rebuilt).toBe(0)
})

test('a first copy that takes longer than a silence may last is not killed, nor parted by a roll', async () => {
  const pieces: number[] = []
  await using cloud = await startFeedCloud({
    before: async (c, next) => {
      await next()
      if (c.req.path.includes('/export/')) c.res = slowly(c.res, pieces)
    },
  })
  await cloud.addProducts(1, 1500)
  await using hub = startHubSide(await sourceOf(cloud), {
    childEntry,
    timings: { silentMs: SILENT_MS },
  })
  await until(() => pieces.length > 3)
  const startedAt = performance.now()
  // A process that took long to start may have been taken for silent.
  const { killed } = hub.sync.status()
  for (let price = 1; price <= 2; price += 1) {
    await commit(cloud, 5, price)
    await cloud.feeds.roll()
  }
  await until(() => hub.replica.present)
  expect(performance.now() - startedAt).toBeGreaterThan(SILENT_MS)
  await expectDigestOfFeed(hub)
  expect(hub.sync.status()).toMatchObject({ killed, rebuilt: 0 })
  expect(hub.replica.product(5)?.listPrice).toBe(2)
})

test(`${REPLICAS} replicas at once copy, follow through rolls and end with the digest of their feed`, async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 3000)
  const source = await sourceOf(cloud)
  const hubs: HubSide[] = []
  try {
    for (let number = 1; number <= REPLICAS; number += 1) {
      hubs.push(startHubSide(source, { childEntry }))
    }
    for (let round = 1; round <= 6; round += 1) {
      await commit(cloud, round, round)
      if (round % 3 === 0) await cloud.feeds.roll()
      for (const hub of hubs) hub.sync.syncNow('urgent')
    }
    for (const hub of hubs) await expectDigestOfFeed(hub)
    expect(hubs.map((hub) => hub.replica.product(6)?.listPrice)).toEqual(hubs.map(() => 6))
    expect(hubs.map((hub) => hub.sync.status().rebuilt)).toEqual(hubs.map(() => 0))
  } finally {
    await Promise.all(hubs.map((hub) => hub[Symbol.asyncDispose]()))
  }
})

/** In forty pieces, over more than a silence may last; notes each. */
function slowly(response: Response, pieces: number[]): Response {
  const bytes = Math.ceil(Number(response.headers.get('content-length')) / 40)
  const { body } = response
  async function* piecewise() {
    for await (const chunk of body ?? []) {
      for (let start = 0; start < chunk.length; start += bytes) {
        await sleep(SILENT_MS / 30)
        const piece = chunk.subarray(start, start + bytes)
        pieces.push(piece.length)
        yield piece
      }
    }
  }
  return new Response(ReadableStream.from(piecewise()), {
    status: response.status,
    headers: response.headers,
  })
}
