import { expect, test } from 'vitest'
import type { coupon as coupons } from '#shared/feed/schema.ts'
import { lease, openVoucherHub, sold, trySale, voucherOf } from './voucher-hub.ts'

type State = (typeof coupons.$inferSelect)['state']

/** A coupon's state comes at once; the marks beside it are of the last batch of balances. */
test('a coupon that this store used and another returned is alive here, before the next batch of balances', async () => {
  const account = 'TEN:v1'
  const code = 'TENCODE000000001'
  const row = { id: 1, account, promotionId: 1, code }
  await using hub = await openVoucherHub({ coupons: [{ ...row, state: 'sold' }] })
  const till = await hub.openTill()
  const feedSays = (state: State, movers: object) =>
    hub.feed.put({ coupons: [{ ...row, state, movers: JSON.stringify(movers) }] })
  await lease(hub, 'L1', account)
  await sold(till, { coupons: [{ account }] })
  const used = hub.journal.head()
  expect((await voucherOf(till, code)).state).toBe('used')
  // A state from before the use: the store knows better.
  feedSays('sold', [])
  expect((await voucherOf(till, code)).state).toBe('used')
  feedSays('used', [[7, 1, used.seq]])
  expect((await voucherOf(till, code)).state).toBe('used')
  // Store 9 gave it back.
  feedSays('sold', [
    [7, 1, used.seq],
    [9, 1, 40],
  ])
  expect(await voucherOf(till, code)).toMatchObject({ state: 'sold' })
  await lease(hub, 'L2', account)
  expect((await trySale(till, { coupons: [{ account }] })).status).toBe(201)
  // The second use is this store's own again, until the books have that, too.
  expect((await voucherOf(till, code)).state).toBe('used')
  // Given back here, and used in store 9 since.
  feedSays('used', [
    [7, 1, hub.journal.head().seq],
    [9, 1, 50],
  ])
  expect((await voucherOf(till, code)).state).toBe('used')
})
