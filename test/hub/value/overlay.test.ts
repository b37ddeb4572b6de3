import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId, type TestTill } from '../open-hub.ts'
import { credit, type Holder, openValueHub, sellFor, type ValueHub } from './value-hub.ts'

let hub: ValueHub
let till: TestTill
let bold: Holder
let oldImages = 0

beforeAll(async () => {
  hub = await openValueHub({ onOldImage: () => (oldImages += 1) })
  till = await hub.openTill()
})
afterAll(() => hub[Symbol.asyncDispose]())
beforeEach(() => {
  hub.isCut = false
  bold = hub.newHolder()
})

const balance = async () => (await hub.accountOf(till, bold))?.balance
const feedSays = (amount: number, mark: { epoch?: number; seq: number; hash: string }) =>
  hub.feed.put({
    members: [{ id: bold.id, name: 'Болд', phone: bold.phone, balances: { [credit.id]: amount } }],
    marks: [{ hubId: 7, epoch: 1, ...mark }],
  })
const headNow = () => {
  const { seq, hash } = hub.journal.head()
  return { seq, hash }
}

test('a balance is that of the feed and what this hub did after the mark, never twice', async () => {
  await hub.grant(`L${newId()}`, bold, 900_00)
  const { seq: granted, hash } = headNow()
  await sellFor(till, bold, 300_00)
  const first = headNow()
  await sellFor(till, bold, 200_00)
  expect(await balance()).toBe(4_500_00)
  feedSays(4_700_00, first)
  expect(await balance()).toBe(4_500_00)
  feedSays(4_500_00, headNow())
  expect(await balance()).toBe(4_500_00)
  // A replica that was built again may be older: nothing is missing then either.
  feedSays(5_000_00, { seq: granted, hash })
  expect(await balance()).toBe(4_500_00)
})

test('what a refund gives back is shown at once, and spendable when it is in an open lease', async () => {
  await hub.grant(`L${newId()}`, bold, 900_00)
  const { sale } = await sellFor(till, bold, 300_00)
  const refund = { id: newId(), shiftId: till.shiftId, receiptId: sale.id, reason: 'x' }
  await till.call('POST', '/refunds', refund)
  hub.isCut = true
  expect(await hub.accountOf(till, bold)).toMatchObject({ balance: 5_000_00, spendable: 900_00 })
})

test('a feed that holds events this disk lacks is not counted over: the disk is an old image', async () => {
  await hub.grant(`L${newId()}`, bold, 900_00)
  await sellFor(till, bold, 300_00)
  const { seq, hash } = headNow()
  feedSays(4_000_00, { seq: seq + 5, hash: 'f'.repeat(64) })
  oldImages = 0
  expect(await balance()).toBe(4_000_00)
  expect(oldImages).toBeGreaterThan(0)
  feedSays(4_000_00, { seq, hash: 'f'.repeat(64) })
  oldImages = 0
  hub.value.feedChanged()
  expect(oldImages).toBe(1)
  feedSays(4_700_00, { seq, hash })
  oldImages = 0
  expect(await balance()).toBe(4_700_00)
  expect(oldImages).toBe(0)
})

test('mark and balance are of one moment, though the feed moves between the two [B3]', async () => {
  await hub.grant(`L${newId()}`, bold, 900_00)
  const granted = headNow()
  await sellFor(till, bold, 300_00)
  feedSays(5_000_00, granted)
  const { replica } = hub.shop
  const hubMark = replica.hubMark.bind(replica)
  const moving = (hubId: number) => {
    const mark = hubMark(hubId)
    feedSays(4_700_00, headNow())
    return mark
  }
  Object.assign(replica, { hubMark: moving })
  const [shown] = hub.value.accountsOf({ id: bold.id, blocked: false })
  Object.assign(replica, { hubMark })
  expect(shown?.balance).toBe(4_700_00)
})

test('a mark of an epoch that is over hides nothing of the next one, which began before its place [B3]', async () => {
  await using older = await openValueHub()
  const seller = await older.openTill()
  const holder = older.newHolder()
  await older.grant('L1', holder, 900_00)
  const { epoch, seq, hash } = older.journal.head()
  await sellFor(seller, holder, 300_00)
  // The cloud has places of this hub that its disk lost; their epoch is over, and the sale is of the next.
  const note = older.shop.note('epoch-opened', 'test')
  await older.journal.openEpoch(2, { epoch, seq, hash }, note)
  older.feed.put({
    members: [{ ...holder, name: 'Болд', balances: { [credit.id]: 5_000_00 } }],
    marks: [{ hubId: 7, epoch, seq: seq + 9, hash: 'f'.repeat(64) }],
  })
  older.isCut = true
  expect((await older.accountOf(seller, holder))?.balance).toBe(4_700_00)
})
