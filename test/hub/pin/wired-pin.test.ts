import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { lookupKeyOf } from '#cloud/masterdata/lookup-key.ts'
import { runCommand } from '#cloud/value/commands.ts'
import { NotSpendable } from '#shared/contracts/till.ts'
import { Failure } from '#shared/domain/failure.ts'
import { openValueShop, type ValueShop } from '#test/cloud/value/value-shop.ts'
import { until } from '#test/support/shop.ts'
import { newId, one, type TestTill } from '../open-hub.ts'
import { credit, openWiredHub, type WiredHub } from '../value/wired-hub.ts'

const MINUTE = 60_000
const right = '4826'
const wrong = '4827'
const settings = {
  earning: null,
  paying: {
    as: 'tender',
    by: { kind: 'rate', worth: { points: 1, amount: 100 } },
    pin: true,
    ruleId: 'pay',
  },
} as const

const Pin = z.looseObject({
  isSet: z.boolean(),
  lockedUntil: z.int().nullable(),
  changes: z.array(z.looseObject({ what: z.string(), reason: z.string() })),
  tries: z.array(z.looseObject({ hubId: z.int().nullable(), wrong: z.int() })),
})

let shop: ValueShop
let hub: WiredHub
let till: TestTill
beforeAll(async () => {
  shop = await openValueShop()
  await shop.post('/v1/programmes', { code: 'BOD', name: 'Body', kind: 'points' })
  await shop.cloud.request('/v1/programmes/BOD', { method: 'PATCH', json: settings })
  hub = await openWiredHub(shop, 1)
  const bod = { id: 2, code: 'BOD', name: 'Body', kind: 'points', offline: 'leased' } as const
  hub.feed.put({ programmes: [credit, { ...bod, settings: JSON.stringify(settings) }] })
  hub.feed.put({ members: [{ id: 7, name: 'Сараа', phone: '99110007', balances: { 2: 10_000 } }] })
  till = await hub.openTill()
  const identity = hub.shop.identity()
  await hub.journal.adopt({ ...identity, lookupKey: await lookupKeyOf(shop.cloud.group) })
}, 60_000)
afterAll(async () => {
  await hub[Symbol.asyncDispose]()
  await shop[Symbol.asyncDispose]()
})

const reason = 'at the counter'
const ask = (method: string, path: string, json?: object) =>
  shop.cloud.request(`/v1/members/M7/pin${path}${json === undefined ? `?reason=${reason}` : ''}`, {
    method,
    ...(json !== undefined && { json: { ...json, reason } }),
  })
const atHq = () => shop.cloud.get('/v1/members/M7/pin', Pin)
/** How often the hub was asked to pay: the cloud counts each try, also one that it answers too late. */
let timesAsked = 0
/**
 * As a cashier does: once more where the cloud was too busy to answer in time; with a wrong PIN not so
 * often that it locks.
 */
async function pay(
  pin: string | undefined,
  receiptId = newId(),
  memberId = 7,
  tries = pin === wrong ? 4 : 20,
) {
  const points = { kind: 'points', memberId, programme: 'BOD', amount: 100, pin } as const
  timesAsked += 1
  try {
    return await hub.value.cover(receiptId, points)
  } catch (error) {
    const { hindrance } = error instanceof Failure ? { ...error.extra } : {}
    if (hindrance !== 'no-answer' || tries === 1) throw error
    return pay(pin, receiptId, memberId, tries - 1)
  }
}
/** Why it does not pay. */
async function refused(paying: Promise<unknown>) {
  const error = await paying.then(
    () => undefined,
    (failure: unknown) => failure,
  )
  if (!(error instanceof Failure)) throw error ?? new Error('it paid')
  return NotSpendable.parse(error.extra)
}
const kept = () => hub.journal.rows('SELECT account, sealed FROM lease_pin', [])
/** A standing lease of so many points. */
async function lease(id: string, amount: number) {
  await hub.sent()
  const at = shop.cloud.clock()
  await shop.cloud.group.writeHot((hot) => {
    const endsAt = at + 60 * MINUTE
    const of = {
      id,
      hub: hub.hubId,
      epoch: 1,
      account: 'BOD:7',
      amount,
      endsAt,
      lotsEndingFrom: null,
    }
    const done = runCommand(
      hot,
      { kind: 'grant', ...of, receiptId: null, requestId: null },
      { at, by: 'test' },
    )
    if (done.answer.outcome !== 'done') throw new Error(JSON.stringify(done.answer))
  })
  await hub.cut()
  await hub.restore()
  await until(
    'the lease is here',
    async () => hub.journal.rows('SELECT 1 FROM wallet_lease WHERE id = ?', [id]).length > 0,
  )
}

test('the phone number alone spends nothing: without the PIN, with a wrong one and with none set', async () => {
  await shop.credit(10_000, 'BOD:7')
  expect(await refused(pay(undefined))).toMatchObject({ hindrance: 'pin-needed', spendable: 0 })
  expect(await refused(pay(right))).toMatchObject({ hindrance: 'pin-unset' })
  expect((await ask('PUT', '', { pin: right })).status).toBe(200)
  timesAsked = 0
  expect(await refused(pay(wrong))).toMatchObject({ hindrance: 'pin-wrong' })
  expect(await atHq()).toMatchObject({ isSet: true, tries: [{ hubId: null, wrong: timesAsked }] })
  expect(await shop.account('BOD:7')).toMatchObject({ free: 10_000, leases: [] })
})

test('online the cloud checks it with the hold; the receipt may then be saved without it, another may not', async () => {
  const receiptId = newId()
  expect(await pay(right, receiptId)).toBe('BOD:7')
  expect(await pay(undefined, receiptId)).toBe('BOD:7')
  expect(await refused(pay(undefined))).toMatchObject({ hindrance: 'pin-needed' })
  expect((await atHq()).tries).toEqual([])
  // Beside the lease it is here, sealed; with the last lease it goes.
  expect(kept()).toEqual([['BOD:7', expect.stringMatching(/^[\w-]{100,}$/)]])
  expect(String(kept()[0]?.[1])).not.toContain('scrypt')
  hub.value.letGo(receiptId)
  await until('the lease has closed', async () => kept().length === 0)
  expect(await refused(pay(undefined, receiptId))).toMatchObject({ hindrance: 'pin-needed' })
})

test('a sale is saved with the points that were reserved with the PIN, and refused pin-needed without', async () => {
  await lease('standing', 5000)
  await hub.cut()
  const points = { programme: 'BOD', pay: { kind: 'points', points: 100 } }
  const basket = { lines: [one(1)], memberId: 7, points }
  const id = newId()
  const { priced, quoteId } = await till.quote(basket)
  const { total } = priced
  const tenders = [{ kind: 'cash', given: total - 100_00 }]
  const sale = { id, shiftId: till.shiftId, basket, quoteId, total, tenders }
  const unproved = await till.call('POST', '/sales', sale)
  expect(unproved.body).toMatchObject({ status: 409, hindrance: 'pin-needed' })
  const asked = { kind: 'points', memberId: 7, programme: 'BOD', points: 100, pin: right }
  expect((await till.call('PUT', `/covers/${id}`, asked)).status).toBe(200)
  expect(await till.call('POST', '/sales', sale)).toMatchObject({ status: 201 })
  const body = hub.journal.eventById(id)?.body ?? ''
  expect(JSON.parse(body)).toMatchObject({
    envelope: { movements: [{ account: 'BOD:7', kind: 'spend', amount: 100, lease: 'standing' }] },
  })
  expect(body).not.toContain(right)
  await hub.restore()
})

test('with the line cut it is checked beside the lease, and five wrong ones lock it over restarts and a power cut', async () => {
  await hub.cut()
  const first = newId()
  expect(await pay(right, first)).toBe('BOD:7')
  hub.value.letGo(first)
  for (let tries = 1; tries < 5; tries += 1) {
    expect(await refused(pay(wrong))).toMatchObject({ hindrance: 'pin-wrong' })
  }
  const fifth = await refused(pay(wrong))
  expect(fifth).toMatchObject({ hindrance: 'pin-locked', until: expect.any(Number) })
  expect(fifth.until).toBeGreaterThan(Date.now() + 14 * MINUTE)
  expect(await refused(pay(right))).toMatchObject({ hindrance: 'pin-locked' })
  hub.restartValue()
  expect(await refused(pay(right))).toMatchObject({ hindrance: 'pin-locked' })
  expect(await refused(pay(undefined))).toMatchObject({ hindrance: 'pin-needed' })

  // What a power cut would leave on the disk now.
  for (const end of ['', '-wal']) {
    const file = join(hub.dir, `journal.db${end}`)
    if (existsSync(file)) copyFileSync(file, join(hub.dir, `cut.db${end}`))
  }
  const cut = new Database(join(hub.dir, 'cut.db'))
  const row = cut.prepare('SELECT wrong, locked_ms FROM pin_try WHERE member_id = 7').get()
  expect(row).toMatchObject({ wrong: 5, locked_ms: 15 * MINUTE })
  cut.close()
})

test('HQ hears of it, locks it everywhere, and unlocks it in the store that holds the lease', async () => {
  await hub.restore()
  await until('HQ knows', async () => (await atHq()).lockedUntil !== null)
  expect((await atHq()).tries).toMatchObject([{ hubId: hub.hubId, wrong: 5 }])
  // An older copy of the disk brings no tries back.
  await hub.cut()
  await hub.journal.execute([{ sql: 'DELETE FROM pin_try', args: [] }])
  await hub.restore()
  const counted = () => hub.journal.rows('SELECT wrong FROM pin_try', [])
  await until('the tries are back', async () => counted().length === 1)
  expect(counted()).toEqual([[5]])
  expect(await refused(pay(right))).toMatchObject({ hindrance: 'pin-locked' })
  expect((await ask('DELETE', '/lock')).status).toBe(200)
  expect((await atHq()).changes).toMatchObject([
    { what: 'unlocked', reason },
    { what: 'set', reason },
  ])
  expect(await atHq()).toMatchObject({ isSet: true, lockedUntil: null, tries: [] })
  const receiptId = newId()
  await until('the store knows', async () =>
    pay(right, receiptId).then(
      () => true,
      () => false,
    ),
  )
  hub.value.letGo(receiptId)
})

test('a PIN that HQ changed while the store was away holds there when it is back; the old one does not', async () => {
  await hub.cut()
  expect((await ask('PUT', '', { pin: '970513' })).status).toBe(200)
  await hub.restore()
  const receiptId = newId()
  await until('the store knows', async () =>
    pay('970513', receiptId).then(
      () => true,
      () => false,
    ),
  )
  expect(await refused(pay(right))).toMatchObject({ hindrance: 'pin-wrong' })
  hub.value.letGo(receiptId)
})

test('without a lease and without the line nobody can check it, so nothing is spent', async () => {
  await shop.credit(1000, 'BOD:8')
  await shop.cloud.request('/v1/members/M8/pin', {
    method: 'PUT',
    json: { pin: right, reason },
  })
  await hub.cut()
  expect(await refused(pay(right, newId(), 8))).toMatchObject({ hindrance: 'online-only' })
  await hub.restore()
})

test('a PIN that anybody would try first is refused, and no answer repeats one', async () => {
  for (const pin of ['1111', '123456', '9876', '12', 'abcd', 4826]) {
    const answer = await ask('PUT', '', { pin })
    expect(answer.status, String(pin)).toBe(422)
    expect(await answer.text()).not.toContain(`"value":"${pin}"`)
  }
  expect((await ask('PUT', '', { pin: '0007' })).status).toBe(200)
  expect((await ask('DELETE', '')).status).toBe(200)
  expect(await atHq()).toMatchObject({ isSet: false })
  const rows = shop.rows('SELECT body FROM hq_command')
  expect(JSON.stringify([rows, shop.rows('SELECT body FROM hub_message')])).not.toContain('scrypt')
})
