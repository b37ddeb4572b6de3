import { expect, test } from 'vitest'
import { pointsOfMember as pointsAtHq } from '#cloud/pricing/member-points.ts'
import { memberFacts } from '#hub/sales/member-facts.ts'
import { pointsOfMember } from '#hub/sales/member-points.ts'
import { PricedBasket } from '#shared/contracts/basket.ts'
import { until } from '../../support/shop.ts'
import { openStoreCopy } from './store-copy.ts'
import { openValueShop } from './value-shop.ts'

test('level, groups, own rate and card pairs of a member hold at HQ and reach the store; a programme is its company’s or the group’s', async () => {
  await using shop = await openValueShop()
  const { cloud } = shop
  const send = async (method: string, path: string, json: unknown) => {
    const answer = await cloud.request(path, { method, json })
    if (!answer.ok) throw new Error(await answer.text())
  }
  await send('PUT', '/v1/companies/SISTER', { name: 'Sister', currency: 'MNT' })
  const points = { name: 'Points', kind: 'points' }
  await send('POST', '/v1/programmes', { ...points, code: 'GROUP' })
  await send('POST', '/v1/programmes', { ...points, code: 'OTHER', companyId: 2 })
  const percent = {
    rate: 100,
    levels: [{ level: 'gold', rate: 300 }],
    ownRate: true,
    worth: { points: 1, amount: 100 },
    ruleId: 'share',
  }
  const earning = { method: 'total', percent }
  await send('PATCH', '/v1/programmes/GROUP', { earning })
  await send('PATCH', '/v1/programmes/OTHER', { earning })
  const cardPairs = { GROUP: [{ price: 10_00, points: 5 }] }
  await send('PUT', '/v1/members/M7', { level: 'gold', groups: ['Staff'], cardPairs })
  await send('PUT', '/v1/members/M8', { earnRate: 1000 })

  const basket = (memberId: number) => ({
    lines: [{ id: 'a', productId: 1, quantity: 1000, discounts: [] }],
    discounts: [],
    memberId,
  })
  const earned = async (memberId: number) => {
    const answer = await shop.post('/v1/stores/UB1/quotes', basket(memberId))
    const { earned: movements, total } = PricedBasket.parse(await answer.json())
    const of = movements?.map((each) => [each.programme, each.points, each.points / (total / 100)])
    return of?.map(([programme, , share]) => [programme, Number(Number(share).toFixed(2))])
  }
  // The sister's programme gives nothing here, the group's gives by level, and by the own rate first.
  expect(await earned(7)).toEqual([['GROUP', 0.03]])
  expect(await earned(8)).toEqual([['GROUP', 0.1]])

  await using copy = await openStoreCopy(cloud.group)
  const { replica } = copy
  await until('the members', async () => replica.member(8)?.earnRate === 1000)
  expect(memberFacts(replica, 7)).toMatchObject({ member: { level: 'gold', groups: ['Staff'] } })
  const there = { replica, profile: () => replica.storeProfile(1) }
  const nothing = { accountsOf: () => [], reservedFor: () => 0 }
  const atStore = (memberId: number) =>
    pointsOfMember({ shop: there, value: nothing }, memberId).programmes
  const atHq = (memberId: number) => {
    const of = { memberId, companyId: 1, productIds: [1], timeZone: 'Asia/Ulaanbaatar' }
    return pointsAtHq(cloud.group.readHot(), of).programmes
  }
  for (const of of [atStore, atHq]) {
    expect(of(7)).toMatchObject([{ cardPairs: cardPairs.GROUP, ownRate: null }])
    expect(of(8)).toMatchObject([{ cardPairs: null, ownRate: 1000 }])
  }
})
