import { expect, test } from 'vitest'
import { createKeptPlaces } from '#hub/sales/kept-places.ts'
import { MAX_PLACES_ASKED } from '#shared/contracts/sync.ts'
import { FoundSales, MAX_OFFERED } from '#shared/contracts/witness.ts'
import { newId, type OpenHubOptions, one, type TestTill } from './open-hub.ts'
import { credit, type Holder, openValueHub, saved, sellFor } from './value/value-hub.ts'

const DEAD = 5
const nothingSent = { epoch: 1, seq: 0, hash: '' }
type Place = { readonly hub: number; readonly epoch: number; readonly seq: number }
type Places = readonly Place[]
type Mark = NonNullable<NonNullable<OpenHubOptions['feed']>['marks']>[number]

/** A sale for 300.00 of credit that a till kept, and a hub in the place of the one that took it. */
async function replaced(options: OpenHubOptions = {}) {
  await using old = await openValueHub()
  const oldTill = await old.openTill()
  const bold = old.newHolder()
  await old.grant('L1', bold, 900_00)
  const { stored } = saved(await sellFor(oldTill, bold, 300_00))
  const hub = await openValueHub(options)
  const till = await hub.openTill()
  hub.newHolder()
  const feedSays = (balance: number, ...marks: readonly Mark[]) =>
    hub.feed.put({
      members: [
        { id: bold.id, name: 'Болд', phone: bold.phone, balances: { [credit.id]: balance } },
      ],
      marks,
    })
  return {
    hub,
    feedSays,
    offer: (places?: Places) => offer(till, { ...stored, ...(places && { places }) }),
    /** As so many sales of the same content. */
    offerAs: (ids: readonly string[]) => {
      const { id, body } = stored ?? { id: '', body: '' }
      return offer(
        till,
        ...ids.map((other) => ({ ...stored, id: other, body: body.replaceAll(id, other) })),
      )
    },
    shown: async () => (await hub.accountOf(till, bold))?.balance,
    id: stored?.id ?? '',
    bold: bold as Holder,
    till,
    [Symbol.asyncDispose]: () => hub[Symbol.asyncDispose](),
  }
}

async function offer(till: TestTill, ...sales: object[]): Promise<void> {
  const { body } = await till.call('POST', '/kept-sales', { sales })
  expect(FoundSales.parse(body).refused).toEqual([])
}

test('what a till brings to a new box is not taken off a balance that holds it already [B2.7, B3]', async () => {
  await using shop = await replaced()
  // The books have the dead box up to its event 20: its sale at 15 is in the 4,700.00.
  shop.feedSays(4_700_00, { hubId: DEAD, epoch: 1, seq: 20 })
  await shop.offer([{ hub: DEAD, epoch: 1, seq: 15 }])
  expect(await shop.shown()).toBe(4_700_00)
  // An older copy of the feed, from before the books had it: then it counts.
  shop.feedSays(5_000_00, { hubId: DEAD, epoch: 1, seq: 14 })
  expect(await shop.shown()).toBe(4_700_00)
  const { seq, hash } = shop.hub.journal.head()
  shop.feedSays(4_700_00, { hubId: 7, epoch: 1, seq, hash })
  expect(await shop.shown()).toBe(4_700_00)
})

test('what the dead box never sent is missing in no balance, whatever became of its later epochs [B3]', async () => {
  await using shop = await replaced()
  shop.feedSays(5_000_00, { hubId: DEAD, epoch: 1, seq: 14 })
  await shop.offer([{ hub: DEAD, epoch: 1, seq: 15 }])
  expect(await shop.shown()).toBe(4_700_00)
  // Its first epoch ended at 14; that the next one is further says nothing of the sale.
  shop.feedSays(5_000_00, { hubId: DEAD, epoch: 2, seq: 30, ended: '[[1,14]]' })
  expect(await shop.shown()).toBe(4_700_00)
  shop.feedSays(4_700_00, { hubId: DEAD, epoch: 2, seq: 30, ended: '[[1,15]]' })
  expect(await shop.shown()).toBe(4_700_00)
})

test('a balance that the cloud tells is not laid under what a till brought, of which it says nothing [B3]', async () => {
  await using shop = await replaced()
  const { hub, bold, till } = shop
  shop.feedSays(4_700_00, { hubId: DEAD, epoch: 1, seq: 20 })
  hub.inBooks.set(bold.account, 4_700_00)
  expect((await hub.accountOf(till, bold))?.balance).toBe(4_700_00)
  await shop.offer([{ hub: DEAD, epoch: 1, seq: 15 }])
  hub.isCut = true
  expect(await shop.shown()).toBe(4_700_00)
})

test('a balance that is told after the till brought its sale holds it, as the books had it before [B3]', async () => {
  await using shop = await replaced()
  const { hub, bold, till } = shop
  shop.feedSays(5_000_00, { hubId: DEAD, epoch: 1, seq: 14 })
  await shop.offer([{ hub: DEAD, epoch: 1, seq: 15 }])
  // Meanwhile another store gave 1,000.00 back: the feed is older than what the cloud tells.
  hub.inBooks.set(bold.account, 5_700_00)
  hub.markInBooks = nothingSent
  expect(await shop.shown()).toBe(5_700_00)
  hub.isCut = true
  expect(await shop.shown()).toBe(5_700_00)
  hub.isCut = false
  await hub.grant('L1', bold, 900_00)
  expect((await sellFor(till, bold, 200_00)).status).toBe(201)
  hub.inBooks.delete(bold.account)
  expect(await shop.shown(), 'what was sold since comes off').toBe(5_500_00)
})

test('a till of before, which names no places, sells on: its sale counts until the books have it from here', async () => {
  await using shop = await replaced()
  shop.feedSays(5_000_00, { hubId: DEAD, epoch: 1, seq: 14 })
  await shop.offer()
  expect(await shop.shown()).toBe(4_700_00)
})

/** Plays the cloud that is asked from where its books have events. */
function asked() {
  const questions: (readonly string[])[] = []
  const cloud = {
    questions,
    place: null as Place | null,
    isSilent: false,
    askPlaces: async (ids: readonly string[]) => {
      questions.push(ids)
      if (cloud.isSilent) return null
      const { place } = cloud
      return new Map(place === null ? [] : ids.map((id) => [id, place]))
    },
  }
  return cloud
}

test('of what a till knows no place for, the hub asks the cloud before it counts it [B2.7, B3]', async () => {
  const cloud = asked()
  cloud.place = { hub: DEAD, epoch: 1, seq: 15 }
  await using shop = await replaced(cloud)
  shop.feedSays(4_700_00, { hubId: DEAD, epoch: 1, seq: 20 })
  await shop.offer()
  expect(cloud.questions).toEqual([[shop.id]])
  expect(await shop.shown()).toBe(4_700_00)
  shop.feedSays(5_000_00, { hubId: DEAD, epoch: 1, seq: 14 })
  expect(await shop.shown()).toBe(4_700_00)
  // It is here: another till's offer, or a repeat, asks nothing.
  await shop.offer()
  expect(cloud.questions).toHaveLength(1)
})

test('what tells its places, and what moved no value, is taken without a question', async () => {
  const cloud = asked()
  await using shop = await replaced(cloud)
  await shop.offer([{ hub: DEAD, epoch: 1, seq: 15 }])
  await using old = await openValueHub()
  const { stored } = await (await old.openTill()).sell({ lines: [one(1)] })
  await offer(shop.till, { ...stored })
  expect(cloud.questions).toEqual([])
})

test('a cloud that is silent holds up one request of many, and is asked again in the next session', async () => {
  const cloud = asked()
  cloud.isSilent = true
  await using shop = await replaced(cloud)
  await using old = await openValueHub()
  const oldTill = await old.openTill()
  const dorj = old.newHolder()
  await old.grant('L1', dorj, 900_00)
  const other = saved(await sellFor(oldTill, dorj, 100_00))
  shop.feedSays(4_600_00, { hubId: DEAD, epoch: 1, seq: 20 })
  await shop.offer()
  await offer(shop.till, { ...other.stored })
  expect(cloud.questions).toEqual([[shop.id]])
  // As before: without the cloud's word nobody knows better.
  expect(await shop.shown()).toBe(4_200_00)

  cloud.isSilent = false
  cloud.place = { hub: DEAD, epoch: 1, seq: 15 }
  shop.hub.hub.keptPlaces.sessionOpened()
  await expect.poll(shop.shown).toBe(4_600_00)
  expect(cloud.questions.at(-1)).toEqual([shop.id, other.id])
})

test('a whole open shift is taken page by page, and asked for again in parts that the cloud takes', async () => {
  const cloud = asked()
  cloud.isSilent = true
  await using shop = await replaced(cloud)
  const ids = Array.from({ length: MAX_PLACES_ASKED + 1 }, () => newId())
  const began = performance.now()
  for (let at = 0; at < ids.length; at += MAX_OFFERED) {
    await shop.offerAs(ids.slice(at, at + MAX_OFFERED))
  }
  // Once in ten seconds, which a busy machine may take for them.
  const times = 1 + Math.floor((performance.now() - began) / 10_000)
  expect(cloud.questions[0]).toEqual(ids.slice(0, MAX_OFFERED))
  expect(cloud.questions.length).toBeLessThanOrEqual(times)
  cloud.isSilent = false
  cloud.place = { hub: DEAD, epoch: 1, seq: 15 }
  shop.feedSays(4_700_00, { hubId: DEAD, epoch: 1, seq: 15 })
  shop.hub.hub.keptPlaces.sessionOpened()
  await expect.poll(shop.shown).toBe(4_700_00)
  expect(cloud.questions.slice(-2)).toEqual([ids.slice(0, MAX_PLACES_ASKED), ids.slice(-1)])
})

test('a hub that restarted asks for what it took without an answer', async () => {
  const cloud = asked()
  cloud.isSilent = true
  await using shop = await replaced(cloud)
  shop.feedSays(4_700_00, { hubId: DEAD, epoch: 1, seq: 20 })
  await shop.offer()
  cloud.isSilent = false
  cloud.place = { hub: DEAD, epoch: 1, seq: 15 }
  const onProblem = (problem: unknown) => expect.fail(String(problem))
  const { shop: of } = shop.hub
  const restarted = createKeptPlaces({
    shop: of,
    ask: cloud.askPlaces,
    onLearned: shop.hub.value.placesLearned,
    onProblem,
  })
  restarted.sessionOpened()
  await expect.poll(shop.shown).toBe(4_700_00)
  const { length } = cloud.questions
  restarted.sessionOpened()
  restarted.feedChanged()
  expect(cloud.questions).toHaveLength(length)
})

test('what reached the books by another way after the question is not counted on top of the next feed [B3]', async () => {
  const cloud = asked()
  await using shop = await replaced(cloud)
  const { keptPlaces } = shop.hub.hub
  shop.feedSays(5_000_00, { hubId: DEAD, epoch: 1, seq: 14 })
  await shop.offer()
  expect(await shop.shown()).toBe(4_700_00)
  // The other disk is not dead: it has sent the sale now.
  cloud.place = { hub: DEAD, epoch: 1, seq: 15 }
  shop.feedSays(4_700_00, { hubId: DEAD, epoch: 1, seq: 15 })
  keptPlaces.feedChanged()
  await expect.poll(shop.shown).toBe(4_700_00)
  const { length } = cloud.questions
  keptPlaces.feedChanged()
  expect(cloud.questions, 'nothing is unsure any more').toHaveLength(length)
})

test('a balance that was told before the books had the sale is forgotten once its place is known', async () => {
  const cloud = asked()
  await using shop = await replaced(cloud)
  const { hub, bold } = shop
  shop.feedSays(5_000_00, { hubId: DEAD, epoch: 1, seq: 14 })
  await shop.offer()
  hub.inBooks.set(bold.account, 5_000_00)
  hub.markInBooks = nothingSent
  expect(await shop.shown()).toBe(4_700_00)
  hub.isCut = true
  cloud.place = { hub: DEAD, epoch: 1, seq: 15 }
  shop.feedSays(4_700_00, { hubId: DEAD, epoch: 1, seq: 15 })
  hub.hub.keptPlaces.feedChanged()
  const places = () => hub.journal.rows('SELECT place FROM taken_place', [])
  await expect.poll(places).toEqual([[15]])
  expect(await shop.shown()).toBe(4_700_00)
})

test('what the feed has by this hub’s own mark is not asked for', async () => {
  const cloud = asked()
  cloud.isSilent = true
  await using shop = await replaced(cloud)
  await shop.offer()
  const { seq, hash } = shop.hub.journal.head()
  shop.feedSays(4_700_00, { hubId: 7, epoch: 1, seq, hash })
  shop.hub.hub.keptPlaces.sessionOpened()
  expect(cloud.questions).toHaveLength(1)
  expect(await shop.shown()).toBe(4_700_00)
})
