import { readSheet } from 'read-excel-file/node'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { sweepValue } from '#cloud/value/sweep.ts'
import { companyBooks, expectOwedIsOwned } from '../value/company-books.ts'
import { sellValue } from '../value/sell-value.ts'
import { newId } from '../value/value-hub.ts'
import { openValueShop, type ValueShop } from '../value/value-shop.ts'

const Amount = z.object({ units: z.int(), money: z.int() })
const Row = z.looseObject({
  programme: z.string(),
  period: z.string(),
  opening: Amount,
  issued: Amount,
  loaded: Amount,
  redeemed: Amount,
  expired: Amount,
  corrected: Amount,
  risk: Amount,
  revalued: Amount,
  closing: Amount,
})
const Report = z.object({
  rows: z.array(Row),
  totals: z.array(Row),
  next: z.string().nullable(),
  ledger: z.array(
    z.object({
      account: z.string(),
      opening: z.int(),
      moved: z.int(),
      closing: z.int(),
      programmesMoved: z.int(),
    }),
  ),
})
const Months = z.object({
  items: z.array(
    z.looseObject({
      programme: z.string(),
      month: z.string(),
      units: z.int(),
      lots: z.int(),
      money: z.int().nullable(),
    }),
  ),
  next: z.string().nullable(),
})
const path = '/v1/reports/liability'

test('what is owed is carried forward by day, in units and money, and equals the ledger', async () => {
  await using shop = await openShopOfPoints()
  const november = await report(shop, 'from=2026-11-01&to=2026-11-30')
  expect(november.rows).toMatchObject([
    {
      programme: 'BONUS',
      period: '2026-11-18',
      opening: { units: 0, money: 0 },
      issued: { units: 200, money: 6666 },
      closing: { units: 200, money: 6666 },
    },
    {
      programme: 'BONUS',
      period: '2026-11-20',
      opening: { units: 200, money: 6666 },
      redeemed: { units: -40, money: -1333 },
      closing: { units: 160, money: 5333 },
    },
    { programme: 'GIFT', period: '2026-11-20', loaded: { units: 50_000, money: 50_000 } },
  ])
  const books = await expectOwedIsOwned(shop)
  const later = await report(shop, 'from=2026-11-19&to=2027-12-31&by=month')
  for (const { account, closing, moved, programmesMoved, opening } of later.ledger) {
    expect(closing, account).toBe(0 - (books[account] ?? 0))
    expect(moved, account).toBe(programmesMoved)
    const owned = later.totals.filter(({ programme }) => accountOf[programme] === account)
    const opened = owned.reduce((sum, total) => sum + total.opening.money, 0)
    expect(opened, account).toBe(opening)
  }
  const [bonus] = later.totals
  expect(bonus).toMatchObject({
    opening: { units: 200, money: 6666 },
    expired: { units: -60, money: -3000 },
    corrected: { units: 5, money: 250 },
    revalued: { units: 0, money: 2667 },
    closing: { units: 105, money: 5250 },
  })
  expect(await companyBooks(shop)).toMatchObject({ POINTS: -5250 })
})

test('the roll-forward is paged, is of one programme where that is asked for, and is a file', async () => {
  await using shop = await openShopOfPoints()
  const span = 'from=2026-11-01&to=2027-12-31'
  const whole = await report(shop, span)
  const read: unknown[] = []
  for (let after: string | null = '0'; after !== null; ) {
    const page: z.infer<typeof Report> = await report(shop, `${span}&limit=1&after=${after}`)
    read.push(...page.rows)
    after = page.next
  }
  expect(read).toEqual(whole.rows)
  const one = await report(shop, `${span}&programme=GIFT`)
  expect(one.rows.map(({ programme }) => programme)).toEqual(['GIFT'])
  const file = await shop.cloud.request(`${path}?companyId=1&${span}&format=xlsx`)
  const sheet = await readSheet(Buffer.from(await file.arrayBuffer()))
  expect(sheet).toHaveLength(whole.rows.length + 1)
  expect(sheet[1]?.slice(0, 5)).toEqual(['BONUS', 'BONUS', '2026-11-18', 0, 200])
  const csv = await shop.cloud.request(`${path}?companyId=1&${span}&format=csv`)
  expect((await csv.text()).split('\r\n')[1]).toMatch(/^BONUS,BONUS,2026-11-18,0,200,/)
  const wrong = [
    'companyId=9&from=2026-11-01&to=2026-11-02',
    'companyId=1&from=2026-11-02&to=2026-11-01',
  ]
  const answers = wrong.map(async (query) => (await shop.cloud.request(`${path}?${query}`)).status)
  expect(await Promise.all(answers)).toEqual([404, 422])
})

test('what members own is told by the month that brought it and the month in which it ends', async () => {
  await using shop = await openShopOfPoints()
  const ages = await shop.cloud.get(`${path}/ages?companyId=1`, Months)
  const bonus = ages.items.filter(({ programme }) => programme === 'BONUS')
  expect(bonus.reduce((sum, { units }) => sum + units, 0)).toBe(105)
  const ends = await shop.cloud.get(`${path}/expiring?companyId=1&programme=BONUS`, Months)
  expect(ends.items).toMatchObject([{ month: '2028-01', units: 100, money: 5000, lots: 1 }])
  const first = await shop.cloud.get(`${path}/ages?companyId=1&limit=1`, Months)
  const rest = await shop.cloud.get(`${path}/ages?companyId=1&after=${first.next}`, Months)
  expect([...first.items, ...rest.items]).toEqual(ages.items)
})

const accountOf: Readonly<Record<string, string>> = {
  BONUS: 'POINTS',
  GIFT: 'GIFT-CARDS',
  CREDIT: 'STORE-CREDIT',
}

async function report(shop: ValueShop, query: string): Promise<z.infer<typeof Report>> {
  return await shop.cloud.get(`${path}?companyId=1&${query}`, Report)
}

/** Points earned, spent, ended, corrected and revalued; a gift card. */
async function openShopOfPoints(): Promise<ValueShop> {
  const shop = await openValueShop()
  const { cloud } = shop
  for (const [code, kind] of [
    ['BONUS', 'points'],
    ['GIFT', 'gift-card'],
  ]) {
    // Leases keep what is in them from ending: none here.
    const programme = { code, name: code, companyId: 1, kind, offline: 'online-only' }
    const opened = await shop.post('/v1/programmes', programme)
    if (!opened.ok) throw new Error(await opened.text())
  }
  await setWorth(shop, { points: 3, amount: 100 })
  const hub = await cloud.claimHub(1)
  const soon = Date.UTC(2027, 0, 15)
  const late = Date.UTC(2028, 0, 15)
  const earned = { account: 'BONUS:7', kind: 'earn' as const, amount: 100 }
  const first = { ...earned, endsAt: soon }
  sellValue(hub, { moved: [first, { ...earned, endsAt: late }], businessOn: '2026-11-18' })
  sellValue(hub, { moved: [{ account: 'BONUS:7', kind: 'spend', amount: 40 }] })
  const load = { account: 'GIFT:7', amount: 50_000 }
  sellValue(hub, { moved: [{ ...load, kind: 'load' }], loads: [load] })
  expect((await hub.push()).status).toBe(200)
  cloud.now = Date.UTC(2026, 11, 1)
  await setWorth(shop, { points: 2, amount: 100 })
  const given = { id: newId(), amount: 5, reason: 'x' }
  expect((await shop.post('/v1/value-accounts/BONUS:7/corrections', given)).status).toBe(200)
  cloud.now = soon + 1
  await sweepValue(cloud.group, cloud.now)
  return shop
}

async function setWorth({ cloud }: ValueShop, bookWorth: { points: number; amount: number }) {
  const set = await cloud.request('/v1/programmes/BONUS', { method: 'PATCH', json: { bookWorth } })
  if (!set.ok) throw new Error(await set.text())
}
