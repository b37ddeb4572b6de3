import { cpSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ALL_RIGHTS, addEmployee, newId, one, type TestTill } from '../open-hub.ts'
import { refused, type ValueHub } from '../value/value-hub.ts'
import { refunded } from '../value/wired-hub.ts'
import { envelopeOf, openVoucherHub, sold, TEN, tenOff, trySale, voucherOf } from './voucher-hub.ts'

/** From 1000.00 on an order brings a coupon of 10 % for the next one. */
const brings = {
  id: 9,
  code: 'NEXT',
  name: 'Дараагийн удаа',
  trigger: 'automatic',
  conditions: { minimumAmount: { amount: 1000_00, vat: 'included' } },
  reward: { kind: 'next-order-coupon', promotionId: 1, count: 1 },
} as const
const feed = {
  promotions: [tenOff, brings],
  programmes: [{ ...TEN, settings: JSON.stringify({ promotionId: 1 }) }],
}
let hub: ValueHub
let till: TestTill
beforeAll(async () => {
  hub = await openVoucherHub(feed)
  till = await hub.openTill()
})
afterAll(() => hub[Symbol.asyncDispose]())
beforeEach(() => {
  hub.isCut = false
})
const small = { lines: [one(2)] }

async function bought() {
  const receipt = await sold(till, { lines: [one(1), one(2)] })
  const [coupon] = receipt.issued ?? []
  if (coupon === undefined) throw new Error('the order brought no coupon')
  return { id: receipt.id, ...coupon }
}

test('a coupon for the next order is good at once where it was given: the line cut, after a restart, and once', async () => {
  hub.isCut = true
  const { id, account, code } = await bought()
  const [load] = envelopeOf(hub, id).movements
  expect(load).toMatchObject({ kind: 'load', account, amount: 1, cover: 'lease' })
  const born = String(load?.lease)
  expect(hub.leaseAt(born)).toEqual(['open', 1, 0, 0])
  expect(await voucherOf(till, code.toLowerCase())).toMatchObject({ account, state: 'issued' })
  hub.restartValue()
  // After a start nobody vouches for the disk until every till was heard; then it is good again.
  await till.call('GET', '/status')
  expect(await voucherOf(till, code)).toMatchObject({ account, state: 'issued' })
  const next = await sold(till, { ...small, coupons: [{ account }] })
  expect(next.priced.total).toBe(225_00)
  expect(envelopeOf(hub, next.id)).toMatchObject({
    movements: [{ kind: 'spend', account, lease: born }],
    coupons: [account],
  })
  expect((await voucherOf(till, code)).state).toBe('used')
  const twice = await trySale(till, { ...small, coupons: [{ account }] })
  expect(twice.body).toMatchObject({ receipt: { priced: { total: 250_00 } } })
  expect(twice.body).toMatchObject({
    receipt: { priced: { coupons: [{ outcome: 'refused', reason: 'used' }] } },
  })
})

test('the cloud may ask for it, for a customer in another store; then it is good there and not here', async () => {
  const { id, account } = await bought()
  const [load] = envelopeOf(hub, id).movements
  await hub.tell({ kind: 'recall', lease: String(load?.lease) })
  expect(hub.leaseAt(String(load?.lease))).toEqual(['closed', 1, 0, 1])
  hub.isCut = true
  const gone = await trySale(till, { ...small, coupons: [{ account }] })
  expect(refused(gone)).toMatchObject({ hindrance: 'offline' })
  // Its order comes back all the same, and says that the coupon stays out there.
  expect((await refunded(till, id)).issuedTaken).toEqual([
    { account, programme: 'TEN', outcome: 'not-here' },
  ])
})

test('an order that comes back whole takes its unused coupon back, in parts with the last of them', async () => {
  const { id, account, code } = await bought()
  hub.isCut = true
  const [load] = envelopeOf(hub, id).movements
  const part = await refunded(till, id, { lines: [{ lineId: 'l1', quantity: 1000 }] })
  expect(part.issuedTaken).toBeUndefined()
  expect((await voucherOf(till, code)).state).toBe('issued')
  const last = await refunded(till, id)
  expect(last.issuedTaken).toEqual([{ account, programme: 'TEN', outcome: 'cancelled' }])
  expect(envelopeOf(hub, last.id).movements).toMatchObject([
    { kind: 'take-back', account, amount: 1, lease: load?.lease, reverses: load?.id },
  ])
  expect((await voucherOf(till, code)).state).toBe('cancelled')
  const dead = await trySale(till, { ...small, coupons: [{ account }] })
  expect(dead.body).toMatchObject({ receipt: { priced: { total: 250_00 } } })
})

test('a coupon that was used already stays with its customer: the refund goes on and says so', async () => {
  const { id, account } = await bought()
  await sold(till, { ...small, coupons: [{ account }] })
  const back = await refunded(till, id)
  expect(back.issuedTaken).toEqual([{ account, programme: 'TEN', outcome: 'used' }])
  expect(envelopeOf(hub, back.id).movements).toEqual([])
})

test('a coupon returns with the order that used it, also when the order that brought it came back before', async () => {
  const { id, account, code } = await bought()
  const next = await sold(till, { ...small, coupons: [{ account }] })
  await refunded(till, id)
  const back = await refunded(till, next.id)
  expect(envelopeOf(hub, back.id).movements).toMatchObject([{ kind: 'give-back', account }])
  expect(await voucherOf(till, code)).toMatchObject({ account, state: 'issued' })
  const third = await sold(till, { ...small, coupons: [{ account }] })
  expect(third.priced.total).toBe(225_00)
})

test('a sale that an old image of the disk answers again brings the same coupon; another sale another one', async () => {
  await using image = await openVoucherHub(feed, { claimed: false, journalAt: imageOf(hub) })
  const { lookupKey } = hub.feed
  addEmployee({ ...image.feed, lookupKey }, { id: 500, rights: ALL_RIGHTS, pin: '4321' })
  await image.call('POST', '/sign-in', { employeeId: 500, pin: '4321' }, till.token)
  const id = newId()
  const asked = (on: ValueHub) => {
    const same = { ...till, call: (...of: Call) => on.call(...of, till.token) }
    return sold(same, { lines: [one(1), one(2)] }, {}, { id })
  }
  const named = (on: ValueHub) =>
    envelopeOf(on, id).movements.map(({ id: load, account, lease }) => [load, account, lease])
  const [first, again, other] = [await asked(hub), await asked(image), await bought()]
  expect(first.issued).toHaveLength(1)
  expect(again.issued).toEqual(first.issued)
  expect(named(image)).toEqual(named(hub))
  const [coupon] = first.issued ?? []
  expect(other.account).not.toBe(coupon?.account)
  expect(other.code).not.toBe(coupon?.code)
})
type Call = Parameters<TestTill['call']>

/** What an imaging tool copies of the disk. */
function imageOf({ dir }: ValueHub): (path: string) => void {
  return (path) => {
    for (const end of ['', '-wal', '-shm']) {
      const file = join(dir, `journal.db${end}`)
      if (existsSync(file)) cpSync(file, `${path}${end}`)
    }
  }
}
