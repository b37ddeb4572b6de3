import fc from 'fast-check'
import { expect, test } from 'vitest'
import { salesGroups } from '#cloud/reports/store.ts'
import { sellValue } from '../value/sell-value.ts'
import { openValueShop } from '../value/value-shop.ts'

const price = 2_599_000
const [promotion, coupon, points] = ['promotion:1', 'promotion:2', 'points:BONUS']
const some = fc.integer({ min: 0, max: 5000 })
const receipt = fc.record({
  isRefund: fc.boolean(),
  till: fc.constantFrom('T1', 'T2'),
  businessOn: fc.constantFrom('2026-10-31', '2026-11-01', '2026-11-20'),
  typed: some,
  promotion: some,
  coupon: some,
  pointsDiscount: some,
  giftCoupon: some,
  giftCard: some,
  pointsTender: some,
  pointsCollected: some,
  pointsSpent: some,
  loaded: some,
})
type Script = typeof receipt extends fc.Arbitrary<infer R> ? R : never

const columns = [
  'promotion',
  'coupon',
  'pointsDiscount',
  'giftCoupon',
  'giftCard',
  'pointsTender',
  'pointsCollected',
  'pointsSpent',
  'loaded',
] as const

test('promotions, coupons, gift cards and points have a column each, to the unit; loads and gift lines are no sales', async () => {
  const walk = fc.asyncProperty(
    fc.array(receipt, { minLength: 1, maxLength: 8 }),
    async (scripts) => {
      await using shop = await openValueShop()
      const programme = { code: 'BONUS', name: 'Bonus', companyId: 1, kind: 'points' }
      await shop.post('/v1/programmes', programme)
      const hub = await shop.cloud.claimHub(1)
      const sold = scripts.map((script) => ({ script, id: sell(hub, script) }))
      const pushed = await hub.push()
      expect(await pushed.json()).toMatchObject({ quarantined: 0 })
      const query = { companyId: 1, storeId: undefined, from: '2026-10-01', to: '2026-11-30' }
      const keys = {
        day: ({ businessOn }: Script) => businessOn,
        store: () => '1',
        till: ({ till }: Script) => `1/${till}`,
      }
      for (const by of ['day', 'store', 'till', 'receipt', 'product'] as const) {
        const expected = new Map<string, Record<string, number>>()
        for (const { script, id } of sold) {
          const key = by === 'receipt' ? id : by === 'product' ? 'all' : keys[by](script)
          const sums = expected.get(key) ?? {}
          expected.set(key, sums)
          const sign = script.isRefund ? -1 : 1
          for (const name of columns) sums[name] = (sums[name] ?? 0) + sign * script[name]
          sums['lineDiscount'] = (sums['lineDiscount'] ?? 0) + sign * script.typed
          sums['gross'] = (sums['gross'] ?? 0) + sign * price
          const off = script.typed + script.promotion + script.coupon + script.pointsDiscount
          sums['listAmount'] = (sums['listAmount'] ?? 0) + sign * (price + off)
          sums['priceDifference'] = 0
        }
        const { groups } = salesGroups(shop.cloud.group.readHot(), by, query)
        const got = new Map<string, Record<string, number>>()
        for (const group of groups) {
          // Spread over the products, it adds up to the same.
          const key = by === 'product' ? 'all' : group.key
          const sums = got.get(key) ?? {}
          got.set(key, sums)
          const names = [
            ...columns,
            'lineDiscount',
            'gross',
            'listAmount',
            'priceDifference',
          ] as const
          for (const name of names) sums[name] = (sums[name] ?? 0) + group[name]
        }
        expect(Object.fromEntries(got), by).toEqual(Object.fromEntries(expected))
      }
      const [net] =
        shop.rows(`SELECT coalesce(-sum(p.amount), 0), (SELECT sum(net) FROM sales_by_till)
      FROM posting p JOIN ledger_account a ON a.id = p.account_id WHERE a.role = 'sales'`)
      expect(net?.[0]).toBe(net?.[1])
    },
  )
  await fc.assert(walk, { numRuns: 2 })
})

function sell(hub: Parameters<typeof sellValue>[0], script: Script): string {
  const { isRefund, till, businessOn, typed, loaded, giftCoupon, giftCard, pointsTender } = script
  const sign = isRefund ? -1 : 1
  const tender = (kind: 'gift-card' | 'points', size: number) => ({
    kind,
    amount: sign * size,
    given: sign * size,
    reference: null,
  })
  const moved = (kind: 'earn' | 'spend' | 'give-back' | 'take-back', amount: number) =>
    amount === 0 ? [] : [{ account: 'BONUS:7', kind, amount }]
  const discount = (ruleId: string, amount: number, couponId?: string) => ({
    ruleId,
    reason: '',
    amount: sign * amount,
    ...(couponId === undefined ? {} : { couponId }),
  })
  const { receiptId } = sellValue(hub, {
    isRefund,
    till,
    businessOn,
    discounts: [
      discount('typed:1', typed),
      discount(promotion, script.promotion),
      discount(coupon, script.coupon, 'TEN:1-1'),
      discount(points, script.pointsDiscount),
    ],
    loads: loaded === 0 ? [] : [{ account: 'GIFT:7', amount: sign * loaded }],
    gift: sign * giftCoupon,
    tenders: [tender('gift-card', giftCard), tender('points', pointsTender)],
    moved: [
      ...moved(isRefund ? 'take-back' : 'earn', script.pointsCollected),
      ...moved(isRefund ? 'give-back' : 'spend', script.pointsSpent),
    ],
  })
  return receiptId
}
