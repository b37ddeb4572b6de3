import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import { expect, test } from 'vitest'
import type { HotDatabase } from '#cloud/db/hot.ts'
import { phoneText } from '#shared/feed/lookup.ts'
import { dump } from './dump.ts'
import { type FeedCloud, startFeedCloud } from './feed-cloud.ts'

/** Changes rows at HQ and announces them, as master data does. */
async function change(
  cloud: FeedCloud,
  sql: readonly string[],
  entities: readonly (readonly [entity: string, id: number, company?: number | null])[],
  kind = 'urgent',
): Promise<void> {
  await cloud.group.writeHot((hot: HotDatabase) => {
    for (const statement of sql) hot.exec(statement)
    for (const [entity, id, company = 1] of entities) {
      hot
        .prepare('INSERT INTO outbox (company_id, entity, entity_id, class) VALUES (?, ?, ?, ?)')
        .run(company, entity, id, kind)
    }
  })
}
const feedFile = (cloud: FeedCloud, company = 1) => join(cloud.folder, `feed-nom-${company}.db`)
const rows = (cloud: FeedCloud, table: string) => dump(feedFile(cloud))[table] ?? []
const search = (cloud: FeedCloud, text: string): number[] => {
  const db = new Database(`file:${feedFile(cloud)}?mode=ro`)
  try {
    const find = db.prepare('SELECT rowid FROM product_text WHERE product_text MATCH ?').raw(true)
    return (find.all([text]) as [number][]).map(([id]) => id)
  } finally {
    db.close()
  }
}
const version = (cloud: FeedCloud) =>
  new Map(rows(cloud, 'setting') as [string, string][]).get('catalogue')

test('products, barcodes and search words follow HQ, also when they go', async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 3)
  await cloud.feeds.of(cloud.group, 1)
  expect(rows(cloud, 'barcode')).toEqual([
    ['460001', 1],
    ['460002', 2],
    ['460003', 3],
  ])
  await change(
    cloud,
    [
      "UPDATE product SET name = 'Шинэ нэр' WHERE id = 1",
      'UPDATE product SET active = 0 WHERE id = 2',
      "UPDATE barcode SET active = 0 WHERE barcode = '460001'",
      "UPDATE barcode SET product_id = 3 WHERE barcode = '460002'",
    ],
    [
      ['product', 1],
      ['product', 2],
      ['product', 3],
    ],
  )
  await cloud.projected()
  expect(rows(cloud, 'barcode')).toEqual([
    ['460002', 3],
    ['460003', 3],
  ])
  expect((rows(cloud, 'product') as unknown[][]).map((row) => [row[0], row[3], row[12]])).toEqual([
    [1, 'Шинэ нэр', 1],
    [2, 'Ном 2', 0],
    [3, 'Ном 3', 1],
  ])
  expect(search(cloud, 'ном')).toEqual([3])
  expect(search(cloud, 'шинэ')).toEqual([1])
})

test('prices, customers, employees, VAT and store settings follow HQ', async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 1)
  await cloud.feeds.of(cloud.group, 1)
  await change(
    cloud,
    [
      'INSERT INTO price (id, company_id, product_id, store_id, min_quantity, price) VALUES (1, 1, 1, 1, 5000, 90000), (2, 1, 1, 1, 9000, 80000)',
      "INSERT INTO partner (id, code, name, is_customer, tax_number, search) VALUES (1, 'A', 'Говь', 1, '2076675', ''), (2, 'B', 'Хүн', 1, '', '')",
      "INSERT INTO employee (id, company_id, store_id, code, name, pin, rights) VALUES (1, 1, 1, 'E', 'Болд', 'p', '[]')",
    ],
    [
      ['price', 1],
      ['price', 2],
      ['customer', 1, null],
      ['customer', 2, null],
      ['employee', 1],
    ],
  )
  await cloud.projected()
  expect(rows(cloud, 'price')).toHaveLength(2)
  expect(rows(cloud, 'customer')).toEqual([[1, 'Говь', '2076675', '']])
  expect(rows(cloud, 'employee')).toEqual([[1, 1, 'Болд', 'p', '[]', 1]])
  await change(
    cloud,
    [
      'DELETE FROM price WHERE id = 1',
      'UPDATE partner SET active = 0 WHERE id = 1',
      'UPDATE vat_group SET vat_rate = 1200 WHERE id = 1',
      'UPDATE company SET surcharge_allowed = 0 WHERE id = 1',
    ],
    [
      ['price', 1],
      ['customer', 1, null],
      ['vat_group', 1],
      ['company', 1],
    ],
  )
  await cloud.projected()
  expect(rows(cloud, 'price')).toHaveLength(1)
  expect(rows(cloud, 'customer')).toEqual([])
  expect(rows(cloud, 'customer_text')).toEqual([])
  const settings = new Map(rows(cloud, 'setting') as [string, string][])
  const profile = JSON.parse(settings.get('store:1') ?? '')
  expect(profile.vatGroups[0].vatRate).toBe(1200)
  expect(profile.company.surchargeAllowed).toBe(false)
  expect(settings.has('store:2')).toBe(false)
})

test('members of the group reach all its companies; a key that moves finds its new owner', async () => {
  await using cloud = await startFeedCloud()
  await cloud.feeds.of(cloud.group, 1)
  await cloud.feeds.of(cloud.group, 2)
  expect(phoneText('9911 2233', '976')).toBe('phone:+97699112233')
  await change(
    cloud,
    [
      "INSERT INTO member (id, code, name, phone, search, affiliate_code, affiliate_company_id, affiliate_active) VALUES (1, 'M1', 'Бат', '+97699112233', '', 'BAT', 2, 1), (2, 'M2', 'Сүхээ', '', '', 'SUH', NULL, 0), (3, 'M3', 'Ану', '', '', '', NULL, 1)",
      "INSERT INTO member_key (member_id, kind, value, key) VALUES (1, 'phone', '+97699112233', 'K1'), (1, 'card', '7001', 'K2')",
    ],
    [
      ['member', 1, null],
      ['member', 2, null],
      ['member', 3, null],
    ],
  )
  await cloud.projected()
  await change(
    cloud,
    [
      "UPDATE member_key SET member_id = 2 WHERE key = 'K1'",
      "UPDATE member_key SET active = 0 WHERE key = 'K2'",
      'UPDATE member SET blocked = 1 WHERE id = 1',
    ],
    [
      ['member', 1, null],
      ['member', 2, null],
    ],
  )
  await cloud.projected()
  await cloud.feeds.roll()
  for (const company of [1, 2]) {
    const tables = dump(feedFile(cloud, company))
    expect(tables['member']).toEqual([
      // An affiliate partner of company 2, one that is off, and none.
      [1, 'Бат', '2233', 1, null, '[]', null, null, company === 2 ? 'active' : 'elsewhere'],
      [2, 'Сүхээ', '', 0, null, '[]', null, null, 'inactive'],
      [3, 'Ану', '', 0, null, '[]', null, null, null],
    ])
    expect(tables['member_key']).toEqual([['K1', 2]])
  }
})

test('the catalogue gets a version with products and prices, not with members', async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 2)
  await cloud.feeds.of(cloud.group, 1)
  const first = version(cloud)
  await change(
    cloud,
    ["INSERT INTO member (id, code, name, search) VALUES (1, 'M1', 'Бат', '')"],
    [['member', 1, null]],
  )
  await cloud.projected()
  expect(version(cloud)).toBe(first)
  await cloud.setPrice(1, 5)
  await cloud.projected()
  expect(Number(version(cloud))).toBeGreaterThan(Number(first))
})

test('what did not change costs no frame, and ten changes of a thing are written once', async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 500)
  const feed = await cloud.feeds.of(cloud.group, 1)
  await change(
    cloud,
    [],
    Array.from({ length: 400 }, (_, index) => ['employee', index] as const),
  )
  await cloud.projected()
  expect(feed.position().frame).toBe(0)
  const prices = Array.from(
    { length: 10 },
    (_, n) => `UPDATE product SET list_price = ${n} WHERE id = 1`,
  )
  await change(
    cloud,
    prices,
    prices.map(() => ['product', 1] as const),
  )
  await cloud.projected()
  // One page of products and the page of the catalogue's version.
  expect(feed.position().frame).toBe(2)
  expect(cloud.pokes).toMatchObject([{ class: 'urgent', generation: 1, frame: 2 }])
})

test('an older cursor after a crash projects again and changes nothing', async () => {
  await using outer = await startFeedCloud()
  await outer.addProducts(1, 5)
  const { folder } = outer
  {
    await using cloud = await startFeedCloud({ folder })
    await cloud.feeds.of(cloud.group, 1)
    await cloud.setPrice(1, 5)
    await cloud.projected()
  }
  const before = dump(join(folder, 'feed-nom-1.db'))
  writeFileSync(join(folder, 'feed-nom-1.cursor.json'), '{"urgent":0,"balances":0}')
  await using cloud = await startFeedCloud({ folder })
  const feed = await cloud.feeds.of(cloud.group, 1)
  await cloud.projected()
  expect(feed.position().frame).toBe(0)
  expect(dump(join(folder, 'feed-nom-1.db'))).toEqual(before)
})

test('a group database older than its feed gets a new feed under a new id', async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 5)
  const { feedId } = await cloud.feeds.of(cloud.group, 1)
  await cloud.feeds.close()
  writeFileSync(join(cloud.folder, 'feed-nom-1.cursor.json'), '{"urgent":999,"balances":0}')
  const feed = await cloud.feeds.of(cloud.group, 1)
  expect(feed.feedId).not.toBe(feedId)
  expect(rows(cloud, 'product')).toHaveLength(5)
  await cloud.feeds.close()
  rmSync(join(cloud.folder, 'feed-nom-1.note.json'))
  expect(await cloud.feeds.feedIdOf(cloud.group, 1)).not.toBe(feed.feedId)
})

test("a hub's mark carries the hash of its event, and none before the first [B3]", async () => {
  await using cloud = await startFeedCloud()
  await cloud.feeds.of(cloud.group, 1)
  expect(rows(cloud, 'hub_mark')).toEqual([[1, 1, 0, '', '[]']])
  const hash = 'c0ffee'.padEnd(64, '0')
  await change(
    cloud,
    [`INSERT INTO hub_head (hub_id, epoch, seq, hash) VALUES (1, 1, 3, x'${hash}')`],
    [['hub_mark', 1]],
    'balances',
  )
  while (cloud.pokes.length === 0) await new Promise((resolve) => setTimeout(resolve, 20))
  expect(rows(cloud, 'hub_mark')).toEqual([[1, 1, 3, hash, '[]']])
})

test('balances wait for their window while prices go at once', async () => {
  await using cloud = await startFeedCloud({
    balances: { windowMinMs: 1200, bytesPerHubAndDay: 100_000_000 },
  })
  await cloud.addProducts(1, 5)
  await cloud.feeds.of(cloud.group, 1)
  const mark = (seq: number, andAlso: readonly string[] = []) =>
    change(
      cloud,
      [
        `INSERT INTO hub_head (hub_id, epoch, seq, hash) VALUES (1, 1, ${seq}, x'0${seq}AB') ON CONFLICT DO UPDATE SET seq = ${seq}, hash = x'0${seq}AB'`,
        ...andAlso,
      ],
      [['hub_mark', 1]],
      'balances',
    )
  /** When it was not so yet. */
  const until = async (isTrue: () => boolean): Promise<number> => {
    let before = performance.now()
    for (; !isTrue(); await new Promise((resolve) => setTimeout(resolve, 20))) {
      before = performance.now()
    }
    return before
  }
  await mark(7)
  const beforeFirst = await until(() => cloud.pokes.length === 1)
  expect(rows(cloud, 'hub_mark')).toEqual([[1, 1, 7, '07ab', '[]']])
  // Together, or the window might be over before the price is set.
  await mark(8, [
    'UPDATE product SET list_price = 5 WHERE id = 1',
    "INSERT INTO outbox (company_id, entity, entity_id, class) VALUES (1, 'product', 1, 'urgent')",
  ])
  await until(() => cloud.pokes.length === 3)
  expect(performance.now() - beforeFirst).toBeGreaterThan(900)
  expect(cloud.pokes.map((poke) => poke.class)).toEqual(['balances', 'urgent', 'balances'])
  expect(rows(cloud, 'hub_mark')).toEqual([[1, 1, 8, '08ab', '[]']])
})

test('a commit of balances is paid by the pause after it, so that a day stays in its budget [A3.8]', async () => {
  const windowMs = (frames: number) => (frames * 4120 * 86_400_000) / bytesPerHubAndDay
  const bytesPerHubAndDay = 250_000_000
  await using cloud = await startFeedCloud({ balances: { windowMinMs: 50, bytesPerHubAndDay } })
  await cloud.group.writeHot((hot) => {
    hot.exec(`WITH RECURSIVE n(id) AS (SELECT 10 UNION ALL SELECT id + 1 FROM n WHERE id < 300)
      INSERT INTO hub (id, company_id, store_id, name, epoch, state, state_reason, claimed_at)
      SELECT id, 1, 1, 'h', 1, 'active', '', 0 FROM n`)
  })
  const feed = await cloud.feeds.of(cloud.group, 1)
  const balances = () => cloud.pokes.filter((poke) => poke.class === 'balances').length
  const move = (seq: number) =>
    change(
      cloud,
      [
        `INSERT INTO hub_head (hub_id, epoch, seq, hash) SELECT id, 1, ${seq}, x'0${seq}' FROM hub WHERE true
          ON CONFLICT DO UPDATE SET seq = ${seq}`,
        `INSERT INTO outbox (company_id, entity, entity_id, class) SELECT 1, 'hub_mark', id, 'balances' FROM hub`,
      ],
      [],
    )
  await move(1)
  let beforeCommit = performance.now()
  for (; balances() === 0; await new Promise((resolve) => setTimeout(resolve, 5))) {
    beforeCommit = performance.now()
  }
  const { frame } = feed.position()
  const inForce = cloud.feeds.stateOf({ group: 'nom', companyId: 1 })?.balancesWindowMs
  expect(inForce).toBeCloseTo(windowMs(frame))
  expect(inForce).toBeGreaterThan(1000)
  await move(2)
  while (balances() === 1) await new Promise((resolve) => setTimeout(resolve, 5))
  expect(performance.now() - beforeCommit).toBeGreaterThan(windowMs(frame) - 100)
})
