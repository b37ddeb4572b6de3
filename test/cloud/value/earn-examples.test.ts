import { afterAll, beforeAll, expect, test } from 'vitest'
import { DryRun } from '#shared/contracts/dry-run.ts'
import type { PointsChoice } from '#shared/contracts/points.ts'
import { openValueShop, type ValueShop } from './value-shop.ts'

/** The worked numbers of requirements 003 and 004, as HQ is told them over HTTP before a store is. */
let shop: ValueShop
beforeAll(async () => {
  shop = await openValueShop()
  await send('POST', '/v1/programmes', { code: 'IBOD', name: 'iBOD', kind: 'points' })
  await send('POST', '/v1/programmes', { code: 'BONUS', name: 'Bonus', kind: 'points' })
  await shop.credit(1000, 'IBOD:7')
  await shop.credit(300_00, 'BONUS:7')
})
afterAll(() => shop[Symbol.asyncDispose]())

async function send(method: string, path: string, json: unknown): Promise<void> {
  const answer = await shop.cloud.request(path, { method, json })
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
}

const item = (code: string, json: object) =>
  send('PUT', `/v1/companies/NOM/programmes/IBOD/items/${code}`, { ruleId: 'ITEMS', ...json })

const total = { points: 1, perAmount: 50_00, ruleId: 'TOTAL' }
const earnsBy = (method: 'total' | 'items' | 'both') =>
  send('PATCH', '/v1/programmes/IBOD', { earning: { method, total } })

type Piece = readonly [productId: number, price: number, pieces?: number]
async function tryOut(
  pieces: readonly Piece[],
  { at, points }: { readonly at?: number; readonly points?: PointsChoice } = {},
): Promise<DryRun> {
  const lines = pieces.map(([productId, price, count = 1], n) => {
    return { id: `l${n}`, productId, quantity: count * 1000, typedPrice: price }
  })
  const basket = { lines, memberId: 7, ...(points !== undefined && { points }) }
  const answer = await shop.post('/v1/stores/UB1/dry-runs', {
    basket,
    ...(at !== undefined && { at }),
  })
  if (!answer.ok) throw new Error(await answer.text())
  return DryRun.parse(await answer.json())
}

const of = ({ programmes }: DryRun, code: string) => {
  const found = programmes.find(({ programme }) => programme === code)
  if (found === undefined) throw new Error(`nothing is said of ${code}`)
  return found
}
const earned = async (...pieces: readonly Piece[]) =>
  of(await tryOut(pieces), 'IBOD').earning?.points

test('a point for each 50 of the receipt: 249 earn 4, 250 earn 5', async () => {
  await earnsBy('total')
  expect(await earned([1, 249_00])).toBe(4)
  expect(await earned([1, 250_00])).toBe(5)
})

test('by items: three pieces of ten points earn 30; by price 350 earn 6, and two in one line 14', async () => {
  await earnsBy('items')
  await item('P1', { points: 10 })
  await item('P3', { points: 2, price: 100_00 })
  expect(await earned([1, 50_00, 3])).toBe(30)
  expect(await earned([3, 350_00])).toBe(6)
  expect(await earned([3, 350_00, 2])).toBe(14)
})

test('combined is the sum: 250 with three such pieces earn 35', async () => {
  await earnsBy('both')
  await item('P1', { points: 10 })
  expect(await earned([1, 50_00, 3], [2, 100_00])).toBe(35)
})

test('what is earned on 31 January is good through 31 January of the next year', async () => {
  const expiry = { months: 12, timeZone: 'Europe/Prague' }
  await send('PATCH', '/v1/programmes/IBOD', { earning: { method: 'total', total, expiry } })
  const run = await tryOut([[1, 250_00]], { at: Date.UTC(2024, 0, 31, 11) })
  expect(of(run, 'IBOD').earning?.endsAt).toBe(Date.UTC(2025, 0, 31, 23))
})

test('of three pairs 1,000 points pay two; the one of 100 is a line *PLATBA IBOD*, which earns nothing', async () => {
  const pairs = [
    { price: 50_00, points: 500 },
    { price: 100_00, points: 900 },
    { price: 200_00, points: 1700 },
  ]
  const by = { kind: 'pairs', pairs }
  const paying = { as: 'discount-line', code: '*PLATBA IBOD*', by, pin: true, ruleId: 'PAY' }
  await send('PATCH', '/v1/programmes/IBOD', { earning: { method: 'total', total }, paying })
  const offered = of(await tryOut([[1, 250_00]]), 'IBOD').paying
  expect(offered).toMatchObject({ needsPin: true, offer: { pairs: pairs.slice(0, 2) } })
  const small = of(await tryOut([[1, 80_00]]), 'IBOD').paying
  expect(small?.offer).toMatchObject({ pairs: pairs.slice(0, 1) })
  const pay = { kind: 'pairs', pairs: pairs.slice(1, 2) } as const
  const run = await tryOut([[1, 250_00]], { points: { programme: 'IBOD', pay } })
  expect(run.priced.points).toMatchObject({ code: '*PLATBA IBOD*', points: 900, amount: 100_00 })
  expect(run.priced.total).toBe(150_00)
  expect(of(run, 'IBOD').earning?.points, 'of 150').toBe(3)
})

test('a card of 5 % with 300.00 pays half of 400 and earns on the rest, 300 of 1,000, all of 300 where nothing caps it', async () => {
  const worth = { points: 1, amount: 1 }
  const earning = { method: 'total', percent: { rate: 500, worth, ruleId: 'FIVE' } }
  const paying = { as: 'tender', by: { kind: 'rate', worth }, ruleId: 'PAY' }
  const set = (maxShare: number | null) =>
    send('PATCH', '/v1/programmes/BONUS', { earning, paying: { ...paying, maxShare } })
  const best = async (due: number) => of(await tryOut([[1, due]]), 'BONUS').paying?.offer
  await set(5000)
  expect(await best(1000_00)).toMatchObject({ best: { points: 300_00 } })
  expect(await best(400_00)).toMatchObject({ best: { points: 200_00 } })
  const pay = { kind: 'points', points: 200_00 } as const
  const run = await tryOut([[1, 400_00]], { points: { programme: 'BONUS', pay } })
  expect(run.priced.points).toMatchObject({ points: 200_00, amount: 200_00 })
  expect(of(run, 'BONUS').earning?.points, 'the slip says 110.00').toBe(10_00)
  await set(null)
  expect(await best(400_00)).toMatchObject({ best: { points: 300_00 } })
})
