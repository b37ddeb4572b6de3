import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { JournalHead, PushAnswer, PushConflict } from '#shared/contracts/sync.ts'
import type { TestCloud } from '../test-cloud.ts'
import { openTestCloud } from '../test-cloud.ts'

const Problem = z.looseObject({ status: z.int(), detail: z.string() })

test('a batch comes into the books once, however often it is sent', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })
  hub.sell({ lines: [{ productId: 2, quantity: 3000 }], cardShare: 1 })

  const first = PushAnswer.parse(await (await hub.push()).json())
  expect(first).toEqual({ cloudSeq: 2, hash: hub.events[1]?.hash, quarantined: 0 })
  const before = everything(cloud)
  const again = PushAnswer.parse(await (await hub.push()).json())
  expect(again).toEqual(first)
  expect(everything(cloud)).toEqual(before)
})

test('a push that comes again while the first is in work waits for that, without a word of another session', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  for (let i = 0; i < 50; i += 1) hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })
  await hub.meet({ head: { epoch: 1, seq: 0, hash: '' } })
  const answers = await Promise.all([hub.push(), hub.push()])
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 503])
  expect((await hub.push()).status).toBe(200)
  expect(count(cloud, 'event')).toBe(50)
})

test('of many hubs that push at once eight are heard, and the others are told to come again', async () => {
  await using cloud = await openTestCloud()
  const hubs = await Promise.all(Array.from({ length: 10 }, () => cloud.claimHub(1)))
  for (const hub of hubs) {
    hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })
    await hub.meet({ head: { epoch: 1, seq: 0, hash: '' } })
  }
  const answers = await Promise.all(hubs.map((hub) => hub.push()))
  const refused = answers.filter(({ status }) => status === 503)
  expect(refused).toHaveLength(2)
  expect(Problem.parse(await refused[0]?.json()).detail).toContain('many pushes are in work')
  expect(count(cloud, 'event')).toBe(8)
})

test('a batch that repeats known events is applied from the first new one on', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  const sell = () => hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })
  sell()
  await hub.push()
  sell()
  sell()
  const answer = PushAnswer.parse(await (await hub.push({ from: 1 })).json())
  expect(answer.cloudSeq).toBe(3)
  expect(count(cloud, 'event')).toBe(3)
  expect(count(cloud, 'receipt')).toBe(3)
})

test('a gap is refused with the place to go on from, and nothing is stored', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  for (let i = 0; i < 4; i++) hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })
  await hub.push({ to: 1 })
  const refused = await hub.push({ from: 3 })
  expect(refused.status).toBe(409)
  expect(refused.headers.get('content-type')).toBe('application/problem+json')
  const conflict = PushConflict.parse(await refused.json())
  expect(conflict).toEqual({ reason: 'gap', expectedSeq: 2, hash: hub.events[0]?.hash })
  expect(count(cloud, 'event')).toBe(1)
  expect((await hub.push({ from: conflict.expectedSeq })).status).toBe(200)
})

test('another history of the same hub is a fork, whether it overlaps the known one or not', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  for (let i = 0; i < 3; i++) hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })
  await hub.push()
  hub.forkAfter(2)
  hub.sell({ lines: [{ productId: 2, quantity: 1000 }] })
  hub.sell({ lines: [{ productId: 2, quantity: 1000 }] })
  for (const from of [3, 4]) {
    const refused = await hub.push({ from })
    expect(refused.status).toBe(409)
    expect(PushConflict.parse(await refused.json())).toMatchObject({ reason: 'fork' })
  }
  expect(count(cloud, 'event')).toBe(3)
})

test('an epoch that the cloud did not allot is refused', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })
  const refused = await hub.push({ epoch: 2 })
  expect(PushConflict.parse(await refused.json())).toMatchObject({ reason: 'epoch' })
})

test('the head tells a hub how far the books are', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  const head = () => cloud.get('/v1/journal/head', JournalHead, hub.profile.token)
  expect(await head()).toEqual({ epoch: 1, seq: 0, hash: '' })
  const { seq, hash } = hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })
  await hub.push()
  expect(await head()).toEqual({ epoch: 1, seq, hash })
})

test('an invalid envelope stops the hub loudly until HQ resumes it', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  hub.append('cash.moved', { payload: { v: 1, amount: 5, reason: 'x' }, envelope: { at: -1 } })
  const refused = await hub.push()
  expect(refused.status).toBe(422)
  expect(Problem.parse(await refused.json()).detail).toMatch(/Hub 1 is stopped: event 1: at/)
  expect(await hubState(cloud)).toMatchObject({ state: 'stopped', stateReason: /event 1: at/ })

  hub.forkAfter(0)
  hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })
  expect((await hub.push()).status).toBe(422)
  expect((await cloud.request('/v1/hubs/1/resume', { method: 'POST' })).status).toBe(204)
  expect((await hub.push()).status).toBe(200)
})

test("money that is not the company's currency stops the hub", async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  const payload = { v: 1, amount: 5, reason: 'x' }
  hub.append('cash.moved', { payload, envelope: { currency: 'RUB' } })
  expect(Problem.parse(await (await hub.push()).json()).detail).toMatch(/books are in MNT/)
})

test('a payload that fails steps aside; its money, stock and receipt are booked all the same', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  const sale = hub.sell({ lines: [{ productId: 1, quantity: 2000 }] })
  const { envelope, payload } = JSON.parse(sale.body)
  hub.forkAfter(0)
  payload.priced.total += 1
  hub.append('sale.closed', { payload, envelope })
  const good = hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })

  expect(PushAnswer.parse(await (await hub.push()).json())).toMatchObject({
    cloudSeq: 2,
    quarantined: 1,
    hash: good.hash,
  })
  const { items } = await cloud.get('/v1/quarantine', z.object({ items: z.array(z.any()) }))
  expect(items).toMatchObject([{ seq: 1, type: 'sale.closed', receiptId: sale.receiptId }])
  expect(items[0].reason).toMatch(/are not the total/)
  const stock = rows(cloud, 'SELECT product_id, quantity FROM stock_on_hand')
  expect(stock).toEqual([[1, -3000]])
  const unexplained = rows(
    cloud,
    `SELECT sum(p.amount) FROM posting p JOIN ledger_account a ON a.id = p.account_id
     WHERE a.role = 'unexplained-receipts'`,
  )
  expect(unexplained).toEqual([[-sale.settlement.tenders.reduce((n, t) => n + t.amount, 0)]])
  expect(rows(cloud, 'SELECT sum(receipts) FROM sales_by_till')).toEqual([[1]])
})

test('an event of a newer version waits for the upgrade of the cloud and is not stored', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  hub.append('cash.moved', { payload: { v: 2, amount: 5, why: 'x' } })
  const refused = await hub.push()
  expect(refused.status).toBe(503)
  expect(await refused.json()).toMatchObject({ reason: 'cloud-older' })
  expect(count(cloud, 'event')).toBe(0)
  expect(await hubState(cloud)).toMatchObject({ state: 'active' })
})

test('an event sent again under a new position has no second effect', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  const other = await cloud.claimHub(1)
  const sale = hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })
  await hub.push()
  const before = rows(cloud, 'SELECT * FROM account_day')
  const { envelope, payload } = JSON.parse(sale.body)
  other.append('sale.closed', { payload, envelope })
  other.append('sale.closed', { payload, envelope: { ...envelope, till: 'T9' } })
  const answer = PushAnswer.parse(await (await other.push()).json())
  expect(answer).toMatchObject({ cloudSeq: 2, quarantined: 1 })
  expect(rows(cloud, 'SELECT * FROM account_day')).toEqual(before)
  const states = rows(cloud, 'SELECT state, repeats FROM event ORDER BY applied_seq')
  expect(states).toEqual([
    ['applied', null],
    ['repeated', 1],
    ['quarantined', 1],
  ])
})

test('a receipt id that two events claim is booked once as a sale and once as unexplained', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  const sale = hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })
  const { envelope, payload } = JSON.parse(sale.body)
  const { id: _, ...copy } = envelope
  hub.append('sale.closed', { payload, envelope: copy })
  expect(PushAnswer.parse(await (await hub.push()).json())).toMatchObject({ quarantined: 1 })
  expect(count(cloud, 'receipt')).toBe(1)
})

test.for([
  ['what is no gzip', new Uint8Array([1, 2, 3]), 422],
  ['a bomb of more than 64 MiB', new Uint8Array(gzipSync(Buffer.alloc(70 * 1024 * 1024))), 413],
  ['more than 4 MiB', new Uint8Array(4 * 1024 * 1024 + 1), 413],
  ['an empty batch', new Uint8Array(gzipSync('')), 422],
] as const)('%s is refused', async ([, packed, status]) => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  expect((await hub.push({ packed, from: 1 })).status).toBe(status)
})

test('more than 500 events in one batch are refused, 500 are taken', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  const payload = { v: 1, openingCash: 0 }
  for (let i = 0; i < 501; i++) hub.append('shift.opened', { payload })
  expect((await hub.push()).status).toBe(413)
  expect((await hub.push({ to: 500 })).status).toBe(200)
})

test('a batch of 500 sales does not hold the event loop', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  const lines = Array.from({ length: 10 }, (_, i) => ({ productId: 1 + (i % 3), quantity: 1000 }))
  for (let i = 0; i < 500; i++) hub.sell({ lines })
  const range = { packed: new Uint8Array(gzipSync(hub.events.map((e) => e.body).join('\n'))) }
  // In CPU time: on a busy machine the wall clock would measure the others.
  let longestMs = 0
  let last = cpuMs()
  const timer = setInterval(() => {
    longestMs = Math.max(longestMs, cpuMs() - last)
    last = cpuMs()
  }, 1)
  const answer = await hub.push(range)
  clearInterval(timer)
  expect(answer.status).toBe(200)
  expect(longestMs).toBeLessThan(100)
})

test('each batch tells the feed that the balances now include this hub', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })
  await hub.push()
  const marks = rows(
    cloud,
    "SELECT company_id, entity_id, class FROM outbox WHERE entity = 'hub_mark'",
  )
  expect(marks).toEqual([[1, 1, 'balances']])
})

test('the API documents say what a hub sends: lines of JSON, gzipped', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  const Documents = z.object({ paths: z.record(z.string(), z.any()) })
  const { paths } = await cloud.get('/openapi.json', Documents)
  const { requestBody, parameters } = paths['/v1/journal/{epoch}/{firstSeq}'].post
  expect(Object.keys(requestBody.content)).toEqual(['application/x-ndjson'])
  expect(parameters).toContainEqual(
    expect.objectContaining({ in: 'header', name: 'content-encoding' }),
  )
  hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })
  const { packed, headHash } = hub.batch()
  await hub.meet({ head: { epoch: 1, seq: 0, hash: '' } })
  const sent = { 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' }
  const answer = await hub.push({ packed, headers: sent })
  expect([answer.status, hub.events.at(-1)?.hash]).toEqual([200, headHash])
})

function rows(cloud: TestCloud, sql: string) {
  return cloud.group.readHot().prepare(sql).all()
}

function count(cloud: TestCloud, table: string): number {
  return Number(rows(cloud, `SELECT count(*) FROM ${table}`)[0]?.[0])
}

function everything(cloud: TestCloud) {
  const tables = ['event', 'receipt', 'posting', 'account_day', 'sales_by_till', 'stock_on_hand']
  return tables.map((table) => rows(cloud, `SELECT * FROM ${table}`))
}

async function hubState(cloud: TestCloud) {
  const { items } = await cloud.get('/v1/hubs', z.object({ items: z.array(z.any()) }))
  return items[0]
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

test('words of leases and notes of the hub are known events; the receipts’ books stay as they are [B2.1]', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  const types = ['lease.granted', 'lease.refused', 'lease.returned', 'lease.closed'] as const
  for (const type of types) hub.append(type, { payload: { v: 1 } })
  hub.append('refund-right.returned', { payload: { v: 1, n: 1 } })
  hub.append('hub.noted', { payload: { v: 1, note: 'epoch-opened', words: 'epoch 2' } })
  hub.append('lease.closed', { payload: { v: 'none' } })
  const answer = PushAnswer.parse(await (await hub.push()).json())
  expect(answer).toMatchObject({ cloudSeq: 7, quarantined: 1 })
  expect(count(cloud, 'event')).toBe(7)
  expect(count(cloud, 'ledger_transaction')).toBe(0)
  expect(count(cloud, 'receipt')).toBe(0)
})
