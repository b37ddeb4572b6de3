import { expect, test } from 'vitest'
import { createCatalogueCache } from '#hub/sales/catalogue-cache.ts'
import { pointsOfMember } from '#hub/sales/member-points.ts'
import { type Basket, PricedBasket } from '#shared/contracts/basket.ts'
import { pricingRules } from '#shared/domain/pricing/catalogue.ts'
import { priceBasket } from '#shared/domain/pricing/price-basket.ts'
import { until } from '../../support/shop.ts'
import { openStoreCopy } from './store-copy.ts'
import { openValueShop } from './value-shop.ts'

test('HQ and store say the same of what a member earns: by receipt, by item, by category, at a partner only with an account', async () => {
  await using shop = await openValueShop()
  const { cloud } = shop
  const send = async (method: string, path: string, json: unknown) => {
    const answer = await cloud.request(path, { method, json })
    if (!answer.ok) throw new Error(await answer.text())
  }
  for (const code of ['POINTS', 'PARTNER']) {
    await send('POST', '/v1/programmes', { code, name: code, kind: 'points' })
  }
  const total = { points: 1, perAmount: 100_000, ruleId: 'T' }
  await send('PATCH', '/v1/programmes/POINTS', {
    earning: { method: 'both', total, conditions: { categories: [1] } },
  })
  await send('PATCH', '/v1/programmes/PARTNER', {
    authority: 'partner',
    earning: { method: 'total', total },
  })
  await send('PUT', '/v1/companies/NOM/programmes/POINTS/items/P3', { points: 7, ruleId: 'TALES' })
  await send('PUT', '/v1/companies/NOM/programmes/POINTS/items/P2', { points: 9 })
  await shop.credit(10, 'PARTNER:8')

  await using copy = await openStoreCopy(cloud.group)
  const { replica } = copy
  await until('the account', async () => replica.accountsOf(8).length === 1)
  const shopOfCopy = { replica, profile: () => replica.storeProfile(1) }
  const nothing = { accountsOf: () => [], reservedFor: () => 0 }
  const basket = (memberId?: number): Basket => ({
    lines: [1, 2, 3].map((id) => ({
      id: `l${id}`,
      productId: id,
      quantity: 2000,
      discounts: [],
    })),
    discounts: [{ kind: 'percent', rate: 333, reason: '' }],
    ...(memberId !== undefined && { memberId }),
  })
  const ofStore = (wanted: Basket) =>
    priceBasket({
      basket: wanted,
      catalogue: createCatalogueCache(replica, () => storeOfRules)().of(new Set([1, 2, 3])),
      rules: pricingRules(replica.storeProfile(1)),
      at: cloud.now,
      maySetPrices: true,
      mayGiveDiscounts: true,
      ...pointsOfMember({ shop: shopOfCopy, value: nothing }, wanted.memberId),
    })
  const ofHq = async (wanted: Basket) => {
    const answer = await shop.post('/v1/stores/UB1/quotes', wanted)
    return PricedBasket.parse(await answer.json())
  }
  const earned = async (memberId?: number) => {
    const priced = await ofHq(basket(memberId))
    expect(priced).toEqual(ofStore(basket(memberId)))
    return priced.earned?.map(({ programme, ruleId, points }) => [programme, ruleId, points])
  }
  // Books only: 2 × (25,990 + 17,999) less 3.33 %; the card in another category earns nothing.
  const own = [
    ['POINTS', 'T', 85],
    ['POINTS', 'TALES', 14],
  ]
  expect(await earned(7)).toEqual(own)
  expect(await earned(8)).toEqual([['PARTNER', 'T', 91], ...own])
  expect(await earned()).toBeUndefined()
  const paysIn = { programme: 'POINTS', pay: { kind: 'points', points: 1 } } as const
  const asked = { ...basket(7), points: paysIn }
  const { pointsRefused, total: due } = await ofHq(asked)
  expect([pointsRefused?.programme, due]).toEqual(['POINTS', ofStore(basket(7)).total])
})

const storeOfRules = { timeZone: 'Asia/Ulaanbaatar', currency: 'MNT' }
