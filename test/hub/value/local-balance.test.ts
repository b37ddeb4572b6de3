import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { readBody } from '#hub/value/valued-event.ts'
import { newId, type TestTill } from '../open-hub.ts'
import { credit, type Holder, openValueHub, refused, sellFor, type ValueHub } from './value-hub.ts'

let hub: ValueHub
let till: TestTill
let other: TestTill
let bold: Holder

beforeAll(async () => {
  hub = await openValueHub({ feed: { programmes: [{ ...credit, offline: 'local-balance' }] } })
  till = await hub.openTill()
  other = await hub.openTill()
})
afterAll(() => hub[Symbol.asyncDispose]())
beforeEach(() => {
  hub.restartValue()
  hub.isCut = true
  hub.upper = null
  bold = hub.newHolder()
  hear()
})

/** As each request of a till does. */
const hear = () => {
  for (const { code } of [till, other]) hub.value.hearTill(code)
}
const account = () => hub.accountOf(till, bold)
const load = (amount: number) => {
  const { seq, hash } = hub.journal.head()
  hub.feed.put({
    members: [{ id: bold.id, name: 'Болд', phone: bold.phone, balances: { [credit.id]: amount } }],
    marks: [{ hubId: 7, epoch: 1, seq, hash }],
  })
}
const cover = (of: TestTill, receiptId: string, amount: number) =>
  of.call('PUT', `/covers/${receiptId}`, { kind: 'store-credit', memberId: bold.id, amount })
const giveUp = (receiptId: string) => till.call('DELETE', `/covers/${receiptId}`)
const movementsOf = (eventId: string) =>
  readBody(hub.journal.eventById(eventId)?.body ?? '').envelope.movements

test('a store without internet and time spends the balance that it loaded last', async () => {
  expect(await account()).toMatchObject({ spendable: 5_000_00, hindrance: null })
  const { status, sale } = await sellFor(till, bold, 700_00)
  expect(status).toBe(201)
  expect(movementsOf(sale.id)).toMatchObject([
    { kind: 'spend', account: bold.account, amount: 700_00, cover: 'local-balance', lease: null },
  ])
  expect(await account()).toMatchObject({ balance: 4_300_00, spendable: 4_300_00 })
})

test('all tills draw on one balance: of many sales at once none spends it twice', async () => {
  const sales = await Promise.all(
    [till, other, till, other, till, other, till, other].map((each) => sellFor(each, bold, 900_00)),
  )
  const statuses = sales.map(({ status }) => status)
  expect(statuses.filter((status) => status === 201)).toHaveLength(5)
  expect(statuses.filter((status) => status === 409)).toHaveLength(3)
  expect(await account()).toMatchObject({ balance: 500_00, spendable: 500_00 })
})

test('what a payment at one till has reserved is not there for another, until it is given up', async () => {
  const first = newId()
  expect((await cover(till, first, 4_000_00)).status).toBe(200)
  expect(await account()).toMatchObject({ balance: 5_000_00, spendable: 1_000_00 })
  const answer = await cover(other, newId(), 1_000_01)
  expect(answer.status).toBe(409)
  expect(refused(answer)).toMatchObject({ hindrance: 'not-loaded', spendable: 1_000_00 })
  await giveUp(first)
  expect((await cover(other, newId(), 5_000_00)).status).toBe(200)
})

test('a sale is saved by the balance that is loaded by then, not by the one it was reserved of', async () => {
  const id = newId()
  await cover(till, id, 800_00)
  load(600_00)
  const answer = await sellFor(till, bold, 800_00, id)
  expect(refused(answer)).toMatchObject({ hindrance: 'not-loaded', spendable: 600_00 })
  expect((await sellFor(till, bold, 600_00)).status).toBe(201)
})

test('what was spent counts until the loaded balance has it, also after a start of the hub', async () => {
  await sellFor(till, bold, 1_000_00)
  load(4_000_00)
  await sellFor(other, bold, 1_000_00)
  hub.restartValue()
  expect(await account()).toMatchObject({ spendable: 0, hindrance: 'tills-unheard' })
  const answer = await cover(till, newId(), 1)
  expect(refused(answer)).toMatchObject({ hindrance: 'tills-unheard' })
  hear()
  expect(await account()).toMatchObject({ balance: 3_000_00, spendable: 3_000_00 })
})

test('what a refund gives back is shown at once and spent once the cloud has sent it', async () => {
  const { sale } = await sellFor(till, bold, 1_000_00)
  const [spent] = movementsOf(sale.id)
  const refund = { id: newId(), shiftId: till.shiftId, receiptId: sale.id, reason: 'x' }
  hub.upper = Date.now()
  expect((await till.call('POST', '/refunds', refund)).status).toBe(201)
  expect(movementsOf(refund.id)).toMatchObject([
    { kind: 'give-back', amount: 1_000_00, lease: null, reverses: spent?.id },
  ])
  const shown = { balance: 5_000_00, spendable: 4_000_00, hindrance: 'not-loaded' }
  expect(await account()).toMatchObject(shown)
  load(5_000_00)
  expect(await account()).toMatchObject({ spendable: 5_000_00, hindrance: null })
})

test('online it asks for no hold, but loads the balance first: another store may have spent of it', async () => {
  hub.isCut = false
  hub.said.length = 0
  expect((await sellFor(till, bold, 500_00)).status).toBe(201)
  expect(hub.said.map(({ kind }) => kind)).toEqual(['balance-request'])
  hub.inBooks.set(bold.account, 300_00)
  const answer = await sellFor(till, bold, 400_00)
  expect(refused(answer)).toMatchObject({ hindrance: 'not-loaded', spendable: 300_00 })
  expect((await sellFor(till, bold, 300_00)).status).toBe(201)
})
