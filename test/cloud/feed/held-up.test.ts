import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import Database from 'libsql'
import { expect, test } from 'vitest'
import { scanSums } from '#shared/feed/digest.ts'
import { until } from '../../support/shop.ts'
import { startFeedCloud } from './feed-cloud.ts'

/** Longer than a roll waits for a reader; long: KASSA_TEST_HELD_SECONDS=5. */
const HELD_MS = Number(process.env['KASSA_TEST_HELD_SECONDS'] ?? 2.2) * 1000

const openReadOnly = (path: string) => new Database(`${pathToFileURL(path).href}?mode=ro`)

function sumsOf(path: string) {
  const db = openReadOnly(path)
  try {
    const steps = scanSums((sql, ...values) => db.prepare(sql).raw(true).all(values) as unknown[][])
    for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value
  } finally {
    db.close()
  }
}

test("an admin's long read holds up a roll: kept frames are served, nothing is written and no half file is copied [A3 rules 6, 7]", async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 300)
  const feed = await cloud.feeds.of(cloud.group, 1)
  const url = await cloud.feedUrl()
  const headers = { authorization: `Bearer ${cloud.token}` }
  const ask = async (path: string) => (await fetch(`${url}${path}`, { headers })).status
  await cloud.setPrice(1, 5)
  await cloud.projected()
  const admin = openReadOnly(join(cloud.folder, 'feed-nom-1.db'))
  admin.exec('BEGIN')
  admin.prepare('SELECT count(*) FROM product').all()
  // Frames that the admin does not see may not be worked into the file.
  await cloud.addProducts(1000, 300)
  await cloud.projected()
  const { frame } = feed.position()

  const from = performance.now()
  const rolled = feed.roll()
  await until('the roll waits', async () => feed.position().generation === 2)
  await expect(feed.export(2)).rejects.toThrow('before that ends')
  await rolled
  await cloud.setPrice(2, 6)
  const looks = async (feedNow: typeof feed) => {
    expect(feedNow.feedId).toBe(feed.feedId)
    expect(feedNow.position()).toEqual({ generation: 2, frame: 0 })
    expect(await ask('/info')).toBe(200)
    expect(await ask(`/sync/1/1/${frame}`)).toBe(200)
    expect(await ask(`/sync/1/${frame + 1}/${frame + 9}`)).toBe(400)
    expect(await ask('/export/2')).toBe(503)
  }
  while (performance.now() - from < HELD_MS) {
    await looks(await cloud.feeds.of(cloud.group, 1))
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  expect(await cloud.feeds.of(cloud.group, 1), 'still the same, open').toBe(feed)
  // Nor does it keep a cloud from opening its feed.
  await cloud.feeds.close()
  const again = await cloud.feeds.of(cloud.group, 1)
  await looks(again)

  admin.exec('COMMIT')
  await until('the price is in the feed', async () => again.position().frame > 0)
  expect(again.position().generation).toBe(2)
  const copy = await again.export(2)
  expect(sumsOf(copy?.path ?? '')).toEqual(again.digest(2, 0))
  admin.close()
})
