import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestTill } from '../open-hub.ts'
import type { ValueHub } from '../value/value-hub.ts'
import { CARD, lease, openVoucherHub, sold, TEN, trySale, voucherOf } from './voucher-hub.ts'

const CODE = '7K3Q-MD4T-W9XB-02HZ'
let hub: ValueHub
let till: TestTill

beforeAll(async () => {
  hub = await openVoucherHub({
    coupons: [
      { id: 1, account: 'TEN:v1', promotionId: 1, code: CODE, storeId: 4, endsAt: 9e12 },
      { id: 2, account: 'TEN:v2', promotionId: 1, code: 'HELD0000' },
    ],
    giftCards: [
      { id: 1, account: 'CARD:v1', code: 'CARD0000', balance: 800_00 },
      { id: 2, account: 'CARD:v2', code: 'FROZEN00', balance: 800_00, frozen: true },
      { id: 3, account: 'CARD:v3', code: 'PRINTED0', state: 'reserved' },
      { id: 4, account: 'CARD:v4', code: 'ENDED000', balance: 800_00, endsAt: 1 },
    ],
  })
  till = await hub.openTill()
})
afterAll(() => hub[Symbol.asyncDispose]())

test('a coupon is found by its code however it is typed, and says what it is for', async () => {
  const found = await voucherOf(till, CODE)
  expect(found).toEqual({
    kind: 'coupon',
    account: 'TEN:v1',
    programme: TEN.code,
    name: '10 хувийн купон',
    state: 'issued',
    storeId: 4,
    endsAt: 9e12,
    promotionId: 1,
    faceValue: null,
  })
  for (const typed of ['7k3qmd4tw9xb02hz', ' 7K3Q MD4T W9XB O2HZ ']) {
    expect(await voucherOf(till, typed)).toEqual(found)
  }
})

test('an unknown code is named by its last four only', async () => {
  const unknown = CODE.replace('7K3Q', '7K3R')
  const { status, body } = await till.call('GET', `/vouchers?code=${unknown}`)
  expect(status).toBe(404)
  expect(JSON.stringify(body)).toContain('02HZ')
  expect(JSON.stringify(body)).not.toContain('W9XB')
})

test('a gift card shows its balance with what this hub did since, what may be spent here and why not more', async () => {
  await lease(hub, 'L1', 'CARD:v1', 300_00)
  expect(await voucherOf(till, 'CARD0000')).toMatchObject({
    kind: 'gift-card',
    programme: CARD.code,
    balance: 800_00,
    spendable: 800_00,
    hindrance: null,
  })
  hub.isCut = true
  expect(await voucherOf(till, 'CARD0000')).toMatchObject({
    spendable: 300_00,
    hindrance: 'offline',
  })
  await sold(till, {}, { 'CARD:v1': 200_00 })
  expect(await voucherOf(till, 'CARD0000')).toMatchObject({ balance: 600_00, spendable: 100_00 })
  expect(await voucherOf(till, 'FROZEN00')).toMatchObject({ spendable: 0, hindrance: 'frozen' })
  const printed = { state: 'reserved', spendable: 0, hindrance: 'not-valid' }
  expect(await voucherOf(till, 'PRINTED0')).toMatchObject(printed)
  const ended = { state: 'expired', spendable: 0, hindrance: 'not-valid' }
  expect(await voucherOf(till, 'ENDED000')).toMatchObject(ended)
  hub.isCut = false
})

test('a coupon is held while a payment has it, and used once that is saved', async () => {
  await lease(hub, 'L2', 'TEN:v2')
  const id = '019a0000-0000-7000-8000-000000000001'
  const cover = { kind: 'coupon', account: 'TEN:v2' }
  expect((await till.call('PUT', `/covers/${id}`, cover)).status).toBe(200)
  expect((await voucherOf(till, 'HELD0000')).state).toBe('held')
  await till.call('DELETE', `/covers/${id}`)
  expect((await voucherOf(till, 'HELD0000')).state).toBe('issued')
  const { status } = await trySale(till, { coupons: [{ account: 'TEN:v2' }] })
  expect(status).toBe(201)
  expect((await voucherOf(till, 'HELD0000')).state).toBe('used')
})
