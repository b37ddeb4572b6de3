import { expect, test } from 'vitest'
import type { Saved } from '#shared/contracts/till.ts'
import { openShop, until } from '../support/shop.ts'
import { newId } from '../support/till-client.ts'

/** A store always sells: 200 receipts without the cloud, all in the books when the line is back. */
test('200 sales with the line cut are all in the books once it is restored', {
  timeout: 120_000,
}, async () => {
  await using shop = await openShop()
  const { client, shiftId } = await shop.openTill()
  const product = (await client.products('text=ном&limit=1'))[0]
  if (product === undefined) throw new Error('the demo data has no product to sell')
  const basket = { lines: [{ id: 'a', productId: product.id, quantity: 2000 }] }
  const { priced } = await client.quote(basket)

  shop.link.setCut(true)
  await until('the till sees that it is offline', async () => !(await client.status()).cloud.online)
  const saved: Saved[] = []
  for (let i = 0; i < 200; i += 1) {
    saved.push(
      await client.sell({
        id: newId(),
        shiftId,
        basket,
        total: priced.total,
        tenders: [{ kind: 'cash', given: priced.total }],
      }),
    )
  }
  const offline = await client.status()
  expect(offline.unsent).toBeGreaterThanOrEqual(200)

  shop.link.setCut(false)
  const online = await until(
    'everything is sent',
    async () => {
      const status = await client.status()
      return status.cloud.online && status.unsent === 0 && status
    },
    60_000,
  )
  expect(online.cloudSeq).toBe(online.headSeq)
  for (const answer of [saved[0], saved[99], saved[199]]) {
    const found = await shop.cloud(`/v1/receipts/${answer?.id}`)
    expect(found.status).toBe(200)
  }
})
