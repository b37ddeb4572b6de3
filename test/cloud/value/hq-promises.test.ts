import { expect, test } from 'vitest'
import { z } from 'zod'
import { sweepValue } from '#cloud/value/sweep.ts'
import { companyBooks, expectOwedIsOwned } from './company-books.ts'
import { grant } from './grant.ts'
import { expectRebuilt } from './rebuilt.ts'
import { newId } from './value-hub.ts'
import { openValueShop, type ValueShop } from './value-shop.ts'

const account = 'CREDIT:7'

test('a lease is forfeited once its end and the margin have passed, and the answer stays the same', async () => {
  await using shop = await leasedShop()
  const { cloud } = shop
  const asked = { id: newId(), reason: 'box stolen' }
  const path = '/v1/leases/L/forfeit'
  const endsAt = cloud.now + 1e6
  const from = endsAt + 600_000
  const early = await refusal(shop, path, asked)
  expect(early).toMatchObject({ status: 409, reason: 'not-ended', fields: ['id'] })
  expect(early.detail).toContain(`Lease L ends at ${new Date(endsAt).toISOString()}`)
  expect(early.detail).toContain(`from ${new Date(from).toISOString()} on`)
  cloud.now = from - 1
  expect(await refusal(shop, path, asked)).toMatchObject({ reason: 'not-ended' })

  cloud.now = from
  const answer = await done(shop, path, asked)
  expect(answer).toMatchObject({ id: asked.id, lease: 'L', account, hubId: 1, state: 'forfeited' })
  expect(answer).toMatchObject({ amount: 300, balance: 1000, free: 1000 })
  expect(await done(shop, path, asked)).toEqual(answer)
  expect((await shop.account()).leases).toMatchObject([{ id: 'L', state: 'forfeited' }])
  const Page = z.object({ items: z.array(z.looseObject({})) })
  const { items } = await cloud.get(`/v1/value-accounts/${account}/movements?limit=2`, Page)
  const command = { kind: 'forfeit', reason: 'box stolen', appliedSeq: answer['appliedSeq'] }
  expect(items).toMatchObject([{ kind: 'forfeit' }, { kind: 'make-good', command }])

  // Another request is another thing, whatever it asks.
  const again = await refusal(shop, path, { ...asked, id: newId() })
  expect(again).toMatchObject({ status: 409, reason: 'wrong-state' })
  expect(again.detail).toContain('was forfeited before')
  const other = await refusal(shop, path, { ...asked, reason: 'found' })
  expect(other).toMatchObject({ status: 409, fields: ['id'] })
  expect(other.detail).toContain('new id')
  await expectRebuilt(shop)
})

test('a forfeited lease is written off once HQ waits no longer for its hub, and then it is closed', async () => {
  await using shop = await leasedShop()
  const asked = () => ({ id: newId(), reason: 'box is scrap' })
  const path = '/v1/leases/L/write-off'
  const open = await refusal(shop, path, asked())
  expect(open).toMatchObject({ status: 409, reason: 'wrong-state', fields: ['id'] })
  expect(open.detail).toContain('Lease L is open; forfeit it first')
  shop.cloud.now += 2e6
  await done(shop, '/v1/leases/L/forfeit', asked())
  const last = asked()
  const answer = await done(shop, path, last)
  expect(answer).toMatchObject({ state: 'closed', amount: 300, balance: 1000, free: 1000 })
  expect(await done(shop, path, last)).toEqual(answer)
  expect(await shop.account()).toMatchObject({ balance: 1000, leases: [] })
  for (const act of ['write-off', 'forfeit']) {
    const closed = await refusal(shop, `/v1/leases/L/${act}`, asked())
    expect(closed).toMatchObject({ status: 409, fields: ['id'] })
    expect(closed.detail).toContain('is closed')
  }
  await expectOwedIsOwned(shop)
  await expectRebuilt(shop)
})

test('a lease that nobody was granted is not there, and every request says its id and why', async () => {
  await using shop = await leasedShop()
  const asked = { id: newId(), reason: 'x' }
  const missing = await refusal(shop, '/v1/leases/M/forfeit', asked)
  expect(missing).toMatchObject({ status: 404 })
  expect(missing.detail).toContain('Lease M')
  const nameless = await refusal(shop, '/v1/leases/L/forfeit', { id: 'x', reason: '' })
  expect(nameless).toMatchObject({ status: 422, fields: ['id', 'reason'] })
})

test('a hold keeps value for a web shop; what is captured is posted, the rest is free again', async () => {
  await using shop = await openValueShop()
  await shop.credit(1000)
  const hold = { id: newId(), account, amount: 600, receiptId: 'order 1' }
  const placed = await done(shop, '/v1/holds', hold)
  expect(placed).toMatchObject({ account, amount: 600, balance: 1000, free: 400 })
  expect(placed['lapsesAt']).toBe(shop.cloud.now + 30 * 60_000)
  shop.cloud.now += 60_000
  expect(await done(shop, '/v1/holds', hold)).toEqual(placed)
  const other = await refusal(shop, '/v1/holds', { ...hold, amount: 601 })
  expect(other).toMatchObject({ status: 409, fields: ['id'] })

  const path = `/v1/holds/${hold.id}/capture`
  const much = await refusal(shop, path, { id: newId(), amount: 601 })
  expect(much).toMatchObject({ status: 409, reason: 'too-little', fields: ['amount'] })
  expect(much.messages).toEqual(['must be at most 600'])
  const capture = { id: newId(), amount: 250 }
  const captured = await done(shop, path, capture)
  expect(captured).toMatchObject({ hold: hold.id, amount: 250, balance: 750, free: 750 })
  expect(await done(shop, path, capture)).toEqual(captured)
  const ended = await refusal(shop, path, { id: newId(), amount: 1 })
  expect(ended).toMatchObject({ status: 409, reason: 'no-hold', fields: ['id'] })
  expect(await companyBooks(shop)).toEqual({
    'STORE-CREDIT': -750,
    'VALUE-CAPTURED': -250,
    'VALUE-CORRECTIONS': 1000,
  })
  await expectOwedIsOwned(shop)
  await expectRebuilt(shop)
})

test('a hold is released by whoever placed it, or lapses in its time', async () => {
  await using shop = await openValueShop()
  await shop.credit(1000)
  const [one, two] = [newId(), newId()]
  await done(shop, '/v1/holds', { id: one, account, amount: 600, receiptId: 'a', minutes: 5 })
  await done(shop, '/v1/holds', { id: two, account, amount: 300, receiptId: 'b', minutes: 5 })
  const release = { id: newId() }
  const released = await done(shop, `/v1/holds/${one}/release`, release)
  expect(released).toMatchObject({ hold: one, amount: 600, balance: 1000, free: 700 })
  expect(await done(shop, `/v1/holds/${one}/release`, release)).toEqual(released)
  await sweepValue(shop.cloud.group, shop.cloud.now + 5 * 60_000)
  expect(await shop.account()).toMatchObject({ balance: 1000, free: 1000, holds: [] })
  for (const hold of [one, two]) {
    const gone = await refusal(shop, `/v1/holds/${hold}/release`, { id: newId() })
    expect(gone).toMatchObject({ status: 409, reason: 'no-hold' })
  }
  expect(await companyBooks(shop)).toMatchObject({ 'STORE-CREDIT': -1000 })
})

test('a hold that cannot be is refused with its field, its value and what to do', async () => {
  await using shop = await openValueShop()
  await shop.credit(1000)
  const hold = () => ({ id: newId(), account, amount: 1001, receiptId: 'a' })
  const much = await refusal(shop, '/v1/holds', hold())
  expect(much).toMatchObject({ status: 409, reason: 'too-little', fields: ['amount'] })
  expect(much.messages).toEqual(['must be at most 1000'])
  await done(shop, `/v1/value-accounts/${account}/freeze`, { id: newId(), reason: 'stolen' })
  const frozen = await refusal(shop, '/v1/holds', { ...hold(), amount: 1 })
  expect(frozen).toMatchObject({ status: 409, reason: 'frozen', fields: ['account'] })
  const long = await refusal(shop, '/v1/holds', { ...hold(), minutes: 10_081 })
  expect(long).toMatchObject({ status: 422, fields: ['minutes'] })
  for (const unknown of ['CREDIT:99', 'POINTS:7']) {
    const nobody = await refusal(shop, '/v1/holds', { ...hold(), account: unknown })
    expect(nobody).toMatchObject({ status: 404 })
  }
  const none = await refusal(shop, `/v1/holds/${newId()}/capture`, { id: newId(), amount: 1 })
  expect(none).toMatchObject({ status: 404 })
  const coupons = { code: 'KUPON', name: 'Coupons', companyId: 1, kind: 'coupon' }
  await done(shop, '/v1/programmes', coupons)
  const coupon = await refusal(shop, '/v1/holds', { ...hold(), account: 'KUPON:7' })
  expect(coupon).toMatchObject({ status: 422, fields: ['account'] })
  const hub = await shop.cloud.claimHub(1)
  for (const path of ['/v1/holds', '/v1/leases/L/forfeit', '/v1/leases/L/write-off']) {
    const json = { ...hold(), reason: 'x' }
    const asHub = { method: 'POST', json, key: hub.profile.token }
    expect((await shop.cloud.request(path, asHub)).status, path).toBe(403)
  }
})

/** 300 of 1000 are leased to hub 1. */
async function leasedShop(): Promise<ValueShop> {
  const shop = await openValueShop()
  await shop.cloud.claimHub(1)
  await shop.credit(1000)
  await grant(shop, 'L', 300)
  return shop
}

async function done(shop: ValueShop, path: string, json: unknown) {
  const answer = await shop.post(path, json)
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return z.record(z.string(), z.unknown()).parse(await answer.json())
}

const Problem = z.object({
  detail: z.string(),
  reason: z.string().optional(),
  errors: z
    .array(z.object({ field: z.string(), value: z.string().optional(), message: z.string() }))
    .default([]),
})

async function refusal(shop: ValueShop, path: string, json: unknown) {
  const answer = await shop.post(path, json)
  const { detail, reason, errors } = Problem.parse(await answer.json())
  const fields = errors.map(({ field }) => field)
  return { status: answer.status, detail, reason, fields, messages: errors.map((e) => e.message) }
}
