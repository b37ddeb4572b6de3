import { expect, test } from 'vitest'
import { z } from 'zod'
import { ImportReport } from '#cloud/import/report.ts'
import { expectRebuilt } from '../value/rebuilt.ts'
import { openValueShop, type ValueShop } from '../value/value-shop.ts'

const Accounts = z.object({
  items: z.array(z.looseObject({ id: z.string(), balance: z.int() })),
})

async function openShop(): Promise<ValueShop> {
  const shop = await openValueShop()
  await shop.post('/v1/programmes', { code: 'BOD', name: 'Body', kind: 'points' })
  await shop.post('/v1/programmes', {
    code: 'DAR',
    name: 'Gift card',
    companyId: 1,
    kind: 'gift-card',
  })
  const json = { phone: '99110007', cards: ['7001'] }
  await shop.cloud.request('/v1/members/M7', { method: 'PUT', json })
  return shop
}

async function load(shop: ValueShop, lines: readonly string[]) {
  const answer = await shop.cloud.request('/v1/import/balances?company=NOM', {
    method: 'POST',
    body: Buffer.from(lines.join('\n')),
    headers: { 'content-type': 'text/csv' },
  })
  if (answer.status !== 200) throw new Error(await answer.text())
  return ImportReport.parse(await answer.json())
}
const header = 'programme,member,card,phone,amount,ends,reference'
const balances = async (shop: ValueShop) => {
  const { items } = await shop.cloud.get('/v1/value-accounts', Accounts)
  return Object.fromEntries(items.map(({ id, balance }) => [id, balance]))
}

test('opening balances are credits by number, card or phone; loaded twice they are given once, and the books stand [B2.3]', async () => {
  await using shop = await openShop()
  const lines = [
    header,
    'BOD,M7,,,1500,2031-12-31,old-1',
    'BOD,,7001,,20,,old-2',
    'BOD,,,9911-0007,3,,old-3',
    'CREDIT,M8,,,"1234,50",,old-1',
  ]
  expect(await load(shop, lines)).toMatchObject({ created: 4, rejected: 0 })
  const all = { 'BOD:7': 1523, 'CREDIT:8': 123_450 }
  expect(await balances(shop)).toEqual(all)
  expect(await load(shop, lines)).toMatchObject({ created: 0, unchanged: 4 })
  expect(await balances(shop)).toEqual(all)
  const [posted] = shop.rows('SELECT sum(amount) FROM posting WHERE amount > 0')
  expect(posted).toEqual([123_450])
  await expectRebuilt(shop)
})

test('a bad line is told with line, column, value and reason, and the others are in', async () => {
  await using shop = await openShop()
  await load(shop, [header, 'BOD,M7,,,100,,a'])
  const report = await load(shop, [
    header,
    'BOD,M7,,,101,,a',
    'NOPE,M7,,,1,,b',
    'DAR,M7,,,1,,c',
    'BOD,M99,,,1,,d',
    'BOD,,,,1,,e',
    'BOD,M7,,,1.5,,f',
    'BOD,M7,,,-5,,g',
    'BOD,M7,,,0,,h',
    'BOD,M7,,,5,2001-01-01,i',
    'BOD,M7,,,5,,',
    'BOD,M7,,,5,,j',
    'BOD,M7,,,6,,j',
    'BOD,,7009,,5,,k',
  ])
  expect(report).toMatchObject({ created: 1, rejected: 12 })
  const told = report.problems.map(({ line, column, value, reason }) => [
    line,
    column,
    value,
    reason,
  ])
  expect(told).toEqual([
    [2, 'reference', 'a', 'was loaded before with another content'],
    [3, 'programme', 'NOPE', 'is not a programme of NOM'],
    [4, 'programme', 'DAR', 'is a programme of gift-card'],
    [5, 'member', 'M99', 'is not a member’s'],
    [6, 'member', '', 'is missing'],
    [7, 'amount', '1.5', 'is not whole'],
    [8, 'amount', '-5', 'is not an amount'],
    [9, 'amount', '0', 'is nothing'],
    [10, 'ends', '2001-01-01', 'is over'],
    [11, 'reference', '', 'is missing'],
    [13, 'reference', 'BOD j', 'already stands in line 12'],
    [14, 'card', '7009', 'is not a member’s'],
  ])
  expect(await balances(shop)).toEqual({ 'BOD:7': 105 })
})

test('many balances of one member are one movement each, and their account is written once a part', async () => {
  await using shop = await openShop()
  const many = Array.from(
    { length: 40 },
    (_, i) =>
      `BOD,M7,,,${i + 1},2031-12-${(i % 28) + 1 > 9 ? (i % 28) + 1 : `0${(i % 28) + 1}`},m${i}`,
  )
  expect(await load(shop, [header, ...many.slice(0, 25)])).toMatchObject({ created: 25 })
  expect(await load(shop, [header, ...many])).toMatchObject({ created: 15, unchanged: 25 })
  expect(await balances(shop)).toEqual({ 'BOD:7': (40 * 41) / 2 })
  expect(shop.rows('SELECT count(*), sum(amount) FROM value_movement')).toEqual([[40, 820]])
  expect(shop.rows('SELECT version FROM value_account')).toEqual([[2]])
  await expectRebuilt(shop)
})

const rows = Number(process.env['KASSA_TEST_BALANCES'] ?? 300)
test.each([
  ['of as many members', rows, (i: number) => `N${i}`],
  ['of one member', 1, () => 'N0'],
])(
  `${rows} balances %s come in while others write`,
  { timeout: 600_000 },
  async (of, accounts, memberOf) => {
    await using shop = await openShop()
    await shop.cloud.group.writeHot((hot) => {
      const add = hot.prepare(
        "INSERT INTO member (id, code, name, search) VALUES (?, ?, 'Болд', '')",
      )
      for (let i = 0; i < rows; i += 1) add.run(1000 + i, `N${i}`)
    })
    const lines = Array.from({ length: rows }, (_, i) => `BOD,${memberOf(i)},,,${i + 1},,r${i}`)
    let longest = 0
    let isLoading = true
    const writing = (async () => {
      while (isLoading) {
        const began = performance.now()
        await new Promise((resolve) => setTimeout(resolve, 5))
        await shop.cloud.group.writeHot(() => undefined)
        longest = Math.max(longest, performance.now() - began)
      }
    })()
    const began = performance.now()
    const report = await load(shop, [header, ...lines])
    const took = performance.now() - began
    isLoading = false
    await writing
    expect(report).toMatchObject({ created: rows })
    if (rows > 300) process.stdout.write(`${JSON.stringify({ of, rows, took, longest })}\n`)
    const [sums] = shop.rows('SELECT count(*), sum(balance) FROM value_account')
    expect(sums).toEqual([accounts, (rows * (rows + 1)) / 2])
  },
)
