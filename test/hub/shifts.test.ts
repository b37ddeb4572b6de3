import { expect, test } from 'vitest'
import type { Problem } from '#shared/contracts/problem.ts'
import { Shift } from '#shared/contracts/till.ts'
import { newId, one, openTestHub } from './open-hub.ts'

const detail = (body: unknown) => (body as Problem).detail

test('expected cash is opening + cash taken + cash moved, and the difference is over or short', async () => {
  await using shop = await openTestHub()
  const till = await shop.openTill({ openingCash: 500_00 })
  await till.sell({ lines: [one(1)] }, [{ kind: 'cash', given: 2000_00 }])
  await till.sell({ lines: [one(1)] }, [{ kind: 'card', given: 1000_00 }])
  const cod = await till.sell({ lines: [one(2)] }, [
    { kind: 'cash-on-delivery', given: 200_00 },
    { kind: 'cash', given: 50_00 },
  ])
  await till.call('POST', '/refunds', {
    id: newId(),
    shiftId: till.shiftId,
    receiptId: cod.id,
    reason: '',
  })
  for (const amount of [100_00, -30_00])
    await till.call('POST', '/cash-movements', {
      id: newId(),
      shiftId: till.shiftId,
      amount,
      reason: 'change for the till',
    })
  expect(await till.shift()).toMatchObject({
    expectedCash: 1570_00,
    receipts: 3,
    refunds: 1,
    tenders: [
      { kind: 'card', amount: 1000_00 },
      { kind: 'cash', amount: 1000_00 },
      { kind: 'cash-on-delivery', amount: 0 },
    ],
    closedAt: null,
    difference: null,
  })
  const request = { id: newId(), countedCash: 1569_50 }
  const closed = await till.call('POST', `/shifts/${till.shiftId}/close`, request)
  expect(Shift.parse(closed.body)).toMatchObject({ difference: -50, countedCash: 1569_50 })
  expect(await till.call('POST', `/shifts/${till.shiftId}/close`, request)).toEqual(closed)
  expect((await till.call('GET', '/shifts/current')).status).toBe(404)
  const event = shop.journal.eventById(request.id)
  expect(JSON.parse(event?.body ?? '')).toMatchObject({
    payload: { expectedCash: 1570_00, difference: -50, receipts: 3, refunds: 1 },
  })
})

test('a barcode scanned into a field of cash is refused with field and value: ten would be beyond what adds up', async () => {
  await using shop = await openTestHub()
  const till = await shop.openTill()
  const scanned = 9_789_919_200_046_00
  const { shiftId } = till
  const basket = { lines: [one(1)] }
  const { total } = (await till.quote(basket)).priced
  const tenders = [{ kind: 'cash', given: scanned }]
  const tries: [string, object, string][] = [
    ['/shifts', { openingCash: scanned }, 'openingCash'],
    [`/shifts/${shiftId}/close`, { countedCash: scanned }, 'countedCash'],
    ['/cash-movements', { shiftId, amount: scanned, reason: 'x' }, 'amount'],
    ['/cash-movements', { shiftId, amount: -scanned, reason: 'x' }, 'amount'],
    ['/sales', { shiftId, basket, total, tenders }, 'tenders.0.given'],
  ]
  for (const [path, body, field] of tries) {
    const answer = await till.call('POST', path, { id: newId(), ...body })
    expect(answer.status, path).toBe(422)
    expect((answer.body as Problem).errors?.[0], path).toMatchObject({ field })
    expect(detail(answer.body)).toContain('978991920004600')
  }
  expect(await till.shift()).toMatchObject({ expectedCash: 0, receipts: 0 })
})

test('a till has one open shift', async () => {
  await using shop = await openTestHub()
  const till = await shop.openTill()
  const [second, third] = await Promise.all(
    [newId(), newId()].map((id) => till.call('POST', '/shifts', { id, openingCash: 0 })),
  )
  expect([second?.status, third?.status]).toEqual([409, 409])
  expect(detail(second?.body)).toContain('close it first')
  const same = await till.call('POST', '/shifts', { id: till.shiftId, openingCash: 0 })
  expect(same.status).toBe(200)
})

test('of two shifts opened at once on one till, one is open', async () => {
  await using shop = await openTestHub()
  const till = await shop.openTill()
  await till.call('POST', `/shifts/${till.shiftId}/close`, { id: newId(), countedCash: 0 })
  const answers = await Promise.all(
    [newId(), newId()].map((id) => till.call('POST', '/shifts', { id, openingCash: 0 })),
  )
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
})

test("a sale needs an open shift of its own till, not another till's", async () => {
  await using shop = await openTestHub()
  const [a, b] = [await shop.openTill(), await shop.openTill()]
  const sale = (shiftId: string) => ({
    id: newId(),
    shiftId,
    basket: { lines: [one(1)] },
    total: 1000_00,
    tenders: [{ kind: 'cash', given: 1000_00 }],
  })
  const foreign = await a.call('POST', '/sales', sale(b.shiftId))
  expect(foreign.status).toBe(409)
  expect(detail(foreign.body)).toContain('belongs to till T2')
  expect((await a.call('POST', '/sales', sale(newId()))).status).toBe(404)
})

test('a shift closed amid sales counts exactly those that were saved before it', async () => {
  await using shop = await openTestHub()
  const till = await shop.openTill()
  const sell = () =>
    till.call('POST', '/sales', {
      id: newId(),
      shiftId: till.shiftId,
      basket: { lines: [one(2)] },
      total: 250_00,
      tenders: [{ kind: 'cash', given: 250_00 }],
    })
  const sales = Array.from({ length: 10 }, sell)
  const closing = till.call('POST', `/shifts/${till.shiftId}/close`, {
    id: newId(),
    countedCash: 0,
  })
  const more = Array.from({ length: 10 }, sell)
  const saved = (await Promise.all([...sales, ...more])).filter(({ status }) => status === 201)
  const closed = Shift.parse((await closing).body)
  expect(closed.receipts).toBe(saved.length)
  expect(closed.expectedCash).toBe(saved.length * 250_00)
})
