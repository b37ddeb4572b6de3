import { expect, test } from 'vitest'
import { BookedPlaces, MAX_PLACES_ASKED } from '#shared/contracts/sync.ts'
import { uuidv7 } from '#shared/domain/uuid.ts'
import type { ScriptedHub } from '../scripted-hub.ts'
import { openTestCloud, type TestCloud } from '../test-cloud.ts'

const books = { lines: [{ productId: 1, quantity: 1000 }] }
const unknown = uuidv7(1, new Uint8Array(10))

test('a hub hears from where the books have what another box of its company sent, and of no more [B2.7, B3]', async () => {
  await using cloud = await openTestCloud()
  const dead = await cloud.claimHub(1)
  const sent = [dead.sell(books), dead.sell(books)]
  await dead.push()
  const unsent = dead.sell(books)
  const box = await cloud.claimHub(1)
  const { hubId: hub, epoch } = dead.profile
  const ids = [...sent, unsent].map(({ id }) => id).concat(unknown)
  expect(await placesFor(cloud, box, ids)).toEqual(
    sent.map(({ id, seq }) => ({ id, hub, epoch, seq })),
  )
  const cafe = await cloud.claimHub(3)
  expect(await placesFor(cloud, cafe, ids), 'another company’s').toEqual([])
})

test('an event in quarantine has a place too, as its envelope moved the balances [B2.1]', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  const { body } = hub.sell(books)
  hub.forkAfter(0)
  const { envelope, payload } = JSON.parse(body)
  payload.priced.total += 1
  const { id } = hub.append('sale.closed', { envelope, payload })
  await hub.push()
  const { hubId, epoch } = hub.profile
  expect(await placesFor(cloud, hub, [id])).toEqual([{ id, hub: hubId, epoch, seq: 1 }])
})

test('what is sent again from elsewhere keeps its first place: the repeat moved nothing', async () => {
  await using cloud = await openTestCloud()
  const dead = await cloud.claimHub(1)
  dead.append('cash.moved', { payload: { v: 1, amount: 5, reason: 'x' } })
  const { id, body, seq } = dead.sell(books)
  await dead.push()
  const box = await cloud.claimHub(1)
  box.append('sale.closed', JSON.parse(body))
  expect((await box.push()).status).toBe(200)
  const { hubId: hub, epoch } = dead.profile
  expect(await placesFor(cloud, box, [id])).toEqual([{ id, hub, epoch, seq }])
})

test('only a hub asks, and for a bounded number of events', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  const statusOf = async (key: string, ids: readonly string[]) =>
    (await cloud.request('/v1/journal/places', { method: 'POST', key, json: { ids } })).status
  const { token } = hub.profile
  expect(await statusOf(cloud.adminKey, [unknown])).toBe(403)
  const most = Array.from({ length: MAX_PLACES_ASKED }, () => unknown)
  expect(await statusOf(token, most)).toBe(200)
  expect(await statusOf(token, [...most, unknown])).toBe(422)
  expect(await statusOf(token, [])).toBe(422)
})

async function placesFor(cloud: TestCloud, { profile }: ScriptedHub, ids: readonly string[]) {
  const asked = { method: 'POST', key: profile.token, json: { ids } }
  const answer = await cloud.request('/v1/journal/places', asked)
  expect(answer.status).toBe(200)
  return BookedPlaces.parse(await answer.json()).items
}
