import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { runCommand } from '#cloud/value/commands.ts'
import { TillMember } from '#shared/contracts/till.ts'
import { openValueShop, type ValueShop } from '#test/cloud/value/value-shop.ts'
import { until } from '#test/support/shop.ts'
import { newId, type TestTill } from '../open-hub.ts'
import { refused, sellFor } from './value-hub.ts'
import { credit, inTime, openWiredHub, type WiredHub } from './wired-hub.ts'

let shop: ValueShop
let hub: WiredHub
let till: TestTill
const sara = { id: 7, account: 'CREDIT:7', phone: '99110007' }
/** When the store's copy had its balances. */
const OLD = 0

beforeAll(async () => {
  shop = await openValueShop()
  hub = await openWiredHub(shop, 1)
  till = await hub.openTill()
}, 60_000)
afterAll(async () => {
  await hub[Symbol.asyncDispose]()
  await shop[Symbol.asyncDispose]()
})
beforeEach(() => hub.restore())

const lookUp = async () => {
  const { body } = await till.call('GET', `/members?phone=${sara.phone}`)
  const { balance = 0, asOf = 0 } = TillMember.parse(body).accounts[0] ?? {}
  return { balance, asOf }
}
const replicaSays = (balance: number) =>
  hub.feed.put({
    members: [{ id: 7, name: 'Сараа', phone: sara.phone, balances: { [credit.id]: balance } }],
  })
/** A busy cloud may be too late for one look, and is left alone for a while after that. */
const untilShown = (balance: number) =>
  until(`${balance} is shown`, async () => (await lookUp()).balance === balance)
const cover = (amount: number, receiptId = newId()) =>
  till.call('PUT', `/covers/${receiptId}`, { kind: 'store-credit', memberId: 7, amount })

test("an online till shows the cloud's balance with its age, not the older one of its copy", async () => {
  replicaSays(1_000_00)
  await hub.cut()
  expect(await lookUp()).toEqual({ balance: 1_000_00, asOf: OLD })
  await shop.credit(4_000_00)
  await hub.restore()
  await untilShown(4_000_00)
  expect((await lookUp()).asOf).toBe(shop.cloud.now)
})

test('what this store spent is taken off the told balance once, sent or not', async () => {
  await untilShown(4_000_00)
  const id = newId()
  expect((await inTime(() => sellFor(till, sara, 1_000_00, id))).status).toBe(201)
  await untilShown(3_000_00)
  await hub.sent()
  await untilShown(3_000_00)
})

test('with the line cut the last told balance stays, with its age; a start forgets it', async () => {
  await untilShown(3_000_00)
  await hub.cut()
  await shop.credit(500_00)
  const { balance, asOf } = await lookUp()
  expect(balance).toBe(3_000_00)
  expect(asOf).toBeGreaterThan(OLD)
  hub.restartValue()
  expect((await lookUp()).asOf).toBe(OLD)
})

const leases = () =>
  hub.journal.rows("SELECT 1 FROM wallet_lease WHERE state = 'open' AND receipt_id IS NULL", [])
    .length
const Coverage = z.object({
  items: z.array(
    z.object({
      storeCode: z.string(),
      programme: z.string(),
      tried: z.int(),
      paid: z.int(),
      refused: z.array(z.object({ reason: z.string(), tries: z.int() })),
    }),
  ),
})
const coverage = async () =>
  (await shop.cloud.get('/v1/companies/NOM/leases/coverage', Coverage)).items

test('HQ sees of the payments tried without internet how many were served, and why the rest was not', async () => {
  await hub.cut()
  await shop.cloud.group.writeHot((hot) => {
    const { epoch } = hub.journal.head()
    const endsAt = shop.cloud.now + 3_600_000
    const lease = { id: newId(), hub: hub.hubId, epoch, account: sara.account, amount: 200_00 }
    const standing = { receiptId: null, requestId: null, lotsEndingFrom: null, endsAt }
    runCommand(hot, { kind: 'grant', ...lease, ...standing }, { at: shop.cloud.now, by: 'test' })
  })
  await hub.restore()
  await until('the lease is here', async () => leases() > 0)
  await hub.cut()
  expect((await cover(150_00)).status).toBe(200)
  expect(refused(await cover(9_000_00)).hindrance).toBe('offline')
  expect(refused(await cover(9_500_00)).hindrance).toBe('offline')
  await hub.restore()
  await until('HQ was told', async () => (await coverage())[0]?.tried === 3)
  expect(await coverage()).toEqual([
    {
      storeCode: 'UB1',
      programme: 'CREDIT',
      tried: 3,
      paid: 1,
      refused: [{ reason: 'offline', tries: 2 }],
    },
  ])
})
