import { readFileSync, rmSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { until } from '../../support/shop.ts'
import { dump } from './dump.ts'
import { startFeedCloud } from './feed-cloud.ts'

const damages = {
  empty: (path: string) => truncateSync(path, 0),
  half: (path: string) => truncateSync(path, Math.floor(readFileSync(path).length / 2)),
}

test('a file beside a feed that a crash left empty or half stops no feed: what it said is unknown', async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 5)
  const file = join(cloud.folder, 'feed-nom-1')
  let price = 0
  const follows = async (what: string) => {
    price += 1
    await cloud.setPrice(1, price)
    await cloud.projected()
    const [product] = dump(`${file}.db`)['product'] as unknown[][]
    expect(product?.[9], what).toBe(price)
  }
  await cloud.feeds.of(cloud.group, 1)
  for (const part of ['left.json', 'cursor.json', 'note.json']) {
    for (const [name, damage] of Object.entries(damages)) {
      const what = `${name} ${part}`
      const before = await cloud.feeds.of(cloud.group, 1)
      await cloud.feeds.close()
      damage(`${file}.${part}`)
      const feed = await cloud.feeds.of(cloud.group, 1)
      // Without the note nobody knows whose history the frames are of.
      if (part === 'note.json') expect(feed.feedId, what).not.toBe(before.feedId)
      else expect(feed.feedId, what).toBe(before.feedId)
      await follows(what)
    }
  }
})

test('a copy whose sums were cut is made again', async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 5)
  for (const damage of Object.values(damages)) {
    const feed = await cloud.feeds.of(cloud.group, 1)
    const made = await feed.export(1)
    expect(made?.sha256).toBeDefined()
    await cloud.feeds.close()
    damage(join(cloud.folder, 'feed-nom-1-g1.export.json'))
    expect(await (await cloud.feeds.of(cloud.group, 1)).export(1)).toEqual(made)
  }
})

test('a feed whose file is taken away under a running cloud is built anew under a new id', async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 5)
  const { feedId } = await cloud.feeds.of(cloud.group, 1)
  rmSync(join(cloud.folder, 'feed-nom-1.db'))
  await until('the feed is another', async () => {
    return (await cloud.feeds.of(cloud.group, 1)).feedId !== feedId
  })
  const headers = { authorization: `Bearer ${cloud.token}` }
  const answer = await fetch(`${await cloud.feedUrl()}/export/1`, { headers })
  expect(answer.status).toBe(200)
  await cloud.setPrice(1, 77)
  await cloud.projected()
  const [product] = dump(join(cloud.folder, 'feed-nom-1.db'))['product'] as unknown[][]
  expect(product?.[9]).toBe(77)
})
