import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { rebuildGroup } from '#cloud/rebuild/rebuild-group.ts'
import { JournalHead, PushConflict, PushStopped } from '#shared/contracts/sync.ts'
import type { ScriptedHub } from '../scripted-hub.ts'
import { openTestCloud, type TestCloud } from '../test-cloud.ts'

const wrong = { payload: { v: 1, amount: 5, reason: 'x' }, envelope: { at: -1 } }

test('what came before a bad envelope in its batch is in the books, and the hub stops after it [B2.1]', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  sellSome(hub, 3)
  hub.append('cash.moved', wrong)
  sellSome(hub, 2)

  const refused = await hub.push()
  expect(refused.status).toBe(422)
  const problem = PushStopped.parse(await refused.json())
  expect(problem).toEqual({ reason: 'stopped', cloudSeq: 3 })
  expect(await head(cloud, hub)).toEqual({ epoch: 1, seq: 3, hash: hub.events[2]?.hash })
  expect(count(cloud, 'receipt')).toBe(3)
  expect(await alarms(cloud)).toMatchObject([
    {
      kind: 'stream-stopped',
      subject: 'hub:1',
      storeCode: 'UB1',
      times: 1,
      open: 1,
      endedAt: null,
    },
  ])

  for (let i = 0; i < 2; i += 1) {
    cloud.now += 60_000
    expect((await cloud.request('/v1/hubs/1/resume', { method: 'POST' })).status).toBe(204)
    expect(await alarms(cloud)).toMatchObject([{ times: 1 + i, open: 0, endedAt: cloud.now }])
    const again = await hub.push()
    expect([again.status, await again.json()]).toMatchObject([422, { detail: /event 4: at/ }])
    expect(count(cloud, 'event')).toBe(3)
    const [told] = await alarms(cloud)
    expect(told).toMatchObject({ times: 2 + i, open: 1, endedAt: null })
    expect(told?.words).toMatch(/^Nothing more of hub 1 is taken: event 4: at: /)
  }
  expect(await differences(cloud)).toEqual([])
})

test('what came before an event of a newer version is in the books; the rest waits for the upgrade [B2.4]', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  sellSome(hub, 2)
  hub.append('cash.moved', { payload: { v: 2, amount: 5, why: 'x' } })
  sellSome(hub, 1)
  for (let i = 0; i < 2; i += 1) {
    const refused = await hub.push()
    expect(refused.status).toBe(503)
    const problem = PushStopped.parse(await refused.json())
    expect(problem).toEqual({ reason: 'cloud-older', cloudSeq: 2 })
  }
  expect(count(cloud, 'receipt')).toBe(2)
  const [told, ...others] = await alarms(cloud)
  // However often the hub tries again.
  expect(told).toMatchObject({ kind: 'stream-stopped', times: 1, open: 1, endedAt: null })
  expect(told?.words).toMatch(/event 3: cash.moved v2 is newer than this cloud \(v1\): upgrade/)
  expect(others).toEqual([])
  // As if the cloud could read it now.
  hub.forkAfter(2)
  cloud.now += 60_000
  sellSome(hub, 1)
  expect((await hub.push()).status).toBe(200)
  expect(await alarms(cloud)).toMatchObject([{ times: 1, open: 0, endedAt: cloud.now }])
  expect(await differences(cloud)).toEqual([])
})

test('the hash at the end of a batch is compared though an event in it stops the hub [B2.6]', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  sellSome(hub, 2)
  hub.append('cash.moved', wrong)
  const { packed } = hub.batch()
  sellSome(hub, 1)
  // As it stands in the header it is that of another event.
  const refused = await hub.push({ packed })
  expect(PushConflict.parse(await refused.json()).reason).toBe('fork')
  expect(count(cloud, 'event')).toBe(0)
})

test('what is no JSON stops the hub too, after what came before it', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  sellSome(hub, 2)
  const good = hub.events.map(({ body }) => body)
  const packed = new Uint8Array(gzipSync([...good, '{"envelope":'].join('\n')))
  const refused = await hub.push({ packed })
  expect(PushStopped.parse(await refused.json())).toEqual({ reason: 'stopped', cloudSeq: 2 })
  expect(await head(cloud, hub)).toMatchObject({ seq: 2 })
  expect(count(cloud, 'receipt')).toBe(2)
})

function sellSome(hub: ScriptedHub, n: number): void {
  for (let i = 0; i < n; i += 1) hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })
}

const Alarms = z.object({
  items: z.array(
    z.looseObject({ kind: z.string(), words: z.string(), open: z.int(), times: z.int() }),
  ),
})

async function alarms(cloud: TestCloud) {
  return (await cloud.get('/v1/alarms', Alarms)).items
}

async function head(cloud: TestCloud, { profile }: ScriptedHub) {
  return await cloud.get('/v1/journal/head', JournalHead, profile.token)
}

function count(cloud: TestCloud, table: string): number {
  const sql = `SELECT count(*) FROM ${table}`
  return Number(cloud.group.readHot().prepare(sql).get()?.[0])
}

/** A rebuild takes of the batch what was taken then. */
async function differences(cloud: TestCloud) {
  const { tables } = await rebuildGroup({ file: cloud.group.file ?? '' })
  return tables.flatMap(({ difference }) => difference ?? [])
}
