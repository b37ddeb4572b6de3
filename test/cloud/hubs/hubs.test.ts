import { once } from 'node:events'
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { enqueue } from '#cloud/db/outbox.ts'
import { product } from '#cloud/masterdata/schema.ts'
import { CloudToHub, HubProfile } from '#shared/contracts/sync.ts'
import { openTestCloud, type TestCloud } from '../test-cloud.ts'

const minute = 60_000
const Hubs = z.object({ items: z.array(z.looseObject({ id: z.int(), online: z.boolean() })) })

test('a one-time code makes a box the hub of its store', async () => {
  await using cloud = await openTestCloud()
  const { profile } = await cloud.claimHub(2)
  expect(profile).toMatchObject({ hubId: 1, epoch: 1, cloudTime: cloud.now })
  expect(profile.profile).toMatchObject({ group: 'nom', store: { code: 'UB2' } })
  expect(profile.profile.vatGroups.map((group) => group.id)).toEqual([1, 2, 3])
  const { token: _, ...known } = profile
  expect(await cloud.get('/v1/hub', HubProfile, profile.token)).toEqual(known)
  expect((await hubsOf(cloud))[0]).toMatchObject({ storeCode: 'UB2', state: 'active', cloudSeq: 0 })
})

test('a code works once, for 15 minutes, however it is typed', async () => {
  await using cloud = await openTestCloud()
  const first = await codeOf(cloud)
  expect((await claim(cloud, first.toLowerCase())).status).toBe(201)
  expect((await claim(cloud, first)).status).toBe(403)
  const late = await codeOf(cloud)
  cloud.now += 15 * minute
  expect((await claim(cloud, late)).status).toBe(403)
})

test('two boxes with one code at the same moment: one becomes the hub', async () => {
  await using cloud = await openTestCloud()
  const code = await codeOf(cloud)
  const answers = await Promise.all([claim(cloud, code), claim(cloud, code)])
  expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([201, 403])
  expect(await hubsOf(cloud)).toHaveLength(1)
})

test('guessing codes is stopped after 20 wrong ones a minute', async () => {
  await using cloud = await openTestCloud()
  const code = await codeOf(cloud)
  for (let i = 0; i < 20; i++) expect((await claim(cloud, 'nom-00000000')).status).toBe(403)
  expect((await claim(cloud, code)).status).toBe(503)
  cloud.now += minute
  expect((await claim(cloud, code)).status).toBe(201)
})

test('only the hash of a code is stored', async () => {
  await using cloud = await openTestCloud()
  const code = await codeOf(cloud)
  const stored = JSON.stringify(cloud.group.readHot().prepare('SELECT * FROM hub_code').all())
  expect(stored).not.toContain(code.slice(4))
})

test('a hub on its stream is greeted, poked, and shown with what it says of itself', async () => {
  await using cloud = await openTestCloud()
  const { url } = await cloud.serve()
  const [one, two, other] = [
    await cloud.claimHub(1),
    await cloud.claimHub(2),
    await cloud.claimHub(3),
  ]
  await using stream = await openStream(url, one.profile.token)
  await using _second = await openStream(url, two.profile.token)
  await using _other = await openStream(url, other.profile.token)
  expect(await stream.next()).toEqual({
    kind: 'hello',
    feedId: one.profile.feedId,
    cloudTime: cloud.now,
  })
  const poke = { kind: 'poke', class: 'urgent', generation: 3, frame: 17 } as const
  expect(cloud.hubStream.poke({ group: 'nom', companyId: 1 }, poke)).toBe(2)
  expect(await stream.next()).toEqual(poke)

  stream.socket.send('what?')
  stream.socket.send(JSON.stringify(status))
  await expect
    .poll(async () => (await hubsOf(cloud))[0])
    .toMatchObject({
      online: true,
      seenAt: cloud.now,
      status,
    })
  const stored = () => cloud.group.readHot().prepare('SELECT last_seen_at FROM hub').all()[0]
  await expect.poll(stored).toEqual([cloud.now])

  stream.socket.close()
  await expect.poll(async () => (await hubsOf(cloud))[0]?.online).toBe(false)
})

test('a price change reaches the stream of the hubs as a poke', async () => {
  await using cloud = await openTestCloud()
  const { url } = await cloud.serve()
  const hub = await cloud.claimHub(1)
  await using stream = await openStream(url, hub.profile.token)
  await stream.next()
  await cloud.group.write(async (tx) => {
    await tx.update(product).set({ listPrice: 5 }).where(eq(product.id, 1))
    await enqueue(tx, { companyId: 1, entity: 'product', entityId: 1, class: 'urgent' })
  })
  expect(await stream.next()).toMatchObject({ kind: 'poke', class: 'urgent' })
})

test('a second session of the same hub ends the first', async () => {
  await using cloud = await openTestCloud()
  const { url } = await cloud.serve()
  const { profile } = await cloud.claimHub(1)
  await using first = await openStream(url, profile.token)
  await first.next()
  const closed = once(first.socket, 'close')
  await using second = await openStream(url, profile.token)
  expect((await closed)[0]).toBe(4001)
  await second.next()
  expect((await hubsOf(cloud))[0]?.online).toBe(true)
})

test('a revoked hub loses its stream and its token', async () => {
  await using cloud = await openTestCloud()
  const { url } = await cloud.serve()
  const { profile } = await cloud.claimHub(1)
  await using stream = await openStream(url, profile.token)
  await stream.next()
  const closed = once(stream.socket, 'close')
  expect((await cloud.request('/v1/hubs/1/revoke', { method: 'POST' })).status).toBe(204)
  expect((await closed)[0]).toBe(4003)
  expect((await cloud.request('/v1/hub', { key: profile.token })).status).toBe(401)
  expect((await cloud.request('/v1/hubs/1/resume', { method: 'POST' })).status).toBe(409)
})

test("the stream is not for people's keys and not without one", async () => {
  await using cloud = await openTestCloud()
  const { url } = await cloud.serve()
  await expect(openStream(url, cloud.adminKey)).rejects.toThrow(/403/)
  await expect(openStream(url, 'kassa.nom.x.y')).rejects.toThrow(/401/)
})

const status = {
  kind: 'status',
  version: '1',
  headSeq: 5,
  unsent: 2,
  oldestUnsentAt: 1,
  tills: 3,
  replica: {
    generation: 1,
    frame: 9,
  },
  replicaAt: 4,
  devices: [],
} as const

async function openStream(url: string, token: string) {
  const headers = { authorization: `Bearer ${token}` }
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/hub-stream`, { headers })
  const waiting: ((text: string) => void)[] = []
  const arrived: string[] = []
  socket.on('message', (data: Buffer) => {
    const text = data.toString('utf8')
    const wake = waiting.shift()
    if (wake === undefined) arrived.push(text)
    else wake(text)
  })
  await once(socket, 'open')
  return {
    socket,
    async next() {
      const text =
        arrived.shift() ?? (await new Promise<string>((resolve) => waiting.push(resolve)))
      return CloudToHub.parse(JSON.parse(text))
    },
    async [Symbol.asyncDispose]() {
      if (socket.readyState === WebSocket.CLOSED) return
      const closed = once(socket, 'close')
      socket.terminate()
      await closed
    },
  }
}

async function hubsOf(cloud: TestCloud) {
  return (await cloud.get('/v1/hubs', Hubs)).items
}

async function codeOf(cloud: TestCloud): Promise<string> {
  const made = await cloud.request('/v1/hubs/codes', { method: 'POST', json: { storeId: 1 } })
  return z.object({ code: z.string() }).parse(await made.json()).code
}

async function claim(cloud: TestCloud, code: string): Promise<Response> {
  const json = { code, name: 'box' }
  return await cloud.request('/v1/hubs/claim', { method: 'POST', key: null, json })
}
