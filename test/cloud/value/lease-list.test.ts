import { expect, test } from 'vitest'
import { z } from 'zod'
import { grant } from './grant.ts'
import { newId } from './value-hub.ts'
import { openValueShop } from './value-shop.ts'

const Counts = z.object({ items: z.array(z.looseObject({ hubId: z.int(), open: z.int() })) })
const Page = z.object({
  items: z.array(z.looseObject({ id: z.string() })),
  next: z.string().nullable(),
})
const Exposure = z.object({ summed: z.int(), kinds: z.array(z.looseObject({})) })

test('what a hub holds is listed page by page and added up, apart what ended unheard and was forfeited', async () => {
  await using shop = await openValueShop()
  const { cloud } = shop
  await shop.credit(1000)
  const hub = await cloud.claimHub(1)
  await hub.push()
  for (const id of ['L1', 'L2', 'L3']) await grant(shop, id, 100)
  const counts = await cloud.get('/v1/companies/NOM/leases', Counts)
  expect(counts.items).toMatchObject([{ hubId: 1, storeCode: 'UB1', open: 3 }])
  const first = await cloud.get('/v1/hubs/1/leases?limit=2', Page)
  expect(first.items).toMatchObject([
    { id: 'L1', account: 'CREDIT:7', memberCode: 'M7', state: 'open', left: 100, spent: 0 },
    { id: 'L2' },
  ])
  const rest = await cloud.get(`/v1/hubs/1/leases?limit=2&after=${first.next}`, Page)
  expect([rest.items.map(({ id }) => id), rest.next]).toEqual([['L3'], null])

  cloud.now += 1e6 + 11 * 60_000
  const lost = await shop.post('/v1/leases/L1/forfeit', { id: newId(), reason: 'box is lost' })
  expect(lost.status).toBe(200)
  const exposed = await cloud.get('/v1/hubs/1/lease-exposure', Exposure)
  expect(exposed).toEqual({
    summed: 3,
    kinds: [{ kind: 'store-credit', leases: 3, left: 200, ended: 200, forfeited: 100 }],
  })
  expect((await cloud.get('/v1/hubs/2/leases', Page)).items).toEqual([])
  expect((await cloud.request('/v1/companies/NONE/leases')).status).toBe(404)
})
