import { expect, test } from 'vitest'
import { PointsSettings } from '#shared/contracts/points-programme.ts'
import { one, openTestHub } from './open-hub.ts'

const settings = PointsSettings.parse({
  earning: { method: 'both', total: { points: 1, perAmount: 100_00, ruleId: 'T' } },
})
const programme = { id: 4, code: 'POINTS', name: 'Оноо', kind: 'points', offline: 'leased' }

test('a quote says what the member will earn, and the sale keeps it; without a member nothing is said', async () => {
  await using shop = await openTestHub({
    feed: {
      members: [{ id: 7, name: 'Сараа' }],
      programmes: [{ ...programme, settings: JSON.stringify(settings) }],
      pointsItems: [
        { id: 1, programme: 4, productId: 2, points: 3, price: null, ruleId: 'PENS' },
        { id: 2, programme: 5, productId: 1, points: 99, price: null, ruleId: 'OTHER' },
      ],
    },
  })
  const till = await shop.openTill()
  const lines = [one(1, 2000), one(2)]
  const { priced } = await till.quote({ lines, memberId: 7 } as { lines: object[] })
  expect(priced.earned?.map(({ ruleId, points }) => [ruleId, points])).toEqual([
    ['T', 22],
    ['PENS', 3],
  ])
  const saved = await till.sell({ lines, memberId: 7 } as { lines: object[] })
  const { payload } = JSON.parse(shop.journal.eventById(saved.id)?.body ?? '') as {
    payload: { priced: unknown }
  }
  expect(payload.priced).toEqual(priced)
  expect((await till.quote({ lines })).priced).not.toHaveProperty('earned')
  // A programme that a newer cloud describes in words of its own earns nothing here, and sells on.
  shop.feed.put({
    catalogueVersion: '8',
    programmes: [{ ...programme, settings: '{"earning":{"method":"of-tomorrow"}}' }],
  })
  const later = await till.quote({ lines, memberId: 7 } as { lines: object[] })
  expect(later.priced).not.toHaveProperty('earned')
})
