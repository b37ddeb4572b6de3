import { expect, test } from 'vitest'
import { FoundSales, type StoredEvent } from '#shared/contracts/witness.ts'
import { storeProfile } from '#test/support/feed.ts'
import { newId, one, openTestHub, type TestTill } from './open-hub.ts'
import { openValueHub, saved } from './value/value-hub.ts'

const wide = { memberHub: 9000_00, hubDay: 90_000_00, companyDay: 90_000_00, hubs: 1 }
/** What no right covers is given on trust, as far as the receipt has it. */
const profile = storeProfile({}, { trust: { redemption: wide, refund: wide } })

const refund = (till: TestTill, receiptId: string, lineId: string) => {
  const lines = [{ lineId, quantity: 1000 }]
  const of = { id: newId(), shiftId: till.shiftId, receiptId, reason: 'broken', lines }
  return till.call('POST', '/refunds', of)
}

/** Sales of two and eight; the two were given back, one by one, by a box that is dead. */
async function keptOfDead(times: number) {
  await using old = await openTestHub()
  const till = await old.openTill()
  const stories: { readonly sale: StoredEvent; readonly refunds: StoredEvent[] }[] = []
  for (let i = 0; i < times; i += 1) {
    const sale = await till.sell({ lines: [one(1, 2000), one(2, 8000)] })
    const first = saved(await refund(till, sale.id, 'l1'))
    const second = saved(await refund(till, sale.id, 'l1'))
    const [whole, ...refunds] = [sale, first, second].map(({ stored }) => stored)
    if (!whole || !refunds.every((each) => each !== undefined)) throw new Error('they are kept')
    stories.push({ sale: whole, refunds })
  }
  return stories
}

async function offer(till: TestTill, sales: readonly StoredEvent[]): Promise<void> {
  const { body } = await till.call('POST', '/kept-sales', { sales })
  expect(FoundSales.parse(body)).toMatchObject({
    refused: [],
    found: sales.map(({ id }) => ({ id })),
  })
}

async function expectTwoGone(till: TestTill, id: string): Promise<void> {
  // Its other line would pay for it.
  expect((await refund(till, id, 'l1')).status).toBe(409)
  expect((await till.call('GET', `/receipts/${id}`)).body).toMatchObject({ refunded: { l1: 2000 } })
  expect((await refund(till, id, 'l2')).status).toBe(201)
}

test('refunds that come before their sale count against it: nothing is given back twice [B2.7, B5]', async () => {
  const [story] = await keptOfDead(1)
  if (story === undefined) throw new Error('one was sold')
  await using hub = await openValueHub({ profile })
  const till = await hub.openTill()
  hub.isCut = true
  const { sale, refunds } = story
  // Two tills kept them, and the one that did not sell it was heard first.
  await offer(till, refunds)
  await offer(till, [sale])
  await expectTwoGone(till, sale.id)
})

test('a sale and its refunds that two tills bring at one moment are counted whichever is written first [B2.7, B5]', async () => {
  const stories = await keptOfDead(12)
  await using hub = await openValueHub({ profile })
  const till = await hub.openTill()
  const other = await hub.openTill()
  hub.isCut = true
  for (const { sale, refunds } of stories) {
    await Promise.all([offer(till, refunds.slice(0, 1)), offer(other, [sale, ...refunds.slice(1)])])
  }
  for (const { sale } of stories) await expectTwoGone(till, sale.id)
})
