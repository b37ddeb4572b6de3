import { expect, test } from 'vitest'
import { z } from 'zod'
import { until } from '../../support/shop.ts'
import { openBox } from '../value/open-box.ts'
import { newId } from '../value/value-hub.ts'
import { openVoucherShop } from './voucher-shop.ts'

const Detail = z.looseObject({ claim: z.looseObject({ hubId: z.int() }).nullable() })

test('HQ sees which store is selling a voucher that is no stock of any, until it gives it up', async () => {
  await using shop = await openVoucherShop()
  const [coupon] = await shop.batch('coupon', { count: 1 })
  const account = coupon?.account ?? ''
  await using box = await openBox(shop, 2)
  const claim = async () => (await shop.cloud.get(`/v1/coupons/${account}`, Detail)).claim
  expect(await claim()).toBeNull()
  const of = { session: box.session(), id: newId(), receiptId: newId() }
  box.say({ kind: 'voucher-claim', ...of, account })
  expect((await box.answer('voucher-answer')).reason).toBeNull()
  const at = shop.cloud.now
  expect(await claim()).toMatchObject({ hubId: box.hubId, storeCode: 'UB2', at })
  const order = { id: newId(), reason: 'a present' }
  expect((await shop.post(`/v1/coupons/${account}/issue`, order)).status).toBe(409)
  const head = { epoch: 1, seq: 0 }
  box.say({ kind: 'voucher-kept', session: box.session(), head, accounts: [] })
  await until('the claim is over', async () => (await claim()) === null)
  expect((await shop.post(`/v1/coupons/${account}/issue`, order)).status).toBe(200)
})
