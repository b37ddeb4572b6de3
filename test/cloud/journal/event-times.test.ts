import { expect, test } from 'vitest'
import { z } from 'zod'
import { rebuildGroup } from '#cloud/rebuild/rebuild-group.ts'
import type { ScriptedHub } from '../scripted-hub.ts'
import { openTestCloud, type TestCloud } from '../test-cloud.ts'

const Trace = z.looseObject({
  event: z.looseObject({ at: z.int(), correctedAt: z.int().nullable() }),
  receipt: z.looseObject({ businessOn: z.string() }),
})
const minute = 60_000
/** A box without a battery, 12 s after its start. */
const in1970 = 12_000

test('what a box without clock sold is dated by the anchor of its boot, and booked by its own day [B2.9]', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  const sale = sellAt(hub, { bootId: 'b', uptimeMs: 10 * minute, at: in1970 })
  // Half an hour after the sale the line is there; the answer takes 4 s.
  await shake(cloud, hub, { bootId: 'b', uptimeMs: 40 * minute, roundTripMs: 4000 })
  await hub.push()
  const { event, receipt } = await trace(cloud, sale)
  expect(event).toMatchObject({ at: in1970, correctedAt: cloud.now - 30 * minute - 2000 })
  expect(receipt.businessOn).toBe('1970-01-01')
})

test('events that came before the anchor of their boot get their time with it, in bounded steps [B2.9]', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  await shake(cloud, hub, { bootId: 'a', uptimeMs: minute })
  const early = sellAt(hub, { bootId: 'lost', uptimeMs: 50_000, at: in1970 })
  const sales = Array.from({ length: 501 }, (_, i) =>
    sellAt(hub, { bootId: 'b', uptimeMs: i, at: in1970 }),
  )
  for (const range of [{ from: 1, to: 400 }, { from: 401 }]) {
    expect((await hub.push(range)).status).toBe(200)
  }
  const [first, last] = [sales[0], sales.at(-1)]
  for (const sale of [early, first, last]) expect(await correctedAt(cloud, sale)).toBeNull()
  await shake(cloud, hub, { bootId: 'b', uptimeMs: 10 * minute })
  expect(await correctedAt(cloud, first)).toBe(cloud.now - 10 * minute)
  expect(await correctedAt(cloud, last)).toBe(cloud.now - 10 * minute + 500)
  // That boot never met the cloud: nobody knows.
  expect(await correctedAt(cloud, early)).toBeNull()
  const written = rows(cloud, 'SELECT count(*) FROM event_time')
  await shake(cloud, hub, { bootId: 'b', uptimeMs: 11 * minute })
  expect(rows(cloud, 'SELECT count(*) FROM event_time')).toEqual(written)
  // Times stand beside the log: a rebuild neither needs nor changes them.
  const { tables } = await rebuildGroup({ file: cloud.group.file ?? '' })
  expect(tables.filter(({ difference }) => difference !== null)).toEqual([])
})

test('a clock that is right to a minute is believed, and leaves no row [B2.9]', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  await shake(cloud, hub, { bootId: 'b', uptimeMs: 10 * minute })
  const right = sellAt(hub, { bootId: 'b', uptimeMs: 9 * minute, at: cloud.now - 2 * minute })
  const wrong = sellAt(hub, { bootId: 'b', uptimeMs: 9 * minute, at: cloud.now - 2 * minute - 1 })
  await hub.push()
  expect(await correctedAt(cloud, right)).toBe(cloud.now - 2 * minute)
  expect(await correctedAt(cloud, wrong)).toBe(cloud.now - minute)
  expect(rows(cloud, 'SELECT count(*) FROM event_time')).toEqual([[1]])
})

test('of the two anchors around an event the nearer one counts, and only the newest are kept [B2.9]', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  await shake(cloud, hub, { bootId: 'b', uptimeMs: 0 })
  const start = cloud.now
  // Its quartz lost an hour of ten until the next one.
  cloud.now += 600 * minute
  await shake(cloud, hub, { bootId: 'b', uptimeMs: 540 * minute })
  const early = sellAt(hub, { bootId: 'b', uptimeMs: 100 * minute, at: in1970 })
  const late = sellAt(hub, { bootId: 'b', uptimeMs: 500 * minute, at: in1970 })
  await hub.push()
  expect(await correctedAt(cloud, early)).toBe(start + 100 * minute)
  expect(await correctedAt(cloud, late)).toBe(cloud.now - 40 * minute)

  for (let i = 0; i < 20; i += 1)
    await shake(cloud, hub, { bootId: 'b', uptimeMs: 541 * minute + i })
  for (let i = 0; i < 40; i += 1) await shake(cloud, hub, { bootId: `c${i}`, uptimeMs: 1 })
  const [[boots, anchors] = []] = rows(
    cloud,
    'SELECT count(DISTINCT boot_id), count(*) FROM boot_anchor',
  )
  expect([boots, anchors]).toEqual([32, 32])
})

test('events that an older version of the cloud took in are dated where their boot still runs [B2.9]', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  await shake(cloud, hub, { bootId: 'a', uptimeMs: 0 })
  const before = sellAt(hub, { bootId: 'ended', uptimeMs: 1, at: in1970 })
  const now = sellAt(hub, { bootId: 'b', uptimeMs: minute, at: in1970 })
  await hub.push()
  // As the migration leaves them.
  await cloud.group.writeHot((hot) => {
    hot.exec("DELETE FROM boot_without_time; INSERT INTO boot_without_time VALUES (1, '', 1, 1, 2)")
  })
  for (const sale of [before, now]) expect(await correctedAt(cloud, sale)).toBeNull()
  await shake(cloud, hub, { bootId: 'b', uptimeMs: 2 * minute })
  expect(await correctedAt(cloud, now)).toBe(cloud.now - minute)
  expect(await correctedAt(cloud, before)).toBeNull()
  expect(rows(cloud, 'SELECT boot_id, first_seq, last_seq FROM boot_without_time')).toEqual([
    ['ended', 1, 1],
  ])
})

/** A handshake as a hub makes it: hello, then the word that the session is on its disk. */
async function shake(
  cloud: TestCloud,
  hub: ScriptedHub,
  asked: { readonly bootId: string; readonly uptimeMs: number; readonly roundTripMs?: number },
): Promise<void> {
  const { roundTripMs, ...clocks } = asked
  const met = await hub.meet({ asked: clocks })
  if (met.outcome !== 'go') throw new Error(met.outcome)
  const json = { epoch: 1, session: met.session, roundTripMs }
  const { token } = hub.profile
  const heard = await cloud.request('/v1/journal/session', { method: 'PUT', key: token, json })
  if (!heard.ok) throw new Error(await heard.text())
}

interface HubTime {
  readonly bootId: string
  readonly uptimeMs: number
  readonly at: number
}

function sellAt(hub: ScriptedHub, time: HubTime): { readonly receiptId: string | null } {
  hub.sell({ lines: [{ productId: 1, quantity: 1000 }], businessOn: '1970-01-01' })
  const { envelope, payload } = JSON.parse(hub.events.pop()?.body ?? '')
  return hub.append('sale.closed', { envelope: { ...envelope, ...time }, payload })
}

async function trace(cloud: TestCloud, sale: { readonly receiptId: string | null } | undefined) {
  return await cloud.get(`/v1/receipts/${sale?.receiptId}`, Trace)
}

async function correctedAt(...of: Parameters<typeof trace>): Promise<number | null> {
  return (await trace(...of)).event.correctedAt
}

function rows(cloud: TestCloud, sql: string) {
  return cloud.group.readHot().prepare(sql).all()
}
