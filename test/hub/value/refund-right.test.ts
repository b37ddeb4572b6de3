import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { readBody } from '#hub/value/valued-event.ts'
import { storeProfile } from '#test/support/feed.ts'
import { newId, one, type TestTill } from '../open-hub.ts'
import { type Holder, openValueHub, refused, sellFor, type ValueHub } from './value-hub.ts'
import { askRefund, hindered, refunded } from './wired-hub.ts'

const limits = { memberHub: 1500_00, hubDay: 4000_00, companyDay: 5000_00, hubs: 1 }
const trust = { redemption: { ...limits, memberHub: 800_00 }, refund: limits }

let hub: ValueHub
let till: TestTill
let other: TestTill

beforeAll(async () => {
  hub = await openValueHub({ profile: storeProfile({}, { trust }) })
  till = await hub.openTill()
  other = await hub.openTill()
})
afterAll(() => hub[Symbol.asyncDispose]())
beforeEach(() => {
  hub.isCut = false
  hub.upper = Date.now()
})

const sell = (quantity = 1000) => till.sell({ lines: [one(1, quantity)] })
const recall = (receiptId: string) => hub.tell({ kind: 'refund-recall', receiptId })
const envelopeOf = (id: string) => readBody(hub.journal.eventById(id)?.body ?? '')
const trustSpent = () =>
  Number(
    hub.journal.rows("SELECT hub FROM trust_spent WHERE allowance LIKE '%refund%'", [])[0]?.[0] ??
      0,
  )

test('a recall that is journaled between look and commit wins', async () => {
  // The hub looks, is asked for the right and answers, and only then wants to journal the refund.
  const { id: receiptId } = await sell()
  const { find } = hub.value.refunds
  const wanted = { id: newId(), receiptId, amount: 9000_00, signedTotal: 9000_00, seen: 0 }
  const cash = { wants: 'cash', account: null } as const
  await expect(find({ ...wanted, ...cash })).rejects.toThrow('more than is left')
  const found = await find({ ...wanted, ...cash, amount: 1000_00 })
  expect(found).toMatchObject({ cover: 'right' })
  await recall(receiptId)
  const { envelope, payload } = envelopeOf(receiptId)
  const late = await hub.journal.append({
    envelope: { ...envelope, id: newId(), receipt: null },
    payload,
    requestHash: '',
    ...(found && { guard: found.guard }),
  })
  expect(late).toEqual({ outcome: 'conflict', conflict: 'refund-moved' })
})

test('a till whose refund meets the recall on its way to the disk is told no, whenever it comes', async () => {
  for (let round = 0; round < 6; round += 1) {
    const { id } = await sell(5000)
    hub.isCut = true
    // The writer takes it first; the till's request is looked at before it is committed.
    const message = hub.messageOf({ kind: 'refund-recall', receiptId: id })
    hub.value.hear({ kind: 'message', message })
    expect(await hindered(till, id)).toMatchObject({ hindrance: 'trust-used', left: 5000_00 })
    hub.isCut = false
  }
})

test('after a start an older receipt waits for the cloud and for each till; a new one does not', async () => {
  const { id: older } = await sell(3000)
  hub.isCut = true
  hub.upper = null
  hub.restartValue()
  expect((await hindered(till, older)).hindrance).toBe('offline')
  const { id: newer } = await sell(3000)
  expect((await refunded(till, newer)).cover).toBe('right')
  hub.upper = Date.now()
  expect((await askRefund(till, older)).status).toBe(409)
  await other.call('GET', '/shifts/current')
  expect((await refunded(till, older)).cover).toBe('right')
})

test('cash without the right is given within the trust of receipt and day, and no cent more', async () => {
  const before = trustSpent()
  const ids: string[] = []
  for (const quantity of [1500, 2000, 1500, 1500, 1200]) ids.push((await sell(quantity)).id)
  for (const id of ids) await recall(id)
  hub.isCut = true
  const [first = '', second = '', third = '', fourth = '', last = ''] = ids
  const given = await refunded(till, first)
  expect(given.cover).toBe('trust')
  expect(envelopeOf(given.id).payload.trustDay).toBe(envelopeOf(given.id).envelope.businessOn)
  // One receipt may draw 1500.00, the hub 4000.00 a day.
  expect((await hindered(till, second)).hindrance).toBe('trust-used')
  const part = { lines: [{ lineId: 'l1', quantity: 1200 }] }
  const racing = await Promise.all(
    [second, third, fourth].map((id, i) => askRefund(i === 1 ? other : till, id, part)),
  )
  expect(racing.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 201, 409])
  expect(trustSpent() - before).toBe(3900_00)
  // A reboot is no new day.
  hub.upper = null
  hub.restartValue()
  expect((await hindered(till, last)).hindrance).toBe('trust-used')
})

test('beyond the lease a member spends on the trust of the day offline, and the receipt says so', async () => {
  const bold: Holder = hub.newHolder()
  await other.call('GET', '/shifts/current')
  await till.call('GET', '/shifts/current')
  await hub.grant('L1', bold, 100_00)
  hub.isCut = true
  expect(await hub.accountOf(till, bold)).toMatchObject({ spendable: 900_00 })
  expect(refused(await sellFor(till, bold, 950_00))).toMatchObject({ spendable: 900_00 })
  const { status, sale } = await sellFor(till, bold, 800_00)
  expect(status).toBe(201)
  const { envelope } = envelopeOf(sale.id)
  const day = envelope.businessOn
  expect(envelope.movements).toMatchObject([
    { kind: 'spend', cover: 'lease', lease: 'L1', amount: 100_00 },
    { kind: 'spend', cover: 'trust', lease: null, amount: 700_00, rule: `trust:${day}:credit` },
  ])
  const answers = await Promise.all([till, other].map((at) => sellFor(at, bold, 100_00)))
  expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([201, 409])
  expect(await hub.accountOf(till, bold)).toMatchObject({ spendable: 0, hindrance: 'offline' })
})

test('a right that is asked for before each till was heard stays: this disk may be a copy that refunded less. It goes back once they were', async () => {
  const { id: older } = await sell(2000)
  hub.restartValue()
  const { id: newer } = await sell(2000)
  await recall(older)
  await recall(newer)
  const said = () =>
    hub.journal
      .rows("SELECT id FROM event WHERE type = 'refund-right.returned' ORDER BY seq", [])
      .flatMap(([id]) => envelopeOf(String(id)).envelope.receipt ?? [])
      .flatMap(({ id, cover }) => (id === older || id === newer ? [[id, cover]] : []))
  expect(said()).toEqual([
    [older, 'right'],
    [newer, null],
  ])
  hub.isCut = true
  expect((await hindered(till, older)).left).toBe(2000_00)
  await other.call('GET', '/shifts/current')
  await expect.poll(said).toEqual([
    [older, 'right'],
    [newer, null],
    [older, null],
  ])
})
