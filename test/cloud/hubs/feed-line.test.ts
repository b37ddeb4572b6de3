import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { enqueue } from '#cloud/db/outbox.ts'
import { openFeedFigures } from '#cloud/feed/figures.ts'
import { HubSummary } from '#cloud/hubs/routes.ts'
import { product } from '#cloud/masterdata/schema.ts'
import { CloudToHub, type FeedPosition } from '#shared/contracts/sync.ts'
import { openTestCloud, type TestCloud } from '../test-cloud.ts'

const FRAME = 4120
const hubOf = async (cloud: TestCloud) => await cloud.get('/v1/hubs/1', HubSummary)

/** A hub by hand: its WebSocket, and its questions for the feed. */
async function openHub(cloud: TestCloud) {
  const { url } = await cloud.serve()
  const { token, feedId } = (await cloud.claimHub(1)).profile
  const headers = { authorization: `Bearer ${token}` }
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/hub-stream`, { headers })
  const said: z.infer<typeof CloudToHub>[] = []
  socket.on('message', (data: Buffer) => said.push(CloudToHub.parse(JSON.parse(String(data)))))
  await once(socket, 'open')
  return {
    said,
    pokes: () => said.flatMap((message) => (message.kind === 'poke' ? [message] : [])),
    ask: (path: string, init: RequestInit = {}) =>
      fetch(`${url}/v1/feeds/${feedId}${path}`, { ...init, headers }),
    tell({ generation, frame }: FeedPosition, more: object = {}) {
      socket.send(
        JSON.stringify({
          kind: 'status',
          version: '1',
          headSeq: 0,
          unsent: 0,
          oldestUnsentAt: null,
          replica: { generation, frame },
          replicaAt: cloud.now,
          tills: 0,
          devices: [],
          ...more,
        }),
      )
    },
    [Symbol.asyncDispose]: async () => {
      const closed = once(socket, 'close')
      socket.terminate()
      await closed
    },
  }
}

let price = 5

async function change(cloud: TestCloud, entity: 'product' | 'hub_mark'): Promise<void> {
  await cloud.group.write(async (tx) => {
    if (entity === 'product')
      await tx
        .update(product)
        .set({ listPrice: (price += 1) })
        .where(eq(product.id, 1))
    else await tx.run('UPDATE hub_head SET seq = seq + 1')
    const kind = entity === 'product' ? 'urgent' : 'balances'
    await enqueue(tx, { companyId: 1, entity, entityId: 1, class: kind })
  })
}

test('HQ sees what a hub loads by class, how far behind it is and how long a price took', async () => {
  await using cloud = await openTestCloud()
  await using hub = await openHub(cloud)
  await expect.poll(() => hub.said).toHaveLength(1)
  hub.tell({ generation: 1, frame: 0 })
  const copy = await (await hub.ask('/export/1')).arrayBuffer()
  await change(cloud, 'product')
  await expect.poll(hub.pokes).toHaveLength(1)
  const [urgent] = hub.pokes()
  await expect.poll(async () => (await hubOf(cloud)).feed.lagFrames).toBe(urgent?.frame)
  await (await hub.ask('/sync/1/1/100')).arrayBuffer()
  cloud.now += 700
  hub.tell({ generation: 1, frame: urgent?.frame ?? 0 }, { replicaForMs: 200 })
  await expect.poll(async () => (await hubOf(cloud)).feed.lagFrames).toBe(0)
  await change(cloud, 'hub_mark')
  await expect.poll(hub.pokes).toHaveLength(2)
  const frames = hub.pokes()[1]?.frame ?? 0
  await (await hub.ask(`/sync/1/${(urgent?.frame ?? 0) + 1}/100`)).arrayBuffer()
  expect((await hub.ask(`/sync/1/${frames + 1}/${frames + 2}`)).status).toBe(400)
  expect((await hubOf(cloud)).feed).toEqual({
    urgentBytes: (urgent?.frame ?? 0) * FRAME,
    balancesBytes: (frames - (urgent?.frame ?? 0)) * FRAME,
    copyBytes: copy.byteLength,
    urgentDelay: { changes: 1, p50Ms: 500, maxMs: 500 },
    lagFrames: frames - (urgent?.frame ?? 0),
    syncedAt: cloud.now,
    balancesBudget: 100_000_000,
    balancesWindowMs: 15_000,
  })
  cloud.now += 25 * 3_600_000
  expect((await hubOf(cloud)).feed).toMatchObject({
    urgentBytes: 0,
    copyBytes: 0,
    urgentDelay: null,
  })
  expect((await cloud.request('/v1/hubs/2')).status).toBe(404)
})

test('a hub far behind gets no pokes, and one as soon as it has moved [A3.14]', async () => {
  await using cloud = await openTestCloud()
  await using hub = await openHub(cloud)
  hub.tell({ generation: 7, frame: 1 })
  await expect.poll(async () => (await hubOf(cloud)).status?.replica?.generation).toBe(7)
  await change(cloud, 'product')
  const company = { group: 'nom', companyId: 1 }
  await expect.poll(() => cloud.feeds.stateOf(company)?.position.frame).toBeGreaterThan(0)
  hub.tell({ generation: 1, frame: 0 })
  await expect.poll(hub.pokes).toHaveLength(1)
  expect(hub.pokes()[0]).toMatchObject({
    class: 'urgent',
    ...cloud.feeds.stateOf(company)?.position,
  })

  // Behind by more than two of the largest transactions, although it could go on.
  const feed = await cloud.feeds.of(cloud.group, 1)
  await feed.alter((db) => {
    const insert = db.prepare('INSERT INTO setting (key, value) VALUES (?, ?)')
    for (let row = 0; row < 700; row += 1) insert.run([`k${row}`, 'x'.repeat(24_000)])
  })
  const { frame } = feed.position()
  expect(feed.lag({ generation: 1, frame: 0 })).toBeGreaterThan(4000)
  cloud.now += 1000
  await change(cloud, 'product')
  await expect.poll(() => feed.position().frame).toBeGreaterThan(frame)
  hub.tell(feed.position())
  await expect.poll(async () => (await hubOf(cloud)).status?.replica?.frame).toBeGreaterThan(frame)
  expect(hub.pokes()).toHaveLength(1)
})

test('a replica with other rows is an alarm in the console [A3.10]', async () => {
  await using cloud = await openTestCloud()
  await using hub = await openHub(cloud)
  const told = { method: 'POST', body: JSON.stringify({ tables: ['price', 'product'] }) }
  expect((await hub.ask('/digest/1/0', told)).status).toBe(204)
  const Alarms = z.object({
    items: z.array(z.object({ kind: z.string(), words: z.string(), hubId: z.int() })),
  })
  const { items } = await cloud.get('/v1/alarms', Alarms)
  expect(items).toEqual([{ kind: 'replica-differs', words: 'price, product', hubId: 1 }])
})

test('the figures outlive the cloud, to the hour; delays while a hub was away do not count', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kassa-figures-'))
  let now = Date.UTC(2026, 1, 1)
  const clock = () => now
  const hub = { group: 'nom', companyId: 1, hubId: 3 }
  {
    await using figures = openFeedFigures({ folder, clock })
    const commit = (frame: number) =>
      figures.committed(hub, { class: 'urgent', feedId: 'f', generation: 1, frame, changedAt: now })
    figures.reached(hub, { generation: 1, frame: 1 }, now)
    commit(2)
    now += 3_600_000
    figures.connected(hub)
    commit(3)
    figures.reached(hub, { generation: 1, frame: 3 }, now + 400)
    figures.sent(hub, 'balances', 5000)
  }
  now += 20 * 3_600_000
  await using figures = openFeedFigures({ folder, clock })
  figures.sent(hub, 'balances', 300)
  expect(figures.of(hub)).toMatchObject({
    balancesBytes: 5300,
    urgentDelay: { changes: 1, maxMs: 400 },
  })
  now += 4 * 3_600_000
  expect(figures.of(hub)).toMatchObject({ balancesBytes: 300, urgentDelay: null })
  await figures.close()
  rmSync(folder, { recursive: true })
})
