import { closeSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { HotDatabase } from '#cloud/db/hot.ts'
import type { Feed } from '#cloud/feed/feed.ts'
import { FRAME_BYTES, HEADER_BYTES } from '#cloud/feed/wal.ts'
import { dump } from './dump.ts'
import { type FeedCloud, startFeedCloud } from './feed-cloud.ts'

vi.setConfig({ testTimeout: 120_000 })
/** Prices and names that change at once; long: KASSA_TEST_CUT_PRODUCTS=20000. */
const PRODUCTS = Number(process.env['KASSA_TEST_CUT_PRODUCTS'] ?? 5_000)

const logOf = (cloud: FeedCloud, part: string) => join(cloud.folder, `feed-nom-1${part}`)

/** Frames of each transaction in a log. */
function transactions(path: string, frames: number): number[] {
  const sizes: number[] = []
  const file = openSync(path, 'r')
  const header = Buffer.alloc(24)
  let size = 0
  for (let frame = 0; frame < frames; frame += 1) {
    if (readSync(file, header, 0, 24, HEADER_BYTES + frame * FRAME_BYTES) < 24) break
    size += 1
    if (header.readUInt32BE(4) === 0) continue
    sizes.push(size)
    size = 0
  }
  closeSync(file)
  return sizes
}

function allTransactions(cloud: FeedCloud, feed: Feed): number[] {
  const { generation, frame } = feed.position()
  const finished = Array.from({ length: generation - 1 }, (_, index) =>
    transactions(logOf(cloud, `-g${index + 1}.wal`), Number.POSITIVE_INFINITY),
  )
  const current = frame === 0 ? [] : transactions(logOf(cloud, '.db-wal'), frame)
  return [...finished.flat(), ...current]
}

const announceAll = (hot: HotDatabase) =>
  hot.exec(
    "INSERT INTO outbox (company_id, entity, entity_id, class) SELECT 1, 'product', id, 'urgent' FROM product",
  )

test(`${PRODUCTS} changed prices and names arrive in transactions of at most 2,000 frames each [A3.8]`, async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, PRODUCTS)
  const feed = await cloud.feeds.of(cloud.group, 1)
  const announce = (sql: string) =>
    cloud.group.writeHot((hot) => {
      hot.exec(sql)
      announceAll(hot)
    })
  await announce('UPDATE product SET list_price = list_price + id')
  await cloud.projected()
  await announce("UPDATE product SET name = 'Шинэ ' || (id * 7919) || ' нэр'")
  await cloud.projected()
  const sizes = allTransactions(cloud, feed)
  expect(sizes.length).toBeGreaterThan(3)
  expect(Math.max(...sizes)).toBeLessThanOrEqual(2000)
  const products = dump(logOf(cloud, '.db'))['product'] as unknown[][]
  expect(products.every((row) => row[9] === 1000_00 + Number(row[0]))).toBe(true)
  expect(products.every((row) => row[3] === `Шинэ ${Number(row[0]) * 7919} нэр`)).toBe(true)
})

test('a cut that would take more frames comes in several, each with a version of the catalogue [A3.8]', async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 5000)
  const feed = await cloud.feeds.of(cloud.group, 1)
  // Categories of a page each: the projector cannot know it before it has tried.
  await cloud.group.writeHot((hot) => {
    hot.exec(`WITH RECURSIVE n(id) AS (SELECT 100 UNION ALL SELECT id + 1 FROM n WHERE id < 6000)
      INSERT INTO category (id, company_id, kind, code, name)
      SELECT id, 1, 'product', 'C' || id, printf('%.*c', 3500, 'x') FROM n`)
    hot.exec(`INSERT INTO outbox (company_id, entity, entity_id, class)
      SELECT 1, 'product', id, 'urgent' FROM product`)
    hot.exec(`INSERT INTO outbox (company_id, entity, entity_id, class)
      SELECT 1, 'category', id, 'urgent' FROM category`)
  })
  await cloud.projected()
  const sizes = allTransactions(cloud, feed)
  expect(sizes.length).toBeGreaterThan(2)
  expect(Math.max(...sizes)).toBeLessThanOrEqual(2000)
  expect(Math.max(...sizes)).toBeGreaterThan(1000)
  expect(dump(logOf(cloud, '.db'))['category']).toHaveLength(5902)
})
