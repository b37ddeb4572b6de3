import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { dump } from './dump.ts'
import { startFeedCloud } from './feed-cloud.ts'
import { syncOfficially } from './official-client.ts'

// Real processes on a busy machine: each takes seconds to start.
vi.setConfig({ testTimeout: 120_000 })

test('the official client copies a feed and follows its commits', async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 300)
  const syncUrl = await cloud.feedUrl()
  const file = join(cloud.folder, 'replica.db')
  const feed = join(cloud.folder, 'feed-nom-1.db')
  const sync = () => syncOfficially({ file, syncUrl, token: cloud.token })
  await sync()
  expect(dump(file)).toEqual(dump(feed))
  expect(dump(file)['product']).toHaveLength(300)
  for (let round = 1; round <= 3; round += 1) {
    await cloud.setPrice(round, round)
    await cloud.addProducts(1000 * round, 50)
    await cloud.projected()
    await sync()
    expect(dump(file)).toEqual(dump(feed))
  }
  expect(dump(file)['product']).toHaveLength(450)
  await (await cloud.feeds.of(cloud.group, 1)).roll()
  await cloud.setPrice(7, 7)
  await cloud.projected()
  await sync()
  expect(dump(file)).toEqual(dump(feed))
  expect(existsSync(`${file}-info`)).toBe(true)
})
