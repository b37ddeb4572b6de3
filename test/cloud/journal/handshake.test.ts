import { randomBytes } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { beginIncarnation } from '#cloud/journal/cloud-life.ts'
import { formatKey, newKey } from '#cloud/keys/key-text.ts'
import { insertKey } from '#cloud/keys/store.ts'
import { HandshakeAnswer, PushAnswer, PushConflict } from '#shared/contracts/sync.ts'
import type { ScriptedHub } from '../scripted-hub.ts'
import { openTestCloud, type TestCloud } from '../test-cloud.ts'

const Alarms = z.object({
  items: z.array(z.looseObject({ kind: z.string(), words: z.string(), times: z.int() })),
  next: z.string().nullable(),
})
const oneBook = { lines: [{ productId: 1, quantity: 1000 }] }

test('a hub that is equal or ahead opens a session and is told from where to send [B1.3]', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  const first = await hub.meet()
  expect(first).toMatchObject({ outcome: 'go', epoch: 1, sendFrom: 1, incarnation: 1 })
  for (let i = 0; i < 5; i++) hub.sell(oneBook)
  expect((await hub.push({ to: 3 })).status).toBe(200)
  const ahead = await hub.meet()
  expect(ahead).toMatchObject({ outcome: 'go', sendFrom: 4 })
  expect((await hub.push({ from: 4 })).status).toBe(200)
  expect(await hub.meet()).toMatchObject({ outcome: 'go', sendFrom: 6 })
  expect(await alarms(cloud)).toEqual([])
})

test('only the open session pushes; an ended one is told to shake hands [B1.3]', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  const first = await hub.meet()
  if (first.outcome !== 'go') throw new Error(first.outcome)
  hub.sell(oneBook)
  await hub.meet()
  for (const session of [first.session, 'invented']) {
    const refused = await hub.push({ session })
    expect(refused.status).toBe(409)
    const problem = z.looseObject({ detail: z.string() }).parse(await refused.json())
    expect(PushConflict.parse(problem)).toMatchObject({ reason: 'session', expectedSeq: 1 })
    expect(problem.detail).toContain('POST /v1/journal/handshake')
  }
  expect(rows(cloud, 'SELECT count(*) FROM event')).toEqual([[0]])
  expect((await hub.push()).status).toBe(200)
  // Also with what is in the books already: a copy of the disk must not take its session for open.
  expect((await hub.push({ session: first.session })).status).toBe(409)
})

test('an old image is given a new epoch with one alarm, however often it asks [B1.3]', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  for (let i = 0; i < 4; i++) hub.sell(oneBook)
  await hub.push()
  hub.forkAfter(2)
  const met = await hub.meet()
  const base = { epoch: 1, seq: 2, hash: hub.events[1]?.hash }
  expect(met).toEqual({ outcome: 'new-epoch', epoch: 2, base })
  expect(await alarms(cloud)).toMatchObject([{ kind: 'old-image', subject: 'hub:1', times: 1 }])

  // The order sent again is the same order: its answer may have been lost.
  expect(await hub.meet()).toEqual(met)
  expect(await alarms(cloud)).toMatchObject([{ times: 1 }])
  expect((await hub.push({ from: 3, session: 'of epoch 1' })).status).toBe(409)
})

test('two copies of one disk at work: the second goes on beside the first [B1.3]', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  hub.sell(oneBook)
  const before = await hub.meet()
  if (before.outcome !== 'go') throw new Error(before.outcome)
  await hub.push()
  // The first copy meets and sends; the second still holds the session of before.
  await hub.meet()
  hub.sell(oneBook)
  await hub.push()
  hub.forkAfter(1)
  hub.sell({ lines: [{ productId: 2, quantity: 1000 }] })
  hub.sell({ lines: [{ productId: 2, quantity: 1000 }] })
  const met = await hub.meet({ session: before.session })
  expect(met).toMatchObject({ outcome: 'new-epoch', epoch: 2, base: { epoch: 1, seq: 1 } })
  expect(await alarms(cloud)).toMatchObject([{ kind: 'diverged' }])
})

test('equal heads do not hide a copy: it lacks the session that the other has on its disk', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  hub.sell(oneBook)
  await hub.push()
  const first = await hub.meet()
  if (first.outcome !== 'go') throw new Error(first.outcome)
  const second = await hub.meet()
  if (second.outcome !== 'go') throw new Error(second.outcome)
  // Not heard yet: the answer may have been lost, and the disk still holds the one before.
  expect(await hub.meet({ session: first.session })).toMatchObject({ outcome: 'go' })
  const third = await hub.meet()
  if (third.outcome !== 'go') throw new Error(third.outcome)
  expect((await heard(cloud, hub, third.session)).status).toBe(200)
  expect((await heard(cloud, hub, second.session)).status).toBe(409)
  expect(await hub.meet({ session: first.session })).toMatchObject({ outcome: 'new-epoch' })
})

test('events that came in a session say that it is on the disk, too: a copy without it is another disk [B1.3]', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  const first = await hub.meet()
  if (first.outcome !== 'go') throw new Error(first.outcome)
  await hub.meet()
  hub.sell(oneBook)
  expect((await hub.push()).status).toBe(200)
  expect(await hub.meet({ session: first.session })).toMatchObject({ outcome: 'new-epoch' })
})

test('a till that saw more than the disk holds ends the epoch although the cloud saw no more [B2.8]', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  hub.sell(oneBook)
  await hub.push()
  const met = await hub.meet({ provisional: true })
  expect(met).toMatchObject({ outcome: 'new-epoch', epoch: 2, base: { seq: 1 } })
})

test('a hello that was overtaken on its way costs no epoch', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  await hub.meet({ asked: { bootId: 'one', uptimeMs: 500 } })
  hub.sell(oneBook)
  await hub.push()
  const head = { epoch: 1, seq: 0, hash: '' }
  const late = await hub.hello({ head, session: null, asked: { bootId: 'one', uptimeMs: 400 } })
  expect(late.status).toBe(409)
  expect(await late.json()).toMatchObject({ reason: 'late' })
  expect(await hub.meet({ asked: { bootId: 'one', uptimeMs: 501 } })).toMatchObject({
    outcome: 'go',
    epoch: 1,
  })
  expect(await alarms(cloud)).toEqual([])
})

test('an epoch is bound to the key that came first; a second box under it is refused [B2.10]', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  await hub.meet()
  const parts = newKey('nom')
  await cloud.group.write((tx) =>
    insertKey(tx, { parts, name: 'copy', scopes: ['hub'], hubId: 1, at: cloud.now }),
  )
  const hello = {
    head: { epoch: 1, seq: 0, hash: '' },
    firstSeq: 1,
    session: null,
    provisional: false,
    proofs: [],
    asked: { bootId: 'other', uptimeMs: 1 },
  }
  for (let i = 0; i < 2; i++) {
    const answer = await cloud.request('/v1/journal/handshake', {
      method: 'POST',
      key: formatKey(parts),
      json: hello,
    })
    expect(HandshakeAnswer.parse(await answer.json())).toMatchObject({
      outcome: 'refused',
      reason: 'second-key',
    })
  }
  expect(await alarms(cloud)).toMatchObject([{ kind: 'second-key', times: 2 }])
})

test('events of a new epoch follow their base, and those sent before are known by their ids', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  for (let i = 0; i < 3; i++) hub.sell(oneBook)
  await hub.push({ to: 2 })
  const bodies = hub.events.map(({ body }) => body)
  await hub.meet({ provisional: true, head: { epoch: 1, seq: 2, hash: hub.events[1]?.hash ?? '' } })
  const before = rows(cloud, 'SELECT * FROM account_day')
  hub.moveTo(2, 2)
  for (const body of [bodies[0], bodies[1], bodies[2]]) {
    const { envelope, payload } = JSON.parse(body ?? '')
    hub.append(envelope.type, { envelope, payload })
  }
  expect(await hub.meet({ session: null })).toMatchObject({ outcome: 'go', epoch: 2, sendFrom: 3 })
  expect(PushAnswer.parse(await (await hub.push({ from: 3, to: 4 })).json())).toMatchObject({
    cloudSeq: 4,
    quarantined: 0,
  })
  expect(rows(cloud, 'SELECT * FROM account_day')).toEqual(before)
  expect((await hub.push({ from: 3 })).status).toBe(200)
  expect(rows(cloud, 'SELECT count(*) FROM receipt')).toEqual([[3]])
  expect(rows(cloud, 'SELECT state FROM event WHERE epoch = 2 ORDER BY seq')).toEqual([
    ['repeated'],
    ['repeated'],
    ['applied'],
  ])
})

test('a hub that pruned what the books lack goes on from its first event, in one epoch however often it asks [B1.12]', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  for (let i = 0; i < 5; i++) hub.sell(oneBook)
  await hub.push({ to: 1 })
  // Its oldest event is the fourth, and the hash of the third went with it.
  const base = { epoch: 1, seq: 3, hash: '' }
  for (const event of hub.events.slice(0, 3)) Object.assign(event, { hash: '' })
  const hello = { firstSeq: 4 }
  expect(await hub.meet(hello)).toEqual({ outcome: 'new-epoch', epoch: 2, base })
  expect(await hub.meet(hello)).toEqual({ outcome: 'new-epoch', epoch: 2, base })
  expect(await alarms(cloud)).toMatchObject([{ kind: 'diverged', times: 1 }])
  hub.moveTo(2, 3)
  hub.sell(oneBook)
  hub.sell(oneBook)
  const met = await hub.meet({ ...hello, session: null })
  expect(met).toMatchObject({ outcome: 'go', epoch: 2, sendFrom: 4 })
  expect((await hub.push({ from: 4 })).status).toBe(200)
  expect(rows(cloud, 'SELECT epoch, seq FROM event')).toEqual([
    [1, 1],
    [2, 4],
    [2, 5],
  ])
})

test('the books know a receipt by the number on its paper, also after a new epoch [B4]', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  hub.sell(oneBook)
  const printedUnder = 'f8'.repeat(32)
  const text = gunzipSync(hub.batch().packed).toString('utf8')
  const packed = new Uint8Array(gzipSync(`#${printedUnder}\n${text}`))
  expect((await hub.push({ packed, from: 1 })).status).toBe(200)
  const [number] = rows(cloud, 'SELECT number FROM receipt')[0] ?? []
  expect(String(number).slice(-2)).toBe('Z3')
  const wrong = new Uint8Array(gzipSync(`#short\n${text}`))
  expect((await hub.push({ packed: wrong, from: 1 })).status).toBe(422)
})

test('one printed number on two receipts, and one request answered twice, are alarms [B4]', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  const sale = hub.sell(oneBook)
  const { envelope, payload } = JSON.parse(sale.body)
  await hub.push()
  const again = { ...envelope, id: uuid(1), receipt: { ...envelope.receipt, id: uuid(2) } }
  const other = hub.append('sale.closed', { envelope: again, payload })
  hub.append('sale.closed', { envelope: { ...envelope, till: 'T9' }, payload })
  const text = gunzipSync(hub.batch({ from: 2 }).packed).toString('utf8')
  const packed = new Uint8Array(gzipSync(`#${sale.hash}\n${text}`))
  const [headHash] = [hub.events.at(-1)?.hash]
  expect(headHash).toBeDefined()
  expect((await hub.push({ packed, from: 2, firstSeq: 2 })).status).toBe(200)
  expect(rows(cloud, 'SELECT count(*) FROM receipt')).toEqual([[2]])
  const raised = await alarms(cloud)
  // The second answer stands in the quarantine, which is told beside it.
  const kinds = ['answered-twice', 'quarantined', 'repeated-receipt-number']
  expect(raised.map(({ kind }) => kind)).toEqual(kinds)
  expect(raised[2]?.words).toContain(other.id)
})

test('a restored cloud is another incarnation: no session is open, and its time never goes back [B1.12]', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  hub.sell(oneBook)
  const first = await hub.meet()
  await hub.push()
  await cloud.group.writeHot(beginIncarnation)
  hub.sell(oneBook)
  expect((await hub.push({ from: 2 })).status).toBe(409)
  const before = cloud.now
  cloud.now -= 3_600_000
  const second = await hub.meet()
  expect(first).toMatchObject({ incarnation: 1, cloudTime: before })
  expect(second).toMatchObject({ outcome: 'go', incarnation: 2, sendFrom: 2, cloudTime: before })
  expect(await alarms(cloud)).toMatchObject([{ kind: 'clock-behind', subject: 'cloud' }])
})

test('alarms come newest first, page by page', async () => {
  await using cloud = await openTestCloud()
  for (let i = 0; i < 3; i++) {
    const hub = await cloud.claimHub(1)
    await hub.meet({ provisional: true })
  }
  const first = await cloud.get('/v1/alarms?limit=2&companyId=1', Alarms)
  expect(first.items.map(({ hubId }) => hubId)).toEqual([3, 2])
  const rest = await cloud.get(`/v1/alarms?limit=2&after=${first.next}`, Alarms)
  expect(rest.items.map(({ hubId }) => hubId)).toEqual([1])
  expect(rest.next).toBeNull()
  expect((await cloud.get('/v1/alarms?companyId=2', Alarms)).items).toEqual([])
})

test('a box that replaces another of its store repeats none of its receipt numbers', async () => {
  await using cloud = await openTestCloud()
  expect((await cloud.claimHub(1)).profile.epoch).toBe(1)
  expect((await cloud.claimHub(1)).profile.epoch).toBe(2)
  const third = await cloud.claimHub(2)
  expect(third.profile.epoch).toBe(1)
  expect(await third.meet()).toMatchObject({ outcome: 'go', epoch: 1 })
})

async function alarms(cloud: TestCloud) {
  return (await cloud.get('/v1/alarms', Alarms)).items
}

async function heard(cloud: TestCloud, hub: ScriptedHub, session: string) {
  const json = { epoch: 1, session }
  const key = hub.profile.token
  return await cloud.request('/v1/journal/session', { method: 'PUT', key, json })
}

function rows(cloud: TestCloud, sql: string) {
  return cloud.group.readHot().prepare(sql).all()
}

function uuid(n: number): string {
  return `0193aaaa-0000-7000-8000-${n}${randomBytes(6).toString('hex').slice(1)}`
}
