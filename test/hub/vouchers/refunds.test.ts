import { expect, test } from 'vitest'
import { NotRefundable } from '#shared/contracts/till.ts'
import { one } from '../open-hub.ts'
import { refused } from '../value/value-hub.ts'
import { askRefund, refunded } from '../value/wired-hub.ts'
import {
  book,
  envelopeOf,
  lease,
  moved,
  OPEN_CARD,
  openVoucherHub,
  sold,
  voucherOf,
} from './voucher-hub.ts'

const card = { id: 1, account: 'CARD:v1', code: 'A', balance: 900_00 }
const onto = (account: string, typedPrice: number, id: string) => {
  return { ...one(OPEN_CARD, 1000, id), loads: account, typedPrice }
}
const piece = (lineId: string, quantity = 1000) => ({ lineId, quantity })

test('goods that a gift card paid in part go back to it by its share, in parts that add up, and may be spent again', async () => {
  await using hub = await openVoucherHub({ giftCards: [card] })
  const till = await hub.openTill()
  await lease(hub, 'L1', 'CARD:v1', 900_00)
  hub.isCut = true
  const receipt = await sold(till, { lines: [one(1, 3000)] }, { 'CARD:v1': 700_00 })
  const backs: unknown[] = []
  for (let n = 0; n < 3; n += 1) {
    const { id, settlement } = await refunded(till, receipt.id, { lines: [piece('l1')] })
    backs.push(settlement.tenders.map(({ kind, amount }) => [kind, amount]))
    expect(moved(hub, id).map(([kind, account, , from]) => [kind, account, from])).toEqual([
      ['give-back', 'CARD:v1', 'L1'],
    ])
  }
  expect(backs).toEqual([
    [
      ['gift-card', -233_33],
      ['cash', -766_67],
    ],
    [
      ['gift-card', -233_34],
      ['cash', -766_66],
    ],
    [
      ['gift-card', -233_33],
      ['cash', -766_67],
    ],
  ])
  expect(hub.leaseAt('L1')).toEqual(['open', 900_00, 0, 0])
  expect(await voucherOf(till, 'A')).toMatchObject({ balance: 900_00, spendable: 900_00 })
  const [spend] = envelopeOf(hub, receipt.id).movements
  expect(spend).toMatchObject({ kind: 'spend', amount: 700_00 })
})

test('a coupon returns when all that it discounted came back, and no sooner', async () => {
  await using hub = await openVoucherHub({
    coupons: [
      { id: 1, account: 'TEN:v1', promotionId: 1, code: 'T1' },
      { id: 2, account: 'TEN:v2', promotionId: 1, code: 'T2' },
      { id: 3, account: 'TEN:v3', promotionId: 8, faceValue: 50_00, code: 'T3' },
    ],
  })
  const till = await hub.openTill()
  for (const n of [1, 2, 3]) await lease(hub, `L${n}`, `TEN:v${n}`)
  const coupons = [
    { account: 'TEN:v1', lines: ['l1'] },
    { account: 'TEN:v2' },
    { account: 'TEN:v3' },
  ]
  const receipt = await sold(till, { lines: [one(1, 2000), one(2)], coupons })
  const states = () =>
    Promise.all(['T1', 'T2', 'T3'].map(async (code) => (await voucherOf(till, code)).state))
  expect(await states()).toEqual(['used', 'used', 'used'])
  const totals = [receipt.priced.total]
  const back = async (lines: { lineId: string; quantity: number }[]) =>
    totals.push((await refunded(till, receipt.id, { lines })).priced.total)
  await back([piece('l1')])
  expect(await states()).toEqual(['used', 'used', 'used'])
  await back([piece('l1')])
  expect(await states()).toEqual(['issued', 'used', 'used'])
  await back([piece('l2')])
  expect(await states()).toEqual(['issued', 'issued', 'issued'])
  expect(totals.reduce((sum, total) => sum + total, 0)).toBe(0)
  // It pays again, once.
  const again = await sold(till, { coupons: [{ account: 'TEN:v2' }] })
  expect(again.priced.total).toBe(900_00)
})

test('a card or coupon that was sold is taken back only unspent, and by who holds it', async () => {
  await using hub = await openVoucherHub({
    giftCards: [
      { id: 1, account: 'CARD:v1', code: 'A', state: 'reserved', storeId: 1 },
      { id: 2, account: 'CARD:v2', code: 'B', state: 'reserved', storeId: 1 },
    ],
    coupons: [
      { id: 1, account: 'TEN:v1', promotionId: 1, state: 'reserved', storeId: 1, code: 'T1' },
    ],
  })
  const till = await hub.openTill()
  const lines = [
    book,
    onto('CARD:v1', 300_00, 'a'),
    onto('CARD:v2', 200_00, 'b'),
    onto('TEN:v1', 10_00, 't'),
  ]
  const receipt = await sold(till, { lines })
  // The cloud has the sale and leases what was sold to this store.
  await lease(hub, 'LA', 'CARD:v1', 300_00)
  await lease(hub, 'LB', 'CARD:v2', 200_00)
  await lease(hub, 'LT', 'TEN:v1')
  hub.isCut = true
  const half = await refunded(till, receipt.id, { lines: [piece('a', 500)] })
  expect(half.priced).toMatchObject({ total: -150_00, vat: 0 })
  const [load] = envelopeOf(hub, receipt.id).movements
  expect(envelopeOf(hub, half.id).movements).toMatchObject([
    {
      kind: 'take-back',
      account: 'CARD:v1',
      amount: 150_00,
      cover: 'lease',
      lease: 'LA',
      reverses: load?.id,
    },
  ])
  expect(await voucherOf(till, 'A')).toMatchObject({ balance: 150_00, spendable: 150_00 })
  const unsold = await refunded(till, receipt.id, { lines: [piece('t'), piece('a', 500)] })
  expect(unsold.priced.total).toBe(-160_00)
  expect((await voucherOf(till, 'T1')).state).toBe('reserved')
  expect(await voucherOf(till, 'A')).toMatchObject({ balance: 0, state: 'reserved' })
  // Of the other card a part is spent: it is not taken back whole, and nothing moves.
  await sold(till, { lines: [one(2)] }, { 'CARD:v2': 50_00 })
  const spent = await askRefund(till, receipt.id, { lines: [piece('b')] })
  expect(refused(spent)).toMatchObject({ asked: 200_00, spendable: 150_00 })
  expect(await voucherOf(till, 'B')).toMatchObject({ balance: 150_00 })
  expect((await refunded(till, receipt.id, { lines: [piece('b', 750)] })).priced.total).toBe(
    -150_00,
  )
  // In parts a coupon is nothing.
  const other = await sold(till, { lines: [onto('TEN:v1', 10_00, 't')] })
  expect((await askRefund(till, other.id, { lines: [piece('t', 500)] })).status).toBe(422)
  const offline = await askRefund(till, other.id, { lines: [piece('t')] })
  expect(refused(offline)).toMatchObject({ hindrance: 'offline' })
})

test('the money of a gift card goes back to the card, never as cash; without the right nothing does', async () => {
  await using hub = await openVoucherHub({ giftCards: [card] })
  const till = await hub.openTill()
  await lease(hub, 'L1', 'CARD:v1', 900_00)
  const receipt = await sold(till, {}, { 'CARD:v1': 600_00 })
  const cash = await askRefund(till, receipt.id, { tenders: [{ kind: 'cash', amount: 1000_00 }] })
  expect(cash.status).toBe(422)
  await hub.tell({ kind: 'refund-recall', receiptId: receipt.id })
  hub.isCut = true
  const { status, body } = await askRefund(till, receipt.id)
  expect(status).toBe(409)
  expect(NotRefundable.loose().parse(body).conflict).toBe('not-refundable')
  expect(await voucherOf(till, 'A')).toMatchObject({ balance: 300_00 })
})
