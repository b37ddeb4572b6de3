import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { readBody } from '#hub/value/valued-event.ts'
import { accountKey } from '#shared/feed/lookup.ts'
import { startRunningTime } from '#test/support/running-time.ts'
import type { TestTill } from '../open-hub.ts'
import { newId } from '../open-hub.ts'
import {
  credit,
  HOUR,
  type Holder,
  openValueHub,
  refused,
  saved,
  sellFor,
  type ValueHub,
} from './value-hub.ts'

let hub: ValueHub
let till: TestTill
let other: TestTill
/** A customer of each test's own, with leases of its own. */
let bold: Holder
let lease: string
let hold: string
let leases = 0

beforeAll(async () => {
  hub = await openValueHub()
  till = await hub.openTill()
  other = await hub.openTill()
})
afterAll(() => hub[Symbol.asyncDispose]())
beforeEach(() => {
  leases += 1
  lease = `L${leases}`
  hold = `H${leases}`
  hub.isCut = false
  hub.upper = Date.now()
  hub.onHold = () => null
  bold = hub.newHolder()
})

const bodyOf = (id: string) => {
  const event = hub.journal.eventById(id)
  if (event === null) throw new Error(`no event ${id}`)
  return readBody(event.body).envelope
}

const inShift = async () =>
  (await till.shift()).tenders.find(({ kind }) => kind === 'store-credit')?.amount ?? 0

test('a sale is paid out of a lease, offline too, and the receipt says so', async () => {
  await hub.grant(lease, bold, 800_00)
  hub.isCut = true
  const before = await inShift()
  const answer = await sellFor(till, bold, 300_00)
  expect(answer.status).toBe(201)
  const { receipt } = saved(answer)
  expect(receipt?.settlement.tenders).toMatchObject([
    { kind: 'store-credit', amount: 300_00 },
    { kind: 'cash', amount: 700_00 },
  ])
  const envelope = bodyOf(answer.sale.id)
  expect(envelope.leases).toEqual([lease])
  expect(envelope.movements).toMatchObject([
    { kind: 'spend', cover: 'lease', lease, account: bold.account, amount: 300_00 },
  ])
  expect(hub.leaseAt(lease)).toEqual(['open', 800_00, 300_00, 0])
  expect((await inShift()) - before).toBe(300_00)
})

test('more than the lease is refused offline, in words and with how much there is', async () => {
  await hub.grant(lease, bold, 800_00)
  hub.isCut = true
  const answer = await sellFor(till, bold, 801_00)
  expect(answer.status).toBe(409)
  expect(refused(answer)).toMatchObject({ hindrance: 'offline', asked: 801_00, spendable: 800_00 })
  expect(JSON.stringify(answer.body)).toContain('800.00 of 801.00 can be spent here now')
  expect(hub.leaseAt(lease)).toEqual(['open', 800_00, 0, 0])
  expect((await sellFor(till, bold, 800_00)).status).toBe(201)
})

test('without the time, a till that was not heard or a member nothing is spent, and it is said why', async () => {
  await hub.grant(lease, bold, 800_00)
  hub.isCut = true
  hub.upper = null
  expect(refused(await sellFor(till, bold, 100_00)).hindrance).toBe('no-time')
  expect(await hub.accountOf(till, bold)).toMatchObject({ spendable: 0, hindrance: 'no-time' })
  hub.upper = Date.now()
  expect(await hub.accountOf(till, bold)).toMatchObject({ spendable: 800_00, hindrance: 'offline' })
  const basket = { lines: [{ id: 'a', productId: 1, quantity: 1000 }] }
  const tenders = [{ kind: 'store-credit', given: 1000_00 }]
  const sale = { id: newId(), shiftId: till.shiftId, basket, total: 1000_00, tenders }
  const noMember = await till.call('POST', '/sales', sale)
  expect(noMember).toMatchObject({ status: 422, body: { errors: [{ field: 'memberId' }] } })
})

test('a frozen account shows its balance and gives nothing, whatever is leased', async () => {
  await hub.grant(lease, bold, 800_00)
  hub.feed.put({ frozen: [{ id: accountKey(bold.id, credit.id), frozen: true }] })
  expect(await hub.accountOf(till, bold)).toMatchObject({
    balance: 5_000_00,
    spendable: 0,
    hindrance: 'frozen',
  })
  expect(refused(await sellFor(till, bold, 100_00)).hindrance).toBe('frozen')
  hub.feed.put({ frozen: [{ id: accountKey(bold.id, credit.id), frozen: false }] })
  expect((await sellFor(till, bold, 100_00)).status).toBe(201)
})

test('an ended lease is not spent, although nobody has closed it yet', async () => {
  const endsAt = Date.now() + 1000
  await hub.grant(lease, bold, 800_00, { endsAt })
  hub.isCut = true
  hub.upper = endsAt
  expect(refused(await sellFor(till, bold, 100_00)).hindrance).toBe('offline')
})

test('online the cloud is asked for what is missing, and the rest of its hold goes back', async () => {
  await hub.grant(lease, bold, 300_00)
  hub.onHold = ({ requestId, receiptId, amount, head }) => {
    expect(amount).toBe(200_00)
    expect(head).toEqual({ epoch: 1, seq: hub.journal.head().seq })
    const of = {
      kind: 'grant',
      account: bold.account,
      requestId,
      receiptId,
      // Leases that end sooner are spent first.
      endsAt: Date.now() + 48 * HOUR,
    } as const
    // More than was asked: what is over must not stay here.
    return { kind: 'message', message: hub.messageOf({ ...of, lease: hold, amount: 250_00 }) }
  }
  const answer = await sellFor(till, bold, 500_00)
  expect(answer.status).toBe(201)
  await expect.poll(() => hub.leaseAt(hold)).toEqual(['closed', 250_00, 200_00, 50_00])
  expect(hub.leaseAt(lease)).toEqual(['open', 300_00, 300_00, 0])
})

test("the cloud's refusal and its silence come with their own words, within a second", async () => {
  hub.onHold = ({ requestId }) => ({
    kind: 'hold-refused',
    refusal: { requestId, reason: 'too-little', free: 40_00 },
  })
  const poor = refused(await sellFor(till, bold, 100_00))
  expect(poor).toMatchObject({ hindrance: 'too-little', spendable: 40_00 })
  hub.onHold = () => null
  const asked = performance.now()
  using running = startRunningTime()
  expect(refused(await sellFor(till, bold, 100_00)).hindrance).toBe('no-answer')
  expect(performance.now() - asked).toBeGreaterThan(750)
  expect(running.ms()).toBeLessThan(3000)
})

test('a cloud that lacks our last events is asked again when it has them', async () => {
  let asked = 0
  hub.onHold = ({ requestId, receiptId, amount }) => {
    asked += 1
    if (asked === 1) {
      setTimeout(() => hub.value.confirmed(), 10)
      return { kind: 'hold-refused', refusal: { requestId, reason: 'send-first', free: 0 } }
    }
    const of = {
      kind: 'grant',
      account: bold.account,
      requestId,
      receiptId,
      endsAt: Date.now() + 60_000,
    } as const
    return { kind: 'message', message: hub.messageOf({ ...of, lease: hold, amount }) }
  }
  expect((await sellFor(till, bold, 100_00)).status).toBe(201)
  expect(asked).toBe(2)
})

test('a question on its way is asked once, whatever the cloud takes of the journal meanwhile: a PIN counts each time', async () => {
  let asked = 0
  hub.onHold = ({ requestId }) => {
    asked += 1
    setImmediate(() => {
      hub.value.confirmed()
      const refusal = { requestId, reason: 'too-little', free: 0 } as const
      hub.value.hear({ kind: 'hold-refused', refusal })
    })
    return null
  }
  expect(refused(await sellFor(till, bold, 100_00)).hindrance).toBe('too-little')
  expect(asked).toBe(1)
})

test('a cloud that takes our last events before its word is here that it lacks them is asked again', async () => {
  let asked = 0
  hub.onHold = ({ requestId, receiptId, amount }) => {
    asked += 1
    if (asked === 1) {
      setImmediate(() => {
        hub.value.confirmed()
        const refusal = { requestId, reason: 'send-first', free: 0 } as const
        hub.value.hear({ kind: 'hold-refused', refusal })
      })
      return null
    }
    const of = { kind: 'grant', account: bold.account, requestId, receiptId } as const
    const body = { ...of, lease: hold, amount, endsAt: Date.now() + 60_000 }
    return { kind: 'message', message: hub.messageOf(body) }
  }
  expect((await sellFor(till, bold, 100_00)).status).toBe(201)
  expect(asked).toBe(2)
})

test('a hold that comes after its till was told no goes back at once', async () => {
  let late: (() => Promise<void>) | undefined
  hub.onHold = ({ requestId, receiptId, amount }) => {
    const of = { kind: 'grant', account: bold.account, endsAt: Date.now() + 60_000 } as const
    late = () => hub.tell({ ...of, requestId, receiptId, lease: hold, amount })
    return null
  }
  expect((await sellFor(till, bold, 100_00)).status).toBe(409)
  await late?.()
  await expect.poll(() => hub.leaseAt(hold)?.[0]).toBe('refused')
})

test('two tills race for one lease: it is spent once, and the other one hears why', async () => {
  await hub.grant(lease, bold, 800_00)
  hub.isCut = true
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, i) => sellFor(i % 2 === 0 ? till : other, bold, 300_00)),
  )
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(2)
  expect(hub.leaseAt(lease)).toEqual(['open', 800_00, 600_00, 0])
})

test('the same sale sent twice at once spends once', async () => {
  await hub.grant(lease, bold, 800_00)
  hub.isCut = true
  const id = newId()
  const basket = { lines: [{ id: 'a', productId: 1, quantity: 1000 }], memberId: bold.id }
  const tenders = [
    { kind: 'store-credit', given: 500_00 },
    { kind: 'cash', given: 500_00 },
  ]
  const sale = { id, shiftId: till.shiftId, basket, total: 1000_00, tenders }
  const answers = await Promise.all([1, 2, 3].map(() => till.call('POST', '/sales', sale)))
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 201])
  expect(hub.leaseAt(lease)).toEqual(['open', 800_00, 500_00, 0])
  // Long after, with nothing left: the same answer, not a refusal.
  await sellFor(till, bold, 300_00)
  expect((await till.call('POST', '/sales', sale)).status).toBe(200)
})

test('what is reserved stays through a recall, and what is let go goes back', async () => {
  await hub.grant(lease, bold, 800_00)
  const [paid, left] = [newId(), newId()]
  const wanted = (amount: number) => ({ kind: 'store-credit', memberId: bold.id, amount })
  expect((await till.call('PUT', `/covers/${paid}`, wanted(300_00))).status).toBe(200)
  expect((await till.call('PUT', `/covers/${left}`, wanted(200_00))).status).toBe(200)
  expect(await hub.accountOf(till, bold)).toMatchObject({
    spendable: 4_500_00,
    hindrance: 'in-payment',
  })
  await hub.tell({ kind: 'recall', lease })
  expect(hub.leaseAt(lease)).toEqual(['recalled', 800_00, 0, 300_00])
  hub.isCut = true
  expect((await sellFor(till, bold, 300_00, paid)).status).toBe(201)
  expect(hub.leaseAt(lease)?.[2]).toBe(300_00)
  expect((await till.call('DELETE', `/covers/${left}`)).status).toBe(204)
  await expect.poll(() => hub.leaseAt(lease)).toEqual(['closed', 800_00, 300_00, 500_00])
})

test('a recall that overtakes the saving of a sale refuses the sale, not the recall', async () => {
  await hub.grant(lease, bold, 800_00)
  hub.isCut = true
  // Its parts are not reserved when the writer decides about the recall.
  const message = hub.messageOf({ kind: 'recall', lease })
  hub.value.hear({ kind: 'message', message })
  const answer = await sellFor(till, bold, 300_00)
  expect(answer.status).toBe(409)
  expect(hub.leaseAt(lease)).toEqual(['closed', 800_00, 0, 800_00])
  expect(hub.journal.eventById(answer.sale.id)).toBeNull()
})

test('a refund puts back into the open lease, and what was lent otherwise waits for the cloud', async () => {
  await hub.grant(lease, bold, 800_00)
  const before = await inShift()
  const first = await sellFor(till, bold, 600_00)
  const id = newId()
  const refund = { id, shiftId: till.shiftId, receiptId: first.sale.id, reason: 'x' }
  expect((await till.call('POST', '/refunds', refund)).status).toBe(201)
  expect(hub.leaseAt(lease)).toEqual(['open', 800_00, 0, 0])
  const [spent] = bodyOf(first.sale.id).movements
  expect(bodyOf(id).movements).toMatchObject([
    { kind: 'give-back', cover: 'lease', lease, amount: 600_00, reverses: spent?.id },
  ])
  expect(await inShift()).toBe(before)
  const second = await sellFor(till, bold, 600_00)
  await hub.tell({ kind: 'recall', lease })
  const later = { ...refund, id: newId(), receiptId: second.sale.id }
  expect((await till.call('POST', '/refunds', later)).status).toBe(201)
  expect(bodyOf(later.id).movements).toMatchObject([
    { kind: 'give-back', cover: 'account', lease: null, amount: 600_00 },
  ])
})

test('parts of a receipt give back as much store credit as it spent, and cash may become credit', async () => {
  await hub.grant(lease, bold, 800_00)
  const basket = { lines: [{ id: 'a', productId: 1, quantity: 2000 }], memberId: bold.id }
  const tenders = [
    { kind: 'store-credit', given: 500_00 },
    { kind: 'cash', given: 1500_00 },
  ]
  const sale = { id: newId(), shiftId: till.shiftId, basket, total: 2000_00, tenders }
  expect((await till.call('POST', '/sales', sale)).status).toBe(201)
  const part = {
    id: newId(),
    shiftId: till.shiftId,
    receiptId: sale.id,
    reason: 'x',
    lines: [{ lineId: 'a', quantity: 1000 }],
    tenders: [{ kind: 'store-credit', amount: 1000_00 }],
  }
  expect((await till.call('POST', '/refunds', part)).status).toBe(201)
  expect(bodyOf(part.id).movements).toMatchObject([
    { kind: 'give-back', cover: 'lease', amount: 500_00 },
    { kind: 'give-back', cover: 'account', amount: 500_00, reverses: null },
  ])
  // The rest by itself: no store credit is left on the receipt, so it is cash.
  const { tenders: _, lines: __, ...rest } = { ...part, id: newId() }
  const answer = await till.call('POST', '/refunds', rest)
  expect(saved(answer).receipt?.settlement.tenders).toMatchObject([
    { kind: 'cash', amount: -1000_00 },
  ])
})
