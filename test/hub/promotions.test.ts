import { expect, test } from 'vitest'
import { one, openTestHub } from './open-hub.ts'

const wish = (lines: object[], more: object = {}) => ({ lines, ...more }) as { lines: object[] }
const named = (priced: {
  lines: { id: string; discounts: { ruleId: string; amount: number }[] }[]
}) =>
  priced.lines.flatMap(({ id, discounts }) =>
    discounts.map((each) => [id, each.ruleId, each.amount]),
  )

test('promotions of the feed are in quotes and sales, and follow the catalogue; a rule of a newer cloud is left out and said once', async () => {
  const said: string[] = []
  await using shop = await openTestHub({
    onUnreadable: (what) => said.push(what),
    feed: {
      promotions: [
        {
          id: 5,
          code: 'BOOKS',
          name: 'Номын өдөр',
          trigger: 'automatic',
          conditions: { products: [1] },
          reward: { kind: 'percent', rate: 1000, on: 'lines' },
        },
        {
          id: 6,
          code: 'PEN',
          name: 'Үзэг бэлэг',
          trigger: 'automatic',
          conditions: { products: [1], minimumQuantity: 2000 },
          reward: { kind: 'free-product', productId: 3, pieces: 1 },
        },
        {
          id: 7,
          code: 'GOLD',
          name: 'Алтан гишүүн',
          trigger: 'automatic',
          conditions: { products: [2], member: { levels: ['gold'], groups: ['school'] } },
          reward: { kind: 'fixed', amount: 50_00, on: 'piece' },
        },
      ],
      members: [
        { id: 1, name: 'Алтан', level: 'gold', groups: '["school","club"]' },
        { id: 2, name: 'Энгийн', level: 'gold' },
      ],
    },
  })
  const till = await shop.openTill()
  const quote = async (lines: object[], more: object = {}) =>
    (await till.quote(wish(lines, more))).priced
  const book = await quote([one(1)])
  expect(named(book)).toEqual([['l1', 'promotion:5', 100_00]])
  expect([book.total, book.discountTotal]).toEqual([900_00, 100_00])
  // The till can say what may be added for nothing; a product of a rule need not be in the basket.
  const two = await quote([one(1, 2000)])
  expect(two.toAdd).toEqual([{ ruleId: 'promotion:6', productId: 3, quantity: 1000 }])
  const withPen = await quote([one(1, 2000), one(3)])
  expect(withPen.toAdd).toBeUndefined()
  expect(named(withPen)).toContainEqual(['l3', 'promotion:6', 333])
  // What the feed says of the member decides.
  const sizes = [{}, { memberId: 2 }, { memberId: 1 }].map(async (member) => {
    return (await quote([one(2)], member)).total
  })
  expect(await Promise.all(sizes)).toEqual([250_00, 250_00, 200_00])

  const saved = await till.sell({ lines: [one(1)] })
  expect(saved.receipt?.priced).toEqual(book)
  // A till shows what it was promised, also when the promotion has ended meanwhile.
  const promised = await till.quote({ lines: [one(1)] })
  const ended = { endsAt: Date.now() - 1000, products: [1] }
  shop.feed.put({
    catalogueVersion: '8',
    promotions: [
      {
        id: 5,
        code: 'BOOKS',
        name: '',
        trigger: 'automatic',
        conditions: ended,
        reward: { kind: 'percent', rate: 1000, on: 'lines' },
      },
    ],
  })
  shop.feed.putPromotionText(9, '{"id":9,"reward":{"kind":"of-tomorrow"}}')
  expect((await quote([one(1)])).total).toBe(1000_00)
  const { quoteId, priced } = promised
  const sale = {
    id: '019a0000-0000-7000-8000-00000000000a',
    shiftId: till.shiftId,
    basket: { lines: [one(1)] },
    quoteId,
    total: priced.total,
    tenders: [{ kind: 'cash', given: 900_00 }],
  }
  expect((await till.call('POST', '/sales', sale)).status).toBe(201)
  // A new file of the replica or a new version is read again, and the words stay single.
  shop.feed.put({ catalogueVersion: '9' })
  await quote([one(1)])
  expect(said).toHaveLength(1)
  expect(said[0]).toContain('promotion 9')
})
