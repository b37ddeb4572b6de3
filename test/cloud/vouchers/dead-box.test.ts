import { expect, test } from 'vitest'
import { z } from 'zod'
import { forfeitMarginMs } from '#cloud/value/policy.ts'
import { bornLeaseId } from '#shared/value/born-lease.ts'
import { standingLeaseMs } from '#shared/value/cloud/lease-policy.ts'
import { holdOf, openBox } from '../value/open-box.ts'
import { expectRebuilt } from '../value/rebuilt.ts'
import { bodyOf, newId, sayOfLease } from '../value/value-hub.ts'
import { sellVouchers } from './voucher-sale.ts'
import { openVoucherShop } from './voucher-shop.ts'

const Waiting = z.object({ items: z.array(z.looseObject({ programme: z.string() })) })

test('a coupon for the next order that a dead box gave waits, and is released to its holder after its lease [B1.3]', async () => {
  await using shop = await openVoucherShop()
  const { cloud } = shop
  await using dead = await openBox(shop, 1)
  const account = `FIVE:${newId()}`
  const coupon = { account, code: '0123-4567-89AB-CDEF', programme: 'FIVE', promotionId: 1 }
  const load = { account, kind: 'load', lease: 'B1', rule: 'promotion:9' } as const
  sellVouchers(dead.hub, [load], { issued: [{ ...coupon, endsAt: null }] })
  expect((await dead.hub.push()).status).toBe(200)
  const waiting = async () => (await cloud.get('/v1/companies/NOM/leases/waiting', Waiting)).items
  expect(await waiting()).toEqual([])

  // Its disk is gone: it comes back as an old image, and what it had promised is nobody's.
  const from = cloud.now + standingLeaseMs + forfeitMarginMs
  dead.hub.forkAfter(0)
  expect((await dead.hub.meet()).outcome).toBe('new-epoch')
  const one = { storeCode: 'UB1', programme: 'FIVE', kind: 'coupon', leases: 1, left: 1 }
  expect(await waiting()).toMatchObject([{ ...one, revoked: false, ready: 0, readyFrom: from }])
  const order = { id: newId(), reason: 'the box burned' }
  expect((await shop.post('/v1/leases/B1/forfeit', order)).status).toBe(409)
  expect(await shop.account(account)).toMatchObject({ free: 0, leases: [{ state: 'void' }] })

  cloud.now = from
  expect(await waiting()).toMatchObject([{ ...one, ready: 1, readyFrom: null }])
  expect((await shop.post('/v1/leases/B1/forfeit', order)).status).toBe(200)
  expect(await waiting()).toEqual([])
  await using other = await openBox(shop, 2)
  const request = holdOf(other, { amount: 1, requestId: 'a', account })
  other.say({ kind: 'hold-request', request })
  await other.message(({ body }) => body.kind === 'grant' && body.account === account)
  await expectRebuilt(shop)
})

test.each([
  { by: 'an old image of its disk', isReplaced: false },
  { by: 'the box in its place', isReplaced: true },
])(
  'a sale answered again by $by brought one coupon: its use comes out of the first lease [B2.5]',
  async ({ isReplaced }) => {
    await using shop = await openVoucherShop()
    const { cloud } = shop
    const box = await cloud.claimHub(1)
    const account = `FIVE:${newId()}-1`
    const lease = bornLeaseId(account)
    const load = { account, kind: 'load', lease, rule: 'promotion:9' } as const
    const code = '0123-4567-89AB-CDEF'
    const issued = [{ account, code, programme: 'FIVE', promotionId: 1, endsAt: null }]
    const first = sellVouchers(box, [load], { issued })
    expect((await box.push()).status).toBe(200)
    const { envelope, payload } = bodyOf(first)
    if (isReplaced) expect((await shop.post('/v1/hubs/1/revoke', {})).status).toBe(204)
    else {
      box.forkAfter(0)
      const met = await box.meet()
      if (met.outcome !== 'new-epoch') throw new Error(`the cloud says ${met.outcome}`)
      box.moveTo(met.epoch, met.base.seq)
    }
    const next = isReplaced ? await cloud.claimHub(1) : box
    next.append('sale.closed', { envelope: { ...envelope, uptimeMs: 2 }, payload })
    const spend = { account, kind: 'spend', lease } as const
    sellVouchers(next, [spend])
    sayOfLease(next, 'lease.closed', { lease, account, granted: 1, spent: 1 })
    await next.meet()
    expect((await next.push()).status).toBe(200)
    expect(await shop.account(account)).toMatchObject({ balance: 0, leases: [{ state: 'void' }] })
    const Page = z.looseObject({ items: z.array(z.looseObject({ account: z.string() })) })
    expect((await cloud.get(`/v1/coupons?code=${code}`, Page)).items).toMatchObject([
      { account, state: 'used', balance: 0 },
    ])
    expect(await shop.alarms()).not.toContain('lease-overspent')
    expect(await shop.alarms()).not.toContain('unknown-lease')
    await expectRebuilt(shop)
  },
)

test('what a revoked box holds waits too, with the face value of its coupons', async () => {
  await using shop = await openVoucherShop()
  const { cloud } = shop
  const coupon = { promotionId: 1, faceValue: 500_000 }
  await cloud.request('/v1/programmes/FIVE', { method: 'PATCH', json: { coupon } })
  const hub = await cloud.claimHub(1)
  for (const [n, code] of ['0123-4567-89AB-CDEF', 'FEDC-BA98-7654-3210'].entries()) {
    const account = `FIVE:${newId()}`
    const load = { account, kind: 'load', lease: `B${n}`, rule: 'promotion:9' } as const
    const issued = { account, code, programme: 'FIVE', promotionId: 1, endsAt: null }
    sellVouchers(hub, [load], { issued: [issued] })
  }
  expect((await hub.push()).status).toBe(200)
  const read = async () => (await cloud.get('/v1/companies/NOM/leases/waiting', Waiting)).items
  expect(await read()).toEqual([])
  expect((await shop.post('/v1/hubs/1/revoke', {})).status).toBe(204)
  expect(await read()).toMatchObject([
    { hubId: 1, revoked: true, leases: 2, left: 2, faceValue: 1_000_000, ready: 0 },
  ])
  cloud.now += standingLeaseMs + forfeitMarginMs
  const lost = { id: newId(), reason: 'stolen' }
  expect((await shop.post('/v1/leases/B0/forfeit', lost)).status).toBe(200)
  // What is forfeited waits no more for HQ, but for its hub.
  expect(await read()).toMatchObject([{ leases: 1, faceValue: 500_000, ready: 1 }])
  expect(await cloud.get('/v1/companies/CAFE/leases/waiting', Waiting)).toEqual({ items: [] })
})
