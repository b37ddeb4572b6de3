import { expect, test } from 'vitest'
import { FoundSales } from '#shared/contracts/witness.ts'
import { type OpenHubOptions, type TestTill } from './open-hub.ts'
import { credit, type Holder, openValueHub, saved, sellFor } from './value/value-hub.ts'

const DEAD = 5
type Places = readonly { readonly hub: number; readonly epoch: number; readonly seq: number }[]
type Mark = NonNullable<NonNullable<OpenHubOptions['feed']>['marks']>[number]

/** A sale for 300.00 of credit that a till kept, and a hub in the place of the one that took it. */
async function replaced() {
  await using old = await openValueHub()
  const oldTill = await old.openTill()
  const bold = old.newHolder()
  await old.grant('L1', bold, 900_00)
  const { stored } = saved(await sellFor(oldTill, bold, 300_00))
  const hub = await openValueHub()
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
    shown: async () => (await hub.accountOf(till, bold))?.balance,
    bold: bold as Holder,
    till,
    [Symbol.asyncDispose]: () => hub[Symbol.asyncDispose](),
  }
}

async function offer(till: TestTill, sale: object): Promise<void> {
  const { body } = await till.call('POST', '/kept-sales', { sales: [sale] })
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

test('a till of before, which names no places, sells on: its sale counts until the books have it from here', async () => {
  await using shop = await replaced()
  shop.feedSays(5_000_00, { hubId: DEAD, epoch: 1, seq: 14 })
  await shop.offer()
  expect(await shop.shown()).toBe(4_700_00)
})
