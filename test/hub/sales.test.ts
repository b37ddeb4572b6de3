import { expect, test } from 'vitest'
import { Quote } from '#shared/contracts/basket.ts'
import type { Problem } from '#shared/contracts/problem.ts'
import type { Saved } from '#shared/contracts/till.ts'
import { newId, one, openTestHub } from './open-hub.ts'

const detail = (body: unknown) => (body as Problem).detail

test('a sale is saved with its number, change and journal position', async () => {
  await using shop = await openTestHub()
  const till = await shop.openTill()
  const saved = await till.sell({ lines: [one(1, 2000), one(2)] }, [
    { kind: 'card', given: 1000_00, reference: 'A1' },
    { kind: 'cash', given: 1500_00 },
  ])
  expect(saved.receipt).toMatchObject({
    kind: 'sale',
    number: expect.stringMatching(/^S1-T1-1-000001-[0-9A-Z]{2}$/) as string,
    till: 'T1',
    cashier: 'Бат 101',
    priced: { total: 2250_00 },
    settlement: { change: 250_00, rounding: 0 },
  })
  expect(saved.saved).toEqual(shop.journal.head())
  const event = shop.journal.eventById(saved.id)
  expect(event).toMatchObject({ type: 'sale.closed', hash: saved.saved.hash })
  expect(JSON.parse(event?.body ?? '')).toMatchObject({
    envelope: {
      v: 1,
      currency: 'MNT',
      receipt: { number: 'S1-T1-1-000001' },
      tenders: [
        { kind: 'card', amount: 1000_00 },
        { kind: 'cash', amount: 1250_00 },
      ],
      stock: [
        { productId: 1, quantity: -2000 },
        { productId: 2, quantity: -1000 },
      ],
    },
    payload: { catalogueVersion: '7' },
  })
})

test('a sale sent twice is one sale and the same answer', async () => {
  await using shop = await openTestHub()
  const till = await shop.openTill()
  const basket = { lines: [one(1)] }
  const { quoteId, priced } = await till.quote(basket)
  const { total } = priced
  const tenders = [{ kind: 'cash', given: total }]
  const sale = { id: newId(), shiftId: till.shiftId, basket, quoteId, total, tenders }
  const first = await till.call('POST', '/sales', sale)
  const [second, third] = await Promise.all([
    till.call('POST', '/sales', sale),
    till.call('POST', '/sales', sale),
  ])
  expect([first.status, second.status, third.status]).toEqual([201, 200, 200])
  expect(second.body).toEqual(first.body)
  expect(third.body).toEqual(first.body)
  expect((await till.shift()).receipts).toBe(1)
})

test('the same sale sent twice at the same moment is one sale', async () => {
  await using shop = await openTestHub()
  const till = await shop.openTill()
  const sale = {
    id: newId(),
    shiftId: till.shiftId,
    basket: { lines: [one(1)] },
    total: 1000_00,
    tenders: [{ kind: 'cash', given: 1000_00 }],
  }
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => till.call('POST', '/sales', sale)),
  )
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
    200, 200, 200, 200, 201,
  ])
  const [first] = answers
  for (const { body } of answers) expect(body).toEqual(first?.body)
  expect((await till.shift()).receipts).toBe(1)
})

test('the same id with other content is refused and changes nothing', async () => {
  await using shop = await openTestHub()
  const till = await shop.openTill()
  const saved = await till.sell({ lines: [one(1)] })
  const head = shop.journal.head()
  const other = await till.call('POST', '/sales', {
    id: saved.id,
    shiftId: till.shiftId,
    basket: { lines: [one(2)] },
    total: 250_00,
    tenders: [{ kind: 'cash', given: 250_00 }],
  })
  expect(other.status).toBe(409)
  expect(detail(other.body)).toContain('other content')
  expect(shop.journal.head()).toEqual(head)
})

test('a sale repeated after its shift was closed gets its first answer', async () => {
  await using shop = await openTestHub()
  const till = await shop.openTill()
  const sale = {
    id: newId(),
    shiftId: till.shiftId,
    basket: { lines: [one(1)] },
    total: 1000_00,
    tenders: [{ kind: 'cash', given: 1000_00 }],
  }
  const first = await till.call('POST', '/sales', sale)
  await till.call('POST', `/shifts/${till.shiftId}/close`, { id: newId(), countedCash: 1000_00 })
  const again = await till.call('POST', '/sales', sale)
  expect(again).toEqual({ status: 200, body: first.body })
  const late = await till.call('POST', '/sales', { ...sale, id: newId() })
  expect(late.status).toBe(409)
  expect(detail(late.body)).toContain('is closed')
})

test('a quote holds for 15 minutes while prices move, then the customer sees a new one', async () => {
  await using shop = await openTestHub()
  const till = await shop.openTill()
  const basket = { lines: [one(1)] }
  const quote = await till.quote(basket)
  shop.feed.put({ products: [{ id: 1, name: 'Ном', listPrice: 1200_00 }] })
  const sale = {
    id: newId(),
    shiftId: till.shiftId,
    basket,
    quoteId: quote.quoteId,
    total: 1000_00,
    tenders: [{ kind: 'cash', given: 1200_00 }],
  }
  shop.later(14 * 60_000)
  expect((await till.call('POST', '/sales', sale)).status).toBe(201)

  shop.later(2 * 60_000)
  const late = await till.call('POST', '/sales', { ...sale, id: newId() })
  expect(late.status).toBe(409)
  const fresh = Quote.parse((late.body as { quote: unknown }).quote)
  expect(fresh.priced.total).toBe(1200_00)
  const agreed = { ...sale, id: newId(), quoteId: fresh.quoteId, total: 1200_00 }
  expect((await till.call('POST', '/sales', agreed)).status).toBe(201)
})

test('a flood of large quotes costs the oldest promise, not the memory of the hub', async () => {
  await using shop = await openTestHub()
  const till = await shop.openTill()
  const basket = { lines: [one(1)] }
  const { quoteId } = await till.quote(basket)
  shop.feed.put({ products: [{ id: 1, name: 'Ном', listPrice: 1200_00 }] })
  const shiftId = till.shiftId
  const tenders = [{ kind: 'cash', given: 1200_00 }]
  const sell = () =>
    till.call('POST', '/sales', { id: newId(), shiftId, basket, quoteId, total: 1000_00, tenders })
  const discounts = Array.from({ length: 10 }, () => ({ kind: 'percent', rate: 1 }))
  const large = {
    lines: Array.from({ length: 500 }, (_, n) => ({ ...one(1), id: `${n}`, discounts })),
  }
  for (let n = 0; n < 8; n += 1) await till.quote(large)
  expect((await sell()).status).toBe(201)
  for (let n = 0; n < 3; n += 1) await till.quote(large)
  expect((await sell()).status).toBe(409)
})

test('a quote is good for its own basket only', async () => {
  await using shop = await openTestHub()
  const till = await shop.openTill()
  const quote = await till.quote({ lines: [one(2)] })
  const answer = await till.call('POST', '/sales', {
    id: newId(),
    shiftId: till.shiftId,
    basket: { lines: [one(1)] },
    quoteId: quote.quoteId,
    total: 250_00,
    tenders: [{ kind: 'cash', given: 250_00 }],
  })
  expect(answer.status).toBe(409)
  expect((answer.body as { quote: Quote }).quote.priced.total).toBe(1000_00)
})

test('rights are those of the signed-in cashier, and the refusal names the right', async () => {
  await using shop = await openTestHub()
  const till = await shop.openTill({ rights: ['sale'] })
  const typed = { lines: [{ ...one(1), typedPrice: 1 }] }
  const discounted = { lines: [one(1)], discounts: [{ kind: 'percent', rate: 1000 }] }
  for (const [basket, right] of [
    [typed, 'price.type'],
    [discounted, 'discount.give'],
  ] as const) {
    const answer = await till.call('POST', '/quotes', basket)
    expect(answer.status).toBe(403)
    expect(detail(answer.body)).toContain(right)
  }
  const saved = await till.sell({ lines: [one(1)] })
  const refusals = await Promise.all([
    till.call('POST', '/refunds', {
      id: newId(),
      shiftId: till.shiftId,
      receiptId: saved.id,
      reason: '',
    }),
    till.call('POST', '/cash-movements', {
      id: newId(),
      shiftId: till.shiftId,
      amount: 100,
      reason: 'float',
    }),
    till.call('POST', `/shifts/${till.shiftId}/close`, { id: newId(), countedCash: 0 }),
    till.call('POST', '/drawer', { id: newId() }),
  ])
  expect(refusals.map(({ status }) => status)).toEqual([403, 403, 403, 403])
  expect(refusals.map(({ body }) => (body as { right: string }).right)).toEqual([
    'refund',
    'cash.move',
    'shift.close',
    'drawer.open',
  ])
})

test('a till where nobody is signed in sells nothing', async () => {
  await using shop = await openTestHub()
  const till = await shop.openTill()
  await till.call('DELETE', '/sign-in')
  const answer = await till.call('POST', '/sales', {
    id: newId(),
    shiftId: till.shiftId,
    basket: { lines: [one(1)] },
    total: 1000_00,
    tenders: [{ kind: 'cash', given: 1000_00 }],
  })
  expect(answer.status).toBe(403)
  expect(detail(answer.body)).toContain('sign in')
})

test('a sale that is not paid in full, or too much by card, is refused', async () => {
  await using shop = await openTestHub()
  const till = await shop.openTill()
  const sale = (tenders: object[]) => ({
    id: newId(),
    shiftId: till.shiftId,
    basket: { lines: [one(1)] },
    total: 1000_00,
    tenders,
  })
  const short = await till.call('POST', '/sales', sale([{ kind: 'cash', given: 999_99 }]))
  const over = await till.call('POST', '/sales', sale([{ kind: 'card', given: 1000_01 }]))
  expect([short.status, over.status]).toEqual([422, 422])
  expect(detail(short.body)).toContain('still to pay')
})

test('a product that is unknown or no longer sold is named', async () => {
  await using shop = await openTestHub()
  const till = await shop.openTill()
  shop.feed.put({ products: [{ id: 2, name: 'Дэвтэр', active: false }] })
  for (const id of [2, 99]) {
    const answer = await till.call('POST', '/quotes', { lines: [one(id)] })
    expect(answer.status).toBe(422)
    expect(detail(answer.body)).toContain(`product ${id}`)
  }
})

test('other tills hear of a saved receipt', async () => {
  await using shop = await openTestHub()
  const till = await shop.openTill()
  const saved = await till.sell({ lines: [one(1)] })
  expect(shop.heard).toContainEqual({
    kind: 'receipt.saved',
    receipt: {
      id: saved.id,
      kind: 'sale',
      number: saved.receipt?.number,
      at: saved.receipt?.at,
      till: 'T1',
      total: 1000_00,
    },
  })
})

test('receipts are listed newest first in pages, and found by number in any spelling', async () => {
  await using shop = await openTestHub()
  const till = await shop.openTill()
  const made: Saved[] = []
  for (let i = 0; i < 5; i += 1) made.push(await till.sell({ lines: [one(2)] }))
  const first = await till.call('GET', '/receipts?limit=3')
  const page = first.body as { items: { id: string }[]; next: string }
  expect(page.items.map(({ id }) => id)).toEqual([4, 3, 2].map((i) => made[i]?.id))
  const second = await till.call('GET', `/receipts?limit=3&after=${page.next}`)
  expect(second.body).toMatchObject({
    next: null,
    items: [{ id: made[1]?.id }, { id: made[0]?.id }],
  })

  const number = made[1]?.receipt?.number ?? ''
  for (const text of [number, number.toLowerCase(), 's1-t1-1-2']) {
    const found = await till.call('GET', `/receipts?number=${text}`)
    expect(found.body).toMatchObject({ items: [{ id: made[1]?.id }], next: null })
  }
})

test('numbers count per till, and the tills do not share a counter', async () => {
  await using shop = await openTestHub()
  const [a, b] = [await shop.openTill(), await shop.openTill()]
  const numbers = []
  for (const till of [a, b, a, b])
    numbers.push((await till.sell({ lines: [one(2)] })).receipt?.number.slice(0, 14))
  expect(numbers).toEqual(['S1-T1-1-000001', 'S1-T2-1-000001', 'S1-T1-1-000002', 'S1-T2-1-000002'])
})

test('a product whose stock is counted below zero sells offline all the same', async () => {
  await using shop = await openTestHub({
    feed: { products: [{ id: 1, name: 'Ном', mayGoNegative: false }] },
  })
  const till = await shop.openTill()
  expect((await till.sell({ lines: [one(1, 1_000_000)] })).receipt?.kind).toBe('sale')
})

test('a sale or basket that cannot be read is answered as on every other route', async () => {
  await using shop = await openTestHub()
  const token = await shop.pair()
  const answer = async (path: string, body: string | undefined, type?: string) => {
    const response = await shop.hub.app.request(`/v1${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, ...(type && { 'content-type': type }) },
      ...(body !== undefined && { body: new TextEncoder().encode(body) }),
    })
    const { status, title, detail } = (await response.json()) as Problem
    return { status, title, detail }
  }
  for (const path of ['/sales', '/quotes']) {
    for (const [body, type] of [
      ['{"id":', 'application/json'],
      ['id=1', 'application/x-www-form-urlencoded'],
    ] as const) {
      const refused = await answer(path, body, type)
      expect(refused).toEqual(await answer('/refunds', body, type))
      expect([400, 415]).toContain(refused.status)
    }
    const lacking = await answer(path, '{}', 'application/json; charset=utf-8')
    expect(lacking).toMatchObject({ status: 422 })
    expect(lacking.detail).toContain(path === '/sales' ? 'id' : 'lines')
    expect((await answer(path, undefined)).status).toBe(422)
  }
})
