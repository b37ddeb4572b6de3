import { expect, test } from 'vitest'
import { z } from 'zod'
import { quarantineBehind } from '#cloud/journal/held.ts'
import { rebuildGroup } from '#cloud/rebuild/rebuild-group.ts'
import type { ScriptedHub } from '../scripted-hub.ts'
import { openTestCloud, type TestCloud } from '../test-cloud.ts'

const oneBook = { lines: [{ productId: 1, quantity: 1000 }] }
const Alarms = z.object({ items: z.array(z.looseObject({ kind: z.string() })) })
const id = (n: number) => `0193aaaa-0000-7000-8000-${String(n).padStart(12, '0')}`

test('HQ is told of what is in quarantine, and that all of it is put right', async () => {
  await using cloud = await openTestCloud()
  const [hub, other] = [await cloud.claimHub(1), await cloud.claimHub(2)]
  const sale = hub.sell(oneBook)
  const right = spoil(hub)
  hub.refund(sale)
  await hub.push()
  other.sell(oneBook)
  spoil(other)
  await other.push()
  const about = { kind: 'quarantined', firstAt: cloud.now, endedAt: null }
  expect(await alarms(cloud)).toMatchObject([
    { ...about, subject: 'hub:2', storeCode: 'UB2', times: 1, open: 1 },
    { ...about, subject: 'hub:1', storeCode: 'UB1', times: 2, open: 2 },
  ])

  cloud.now += 60_000
  await end(cloud, '1/repair', { id: id(1), payload: right })
  await end(cloud, '3/dismiss', { id: id(2), reason: 'a test' })
  const ended = { times: 2, open: 0, endedAt: cloud.now }
  expect((await alarms(cloud))[1]).toMatchObject(ended)
  hub.sell(oneBook)
  spoil(hub)
  await hub.push()
  expect(await alarms(cloud)).toMatchObject([
    { times: 1, open: 0 },
    { times: 3, open: 1, lastAt: cloud.now, endedAt: null },
  ])
  expect(await differences(cloud)).toEqual([])
})

test('HQ hears of a salvaged journal: how much of it was kept and lost', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  const words = 'The journal was damaged: 812 events kept, 3 lost (page 7 is no page).'
  for (const note of ['epoch-opened', 'journal-salvaged'] as const) {
    hub.append('hub.noted', { payload: { v: 1, note, words } })
  }
  await hub.push()
  expect(await alarms(cloud)).toMatchObject([
    { kind: 'journal-salvaged', subject: 'hub:1', words: `Hub 1: ${words}`, times: 1 },
  ])
  expect(await differences(cloud)).toEqual([])
})

test('HQ hears of a sale that only a till has, since the hub does not take it [B2.7]', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  const words = `Till 2 keeps ${id(9)}, which this hub does not take: currency is RUB, not MNT.`
  hub.append('hub.noted', { payload: { v: 1, note: 'kept-sale-refused', words } })
  await hub.push()
  const told = { kind: 'kept-sale-refused', subject: 'hub:1', words: `Hub 1: ${words}`, times: 1 }
  expect(await alarms(cloud)).toMatchObject([told])
  expect(await differences(cloud)).toEqual([])
})

test('HQ hears of a clock that once stood in the future, until it has caught up', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  const [day, right] = [86_400_000, cloud.now]
  await hub.meet()
  expect(await alarms(cloud)).toEqual([])
  cloud.now = right + 3 * day
  await hub.meet()
  cloud.now = right
  await hub.meet()
  await hub.meet()
  const words = expect.stringContaining(new Date(right + 3 * day).toISOString()) as string
  const told = { kind: 'clock-behind', subject: 'cloud', words, times: 1 }
  expect(await alarms(cloud)).toMatchObject([{ ...told, open: 1, endedAt: null }])
  cloud.now = right + 3 * day
  await hub.meet()
  expect(await alarms(cloud)).toMatchObject([{ ...told, open: 0, endedAt: cloud.now }])
  expect(await differences(cloud)).toEqual([])
})

test('a repair looks at what waits for its event, not at all that is held', async (context) => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  const sale = hub.sell(oneBook)
  const right = spoil(hub)
  const { receiptId } = hub.refund(sale)
  hub.append('receipt.reprinted', { payload: { v: 1, receiptId } })
  await hub.push()
  await cloud.group.writeHot((hot) => hot.exec(manyHeld))

  const { held } = quarantineBehind(cloud.group.readHot(), 1)
  expect(held.map(({ event }) => event)).toEqual(['1', '2', '3'])
  const startedAt = performance.now()
  await end(cloud, '1/repair', { id: id(1), payload: right })
  await context.annotate(`beside 10,000 held: ${Math.round(performance.now() - startedAt)} ms`)
  const open = 'SELECT count(*) FROM quarantine WHERE repaired_at IS NULL'
  expect(cloud.group.readHot().prepare(open).get()).toEqual([10_000])
})

/** 10,000 more that are wrong or wait, as the third event. */
const manyHeld = `
  INSERT INTO event (applied_seq, hub_id, epoch, seq, type, at, hash, receipt_id, batch_id, body_start,
    body_length, state)
  WITH RECURSIVE n(i) AS (SELECT 4 UNION ALL SELECT i + 1 FROM n WHERE i < 10003)
  SELECT i, hub_id, epoch, i, type, at, hash, 'r' || (i % 100), batch_id, body_start, body_length, state
    FROM n JOIN event ON applied_seq = 3;
  INSERT INTO quarantine (applied_seq, company_id, parked_behind, reason, first_reason, since)
  SELECT applied_seq, 1, iif(applied_seq % 2, applied_seq - 1, NULL), 'wrong', 'wrong', 0
    FROM event WHERE applied_seq > 3 ORDER BY 1`

/** Makes the hub's last sale one with a wrong total, and answers the right payload. */
function spoil(hub: ScriptedHub): unknown {
  const { envelope, payload } = JSON.parse(hub.events.pop()?.body ?? '')
  const right: unknown = structuredClone(payload)
  payload.priced.total += 1
  hub.append(envelope.type, { envelope, payload })
  return right
}

async function end(cloud: TestCloud, path: string, json: unknown): Promise<void> {
  const answer = await cloud.request(`/v1/quarantine/${path}`, { method: 'POST', json })
  if (!answer.ok) throw new Error(await answer.text())
}

async function alarms(cloud: TestCloud) {
  return (await cloud.get('/v1/alarms', Alarms)).items
}

async function differences(cloud: TestCloud) {
  const { tables } = await rebuildGroup({ file: cloud.group.file ?? '' })
  return tables.flatMap(({ table, difference }) =>
    difference === null ? [] : `${table}: ${difference}`,
  )
}
