import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { ImportReport } from '#cloud/import/report.ts'
import { lookupKeyOf } from '#cloud/masterdata/lookup-key.ts'
import { openReplica } from '#hub/replica/reader.ts'
import { openFeedCopy } from '../feed/feed-copy.ts'
import { expectRebuilt } from '../value/rebuilt.ts'
import { openVoucherShop, type VoucherShop } from '../vouchers/voucher-shop.ts'

async function load(shop: VoucherShop, lines: readonly string[]) {
  const answer = await shop.cloud.request('/v1/import/vouchers?company=NOM', {
    method: 'POST',
    body: Buffer.from(lines.join('\n')),
    headers: { 'content-type': 'text/csv' },
  })
  if (answer.status !== 200) throw new Error(await answer.text())
  return ImportReport.parse(await answer.json())
}
const header = 'programme,code,state,amount,ends'
const old = [
  header,
  'GIFT,9900 0000 0017,sold,"1234,50",2031-12-31',
  'GIFT,gc-0000-0018,issued,500,',
  'GIFT,GC-0000-0019,reserved,,',
  'GIFT,GC-0000-0020,sold,0,',
  'FIVE,SPRING-AA11,issued,,2031-01-31',
  'FIVE,SPRING-AA12,used,,2020-01-31',
]
const Page = z.object({
  items: z.array(
    z.looseObject({ state: z.string(), balance: z.int(), endsAt: z.int().nullable() }),
  ),
})

test('vouchers of an older system come in as they are there, twice as once, and stand in books and stores under the old codes', async () => {
  await using shop = await openVoucherShop()
  await using feed = await openFeedCopy(shop.cloud.group)
  expect(await load(shop, old)).toMatchObject({ created: 6, rejected: 0 })
  const at = (kind: string, code: string) =>
    shop.cloud.get(`/v1/${kind}s?code=${encodeURIComponent(code)}`, Page)
  // The day is meant whole, by the clock of the stores.
  const end = Date.UTC(2031, 11, 31, 16)
  const first = await at('gift-card', '99000000oo17')
  expect(first.items).toMatchObject([{ state: 'sold', balance: 123_450, endsAt: end }])
  expect((await at('coupon', 'spring aa12')).items).toMatchObject([{ state: 'used', balance: 0 }])
  expect(await load(shop, old)).toMatchObject({ created: 0, unchanged: 6 })
  const owed = shop.rows(`SELECT a.code, sum(p.amount) FROM posting p
    JOIN ledger_account a ON a.id = p.account_id GROUP BY a.code HAVING sum(p.amount) <> 0`)
  expect(Object.fromEntries(owed)).toMatchObject({ 'GIFT-CARDS': -173_450 })

  await feed.become('SELECT count(*) FROM voucher_key', [[6]])
  await feed.become('SELECT balance FROM gift_card ORDER BY id', [[123_450], [50_000], [0], [0]])
  writeFileSync(join(feed.folder, 'current.json'), JSON.stringify({ feedId: 'f', file: feed.file }))
  const lookupKey = await lookupKeyOf(shop.cloud.group)
  using replica = openReplica({ dir: feed.folder, lookupKey: () => lookupKey })
  const seen = (code: string) => replica.voucherByCode(code)
  expect(seen('9900-0000-0017')).toMatchObject({ kind: 'gift-card', state: 'sold' })
  expect(seen('GC 0000 0019')).toMatchObject({ kind: 'gift-card', state: 'reserved' })
  expect(seen('spring-AA11')).toMatchObject({ kind: 'coupon', state: 'issued', promotionId: 1 })
  expect(seen('SPRING-AA12')).toMatchObject({ kind: 'coupon', state: 'used' })
  expect(seen('SPRING-AA13')).toBeUndefined()

  const kept = ['hq_command', 'value_request', 'voucher', 'value_account', 'value_movement']
  const all = JSON.stringify(kept.map((table) => shop.rows(`SELECT * FROM ${table}`)))
  expect(all, 'no code stands in a log').not.toMatch(/0000.?00(17|18|19|20)|SPRING.?AA1/i)
  await expectRebuilt(shop)
})

test('a voucher that cannot come in is told with line, column, value and reason, and the others are in', async () => {
  await using shop = await openVoucherShop()
  const [ours] = await shop.batch('coupon', { count: 1 })
  await load(shop, [header, 'GIFT,GC-0001,sold,10,'])
  const report = await load(shop, [
    header,
    'GIFT,GC-0001,sold,11,',
    `FIVE,${ours?.code},sold,,`,
    'CREDIT,GC-0002,sold,1,',
    'NOPE,GC-0003,sold,1,',
    'GIFT,,sold,1,',
    'GIFT,GC-7,sold,1,',
    'GIFT,КАРТ-0004,sold,1,',
    'GIFT,GC-0005,new,1,',
    'GIFT,GC-0006,sold,,',
    'GIFT,GC-0007,sold,-1,',
    'GIFT,GC-0008,reserved,5,',
    'FIVE,CO-0009,sold,5,',
    'GIFT,GC-0010,sold,5,2001-01-01',
    'GIFT,GC-0011,sold,5,',
    'GIFT,gc 0011,sold,5,',
  ])
  expect(report).toMatchObject({ created: 1, rejected: 14 })
  const told = report.problems.map(({ line, column, value, reason }) => [
    line,
    column,
    value,
    reason,
  ])
  expect(told).toEqual([
    [2, 'code', 'GC-0001', 'was loaded before with another content'],
    [3, 'code', ours?.code, 'is the code of another voucher'],
    [4, 'programme', 'CREDIT', 'is a programme of store-credit'],
    [5, 'programme', 'NOPE', 'is not a programme of NOM'],
    [6, 'code', '', 'is missing'],
    [7, 'code', 'GC-7', 'has fewer than 6 letters and digits'],
    [8, 'code', 'КАРТ-0004', 'holds other than Latin letters and digits'],
    [9, 'state', 'new', 'is no state of a voucher'],
    [10, 'amount', '', 'is missing'],
    [11, 'amount', '-1', 'is negative'],
    [12, 'amount', '5', 'is not of a card that is reserved'],
    [13, 'amount', '5', 'is not of a coupon'],
    [14, 'ends', '2001-01-01', 'is over'],
    [16, 'code', 'GC0011', 'already stands in line 15'],
  ])
  expect(shop.rows('SELECT sum(balance) FROM value_account')).toEqual([[1_500]])
})
