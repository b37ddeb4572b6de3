import { expect, test } from 'vitest'
import { z } from 'zod'
import { TrustPolicy } from '#cloud/value/trust.ts'
import { StoreProfile } from '#shared/contracts/sync.ts'
import { expectRebuilt } from './rebuilt.ts'
import { sellForValue } from './value-hub.ts'
import { openValueShop, type ValueShop } from './value-shop.ts'

const limits = { memberHub: 300, hubDay: 1000, companyDay: 1500 }
const Setting = TrustPolicy.extend({
  exposure: z.object({
    hubs: z.int(),
    redemption: z.object({ perHub: z.int(), total: z.int() }),
    refund: z.object({ perHub: z.int(), total: z.int() }),
  }),
  changes: z.array(z.looseObject({ reason: z.string() })),
})
const put = async (shop: ValueShop, json: object) => {
  const answer = await shop.cloud.request('/v1/companies/NOM/trust', {
    method: 'PUT',
    json: { ...json, reason: 'the line is often cut' },
  })
  return Setting.parse(await answer.json())
}
const profileInHq = async (shop: ValueShop) => {
  const hub = await shop.cloud.claimHub(2)
  return StoreProfile.parse(hub.profile.profile).company.trust
}

test('trust is off until a company sets it; the answer says what it risks: hubs × cap', async () => {
  await using shop = await openValueShop()
  const off = await shop.cloud.get('/v1/companies/NOM/trust', Setting)
  expect(off.redemption).toEqual({ memberHub: 0, hubDay: 0, companyDay: 0 })
  expect(off.exposure).toMatchObject({ hubs: 0, refund: { perHub: 0, total: 0 } })
  expect(await profileInHq(shop)).toBeUndefined()
  await shop.cloud.claimHub(1)
  const set = await put(shop, { refund: limits })
  // Two hubs share 1500 a day, so each gives 750 at most, not its own 1000.
  expect(set.exposure).toEqual({
    hubs: 2,
    redemption: { perHub: 0, total: 0 },
    refund: { perHub: 750, total: 1500 },
  })
  expect(set.changes).toMatchObject([
    { reason: 'the line is often cut', what: expect.stringContaining('"hubDay":1000') },
  ])
  const silent = { method: 'PUT', json: { refund: limits } }
  const refused = await shop.cloud.request('/v1/companies/NOM/trust', silent)
  expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('reason')])
  const told = shop.rows("SELECT class FROM outbox WHERE entity = 'company'")
  expect(told).toEqual([['urgent']])
  // One more box to share it: all hear of it.
  expect(await profileInHq(shop)).toMatchObject({ refund: { ...limits, hubs: 2 } })
  expect(shop.rows("SELECT class FROM outbox WHERE entity = 'company'")).toHaveLength(2)
})

test("what was drawn on trust beyond the balance is the risk account's, and a freeze shows the cap", async () => {
  await using shop = await openValueShop()
  const hub = await shop.cloud.claimHub(1)
  await put(shop, { redemption: { memberHub: 500_00, hubDay: 900_00, companyDay: 900_00 } })
  await shop.credit(100_00)
  expect((await shop.account()).exposure.worstStore).toBe(500_00)
  sellForValue(hub, { account: 'CREDIT:7', amount: 300_00 })
  await hub.push()
  expect(await shop.account()).toMatchObject({ balance: 0, free: 0 })
  const risk = shop.rows("SELECT amount FROM value_movement WHERE from_place LIKE '%risk%'")
  expect(risk).toEqual([[200_00]])
  await expectRebuilt(shop)
})
