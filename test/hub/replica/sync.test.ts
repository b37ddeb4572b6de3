import { existsSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { FRAME_BYTES } from '#cloud/feed/wal.ts'
import { dump } from '#test/cloud/feed/dump.ts'
import { type FeedCloud, startFeedCloud } from '#test/cloud/feed/feed-cloud.ts'
import {
  bundleChild,
  expectDigestOfFeed,
  sourceOf,
  startHubSide,
  troublesOf,
  until,
} from './hub-side.ts'

// Real processes on a busy machine: each takes seconds to start.
vi.setConfig({ testTimeout: 120_000 })
const childEntry = await bundleChild()

const feedFile = (cloud: FeedCloud) => `${cloud.folder}/feed-nom-1.db`

test('a hub makes its first copy and then follows prices within a second', async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 200)
  await using hub = startHubSide(await sourceOf(cloud))
  expect(() => hub.replica.product(1)).toThrow('no products and prices yet')
  await until(() => hub.replica.present && hub.sync.status().at !== null)
  expect(hub.replica.product(200)?.barcodes).toEqual(['46000200'])
  expect(hub.replica.productsByText('ном 19', { limit: 20 }).items).toHaveLength(11)
  expect(hub.replica.storeProfile(1).company.name).toBe('Ном ХХК')
  const before = hub.replica.catalogueVersion()

  const settled = hub.sync.status().at
  hub.sync.syncNow('urgent')
  await until(() => hub.sync.status().at !== settled)
  // A busy machine makes some of them late.
  const tookMs: number[] = []
  for (let price = 4240; price < 4260 && !tookMs.some((ms) => ms <= 1000); price += 1) {
    const changedAt = performance.now()
    const poked = cloud.pokes.length
    await cloud.setPrice(3, price)
    await until(() => cloud.pokes.length > poked)
    hub.sync.syncNow('urgent')
    await until(() => hub.replica.product(3)?.listPrice === price)
    tookMs.push(performance.now() - changedAt)
  }
  expect(Math.min(...tookMs)).toBeLessThanOrEqual(1000)
  expect(hub.replica.catalogueVersion()).not.toBe(before)
  expect(dump(hub.file())).toEqual(dump(feedFile(cloud)))
  expect(hub.sync.status().error).toBeNull()
})

test('a hub loads each frame once, and to ask whether there are more costs one [A3.8]', async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 2000)
  await using hub = startHubSide(await sourceOf(cloud), { childEntry })
  await expectDigestOfFeed(hub)
  const feed = await cloud.feeds.of(cloud.group, 1)
  const loaded = () => {
    const { urgentBytes, balancesBytes } = cloud.feedFigures.of({ group: 'nom', hubId: 1 })
    return (urgentBytes + balancesBytes) / FRAME_BYTES
  }
  const before = { loaded: loaded(), frame: feed.position().frame }
  await cloud.addProducts(3000, 6000)
  await cloud.projected()
  await expectDigestOfFeed(hub)
  const frames = feed.position().frame - before.frame
  expect(frames).toBeGreaterThan(200)
  expect(loaded() - before.loaded).toBeGreaterThanOrEqual(frames)
  expect(loaded() - before.loaded).toBeLessThan(frames * 1.5)
})

test('the store keeps its prices when the token is refused, and says so', async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 5)
  await using hub = startHubSide(await sourceOf(cloud), { childEntry })
  await until(() => hub.sync.status().at !== null)
  hub.source = await sourceOf(cloud, 'kassa.nom.abc.0123456789abcdef')
  hub.sync.syncNow('urgent')
  await until(() => hub.sync.status().error !== null)
  expect(hub.sync.status().error?.fault).toBe('unauthorized')
  expect(hub.foreign).toEqual(['unauthorized'])
  expect(await troublesOf(hub)).toEqual([])
  expect(await troublesOf(hub, 5 * 60_000)).toEqual(['replica-refused'])
  expect(hub.replica.product(5)?.id).toBe(5)
})

test('a hub of another company, an admin key and an old feed id get nothing', async () => {
  await using cloud = await startFeedCloud()
  const url = await cloud.feedUrl()
  const status = async (path: string, key: string) => {
    const answer = await fetch(`${path}`, { headers: { authorization: `Bearer ${key}` } })
    expect(await answer.text()).not.toContain('generation"')
    return answer.status
  }
  expect(await status(`${url}/info`, cloud.otherToken)).toBe(404)
  expect(await status(`${url}/sync/1/1/2`, cloud.otherToken)).toBe(404)
  expect(await status(`${url}/export/1`, cloud.otherToken)).toBe(404)
  expect(await status(`${url}x/info`, cloud.token)).toBe(404)
  expect(await status(`${url}/info`, cloud.adminKey)).toBe(403)
  expect(await status(`${url}/info`, 'nonsense')).toBe(401)
})

test('where the feed id has changed the old copy serves until the new one is there', async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 5)
  const source = await sourceOf(cloud)
  await using hub = startHubSide(source, { childEntry })
  await until(() => hub.sync.status().at !== null)
  const old = hub.file()

  hub.source = { ...source, feedId: 'gone' }
  hub.sync.syncNow('urgent')
  await until(() => hub.foreign.includes('foreign'))
  expect(hub.replica.product(5)?.id).toBe(5)
  expect(await troublesOf(hub, 5 * 60_000)).toEqual(['replica-refused'])

  hub.source = { ...source, token: cloud.otherToken }
  hub.source.feedId = await cloud.feeds.feedIdOf(cloud.group, 2)
  hub.sync.syncNow('urgent')
  await until(() => hub.sync.status().error === null)
  expect(hub.replica.product(5)).toBeUndefined()
  expect(hub.replica.storeProfile(2).store.id).toBe(2)
  expect(hub.file()).not.toBe(old)
  expect(existsSync(old)).toBe(false)
  expect(existsSync(`${old}-wal`)).toBe(false)
})
