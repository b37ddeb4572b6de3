import { grant } from '../../cloud/value/grant.ts'
import { sayOfLease, sellForValue } from '../../cloud/value/value-hub.ts'
import { openValueShop, type ValueShop } from '../../cloud/value/value-shop.ts'

/** What HQ sees of loyalty: members with cards, store credit, a lease at UB1 that was spent from. */
export async function openLoyalShop(at = Date.now()): Promise<ValueShop> {
  const shop = await openValueShop()
  const { cloud } = shop
  // The page tells what is over by the time of the cloud that serves it.
  cloud.now = at
  const hub = await cloud.claimHub(1)
  await hub.push()
  await put(shop, '/v1/members/M7', { name: 'Сараа', phone: '99112233', cards: ['C-700', 'C-701'] })
  await put(shop, '/v1/members/M8', { name: 'Дорж', phone: '88001122', blocked: true })
  const points = { code: 'POINTS', name: 'Ном оноо', companyId: 1, kind: 'points' }
  const opened = await shop.post('/v1/programmes', points)
  if (!opened.ok) throw new Error(await opened.text())
  const worth = { points: 1, amount: 100 }
  await send(shop, 'PATCH', '/v1/programmes/POINTS', {
    earning: {
      method: 'both',
      total: { points: 1, perAmount: 100_000, ruleId: 'TOTAL' },
      percent: { rate: 150, worth, ruleId: 'PERCENT' },
      expiry: { months: 12, timeZone: 'Asia/Ulaanbaatar' },
      conditions: { categories: [1] },
    },
    paying: { as: 'discount-line', by: { kind: 'rate', worth }, maxShare: 5000, ruleId: 'PAY' },
  })
  await put(shop, '/v1/companies/NOM/programmes/POINTS/items/P3', { points: 7, ruleId: 'TALES' })
  await send(shop, 'POST', '/v1/promotions', {
    companyId: 1,
    code: 'TEN',
    name: 'Арван хувь',
    trigger: 'coupon',
    reward: { kind: 'percent', rate: 1000, on: 'order' },
  })
  for (const [code, name, kind] of [
    ['SPRING', 'Хаврын купон', 'coupon'],
    ['GIFT', 'Бэлгийн карт', 'gift-card'],
  ]) {
    await send(shop, 'POST', '/v1/programmes', { code, name, companyId: 1, kind })
  }
  await send(shop, 'PATCH', '/v1/programmes/SPRING', { coupon: { promotionId: 1 } })
  await send(shop, 'PATCH', '/v1/programmes/GIFT', { giftCard: { minimumLoad: 100_000 } })
  await shop.credit(900_000)
  await shop.credit(1200, 'POINTS:7')
  await grant(shop, 'L1', 500_000)
  sayOfLease(hub, 'lease.granted', {
    lease: 'L1',
    account: 'CREDIT:7',
    granted: 500_000,
    endsAt: cloud.now + 1e6,
  })
  sellForValue(hub, { account: 'CREDIT:7', amount: 120_000, lease: 'L1', memberId: 7 })
  const pushed = await hub.push()
  if (!pushed.ok) throw new Error(await pushed.text())
  return shop
}

export async function put(shop: ValueShop, path: string, json: unknown): Promise<void> {
  await send(shop, 'PUT', path, json)
}

export async function send(
  { cloud }: ValueShop,
  method: string,
  path: string,
  json: unknown,
): Promise<void> {
  const answer = await cloud.request(path, { method, json })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
}
