import { expect, test } from 'vitest'
import { DryRun } from '#shared/contracts/dry-run.ts'
import { openValueShop } from './value-shop.ts'

test('a dry run says which rule, line and rounding made each number, and moves nothing', async () => {
  await using shop = await openValueShop()
  const send = async (method: string, path: string, json: unknown) => {
    const answer = await shop.cloud.request(path, { method, json })
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
  }
  await send('POST', '/v1/programmes', { code: 'POINTS', name: 'Points', kind: 'points' })
  await send('PATCH', '/v1/programmes/POINTS', {
    earning: {
      method: 'both',
      total: { points: 1, perAmount: 100_000, ruleId: 'T' },
      percent: { rate: 150, worth: { points: 1, amount: 100 }, ruleId: 'P' },
      conditions: { categories: [1] },
    },
    paying: {
      as: 'discount-line',
      by: { kind: 'rate', worth: { points: 1, amount: 100 } },
      maxShare: 5000,
      ruleId: 'PAY',
    },
  })
  await send('PUT', '/v1/companies/NOM/programmes/POINTS/items/P3', {
    points: 7,
    price: 1_000_000,
    ruleId: 'TALES',
  })
  await shop.credit(100, 'POINTS:7')
  await send('POST', '/v1/promotions', {
    companyId: 1,
    code: 'TEN',
    name: 'Ten percent',
    trigger: 'automatic',
    conditions: { products: [1] },
    reward: { kind: 'percent', rate: 1000, on: 'lines' },
  })
  const ask = async (memberId: number | null, at?: number) => {
    const lines = [1, 2, 3].map((id) => ({ id: `l${id}`, productId: id, quantity: 1000 }))
    const basket = { lines, ...(memberId !== null && { memberId }) }
    const path = '/v1/stores/UB1/dry-runs'
    const answer = await shop.post(path, { basket, ...(at !== undefined && { at }) })
    return DryRun.parse(await answer.json())
  }
  const run = await ask(7)
  // 25,990 less 10 % is 23,391; with the tale 17,999 that is 41,390; the present is not admitted.
  const [points] = run.programmes
  expect(points?.earning).toMatchObject({
    unmet: null,
    points: 41 + 621 + 7,
    lines: [{ admitted: true }, { lineId: 'l2', admitted: false }, { admitted: true }],
    steps: [
      { by: 'total', ruleId: 'T', amount: 4_139_000, steps: 41, left: 39_000, points: 41 },
      { by: 'percent', ruleId: 'P', rate: 150, rateOf: 'everybody', exact: 620.85, points: 621 },
      { by: 'price', ruleId: 'TALES', lineId: 'l3', steps: 1, left: 799_900, points: 7 },
    ],
  })
  const due = run.priced.total
  expect(points?.paying).toMatchObject({
    total: due,
    most: Math.floor(due / 2),
    needsPin: false,
  })
  expect(run.promotions).toMatchObject([{ code: 'TEN', name: 'Ten percent' }])
  expect(run.priced.earned?.reduce((sum, one) => sum + one.points, 0)).toBe(669)
  expect((await ask(null)).programmes).toEqual([])
  expect((await shop.account('POINTS:7')).balance).toBe(100)

  await send('PATCH', '/v1/programmes/POINTS', {
    earning: {
      method: 'total',
      total: { points: 1, perAmount: 100_000, ruleId: 'T' },
      conditions: { startsAt: shop.cloud.now + 1000 },
    },
  })
  const [early] = (await ask(7)).programmes
  expect(early?.earning).toMatchObject({ unmet: 'not-now', points: 0, steps: [] })
  const [later] = (await ask(7, shop.cloud.now + 1000)).programmes
  expect(later?.earning).toMatchObject({ unmet: null })
})
