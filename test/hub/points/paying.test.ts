import { afterAll, beforeAll, expect, test } from 'vitest'
import { NotSpendable, PointsNotTaken } from '#shared/contracts/till.ts'
import { accountKey } from '#shared/feed/lookup.ts'
import { newId, one } from '../open-hub.ts'
import { byRate, openPointsHub, type PointsHub, receiptOf } from './points-hub.ts'

const settings = {
  earning: { method: 'total', total: { points: 1, perAmount: 100_00, ruleId: 'T' } },
  paying: byRate(1, 100, { maxShare: 5000 }),
} as const
let hub: PointsHub
beforeAll(async () => {
  hub = await openPointsHub(settings)
})
afterAll(() => hub[Symbol.asyncDispose]())

const pay = (points: number) => ({
  points: { programme: 'POINTS', pay: { kind: 'points', points } },
})

test('a quote says what points may pay, and points that are chosen pay as a discount line and leave the account', async () => {
  const sara = await hub.newMember(600)
  const basket = { lines: [one(1)], memberId: sara.id }
  const { pointsOffers } = await hub.quote(basket)
  expect(pointsOffers).toMatchObject([
    {
      programme: 'POINTS',
      balance: 600,
      spendable: 600,
      hindrance: null,
      needsPin: false,
      pay: { kind: 'rate', best: { points: 500, amount: 500_00 } },
    },
  ])
  const sold = await hub.sell({ ...basket, ...pay(300) })
  const receipt = receiptOf(sold)
  expect(receipt.priced.total).toBe(700_00)
  expect(receipt.settlement.tenders).toMatchObject([{ kind: 'cash', amount: 700_00 }])
  const { movements, leases } = hub.eventOf(sold.id).envelope
  expect(leases).toEqual([sara.lease])
  expect(movements).toMatchObject([
    { kind: 'spend', account: sara.account, amount: 300, cover: 'lease' },
    { kind: 'earn', account: sara.account, amount: 7, rule: 'T', endsAt: null },
  ])
  expect(receipt.loyalty).toEqual([
    {
      programme: 'POINTS',
      name: 'Оноо',
      phone: '10',
      balance: 600,
      asOf: null,
      percent: null,
      status: 'confirmed',
      collected: 7,
      spent: 300,
      lines: [{ lineId: 'l1', collected: 7, spent: 300 }],
    },
  ])
})

test('what a sale moves has the same names whichever box answers it, so that a refund of it finds them in the books', async () => {
  const sale = newId()
  const named = async (id: string) => {
    await using box = await openPointsHub(settings)
    const member = await box.newMember(600)
    const basket = { lines: [one(1)], memberId: member.id, ...pay(300) }
    receiptOf(await box.sell(basket, { id }))
    return box.eventOf(id).envelope.movements.map((moved) => `${moved.kind} ${moved.id}`)
  }
  const first = await named(sale)
  expect(first).toHaveLength(2)
  expect(await named(sale)).toEqual(first)
  expect(new Set([...first, ...(await named(newId()))])).toHaveLength(4)
})

test('what is reserved is deducted at once, is spent by its own receipt, and comes back when it is given up', async () => {
  const sara = await hub.newMember(400)
  const [mine, other] = [newId(), newId()]
  const wanted = { kind: 'points', memberId: sara.id, programme: 'POINTS', points: 400 }
  const covered = await hub.till.call('PUT', `/covers/${mine}`, wanted)
  expect(covered).toEqual({
    status: 200,
    body: { receiptId: mine, account: sara.account, amount: 400 },
  })
  const basket = { lines: [one(1)], memberId: sara.id, ...pay(400) }
  // Nobody else's receipt may count on them; the one that has reserved them may.
  expect((await hub.quote(basket)).priced.pointsRefused?.reason).toBe('too-little')
  const { priced, pointsOffers } = await hub.quote({ ...basket, receiptId: mine })
  expect(priced.points?.points).toBe(400)
  expect(pointsOffers?.[0]?.spendable).toBe(400)
  expect((await hub.till.call('PUT', `/covers/${other}`, { ...wanted, points: 1 })).status).toBe(
    409,
  )
  expect((await hub.till.call('DELETE', `/covers/${mine}/${sara.account}`)).status).toBe(204)
  expect((await hub.sell(basket)).status).toBe(201)
})

test('points that cannot be paid so refuse the sale, say what could be paid, and move nothing', async () => {
  const sara = await hub.newMember(200)
  const basket = { lines: [one(1)], memberId: sara.id }
  const head = hub.journal.head().seq
  const refused = async (points: number) => {
    const { status, body } = await hub.sell({ ...basket, ...pay(points) })
    expect(status).toBe(409)
    return PointsNotTaken.loose().parse(body)
  }
  const tooMany = await refused(201)
  expect(tooMany.refusal).toMatchObject({
    reason: 'too-little',
    most: { points: 200, amount: 200_00 },
  })
  expect(tooMany.quote.priced.total).toBe(1000_00)
  expect((await refused(501)).refusal.reason).toBe('too-little')
  const rich = await hub.newMember(900)
  const share = { ...basket, memberId: rich.id, ...pay(501) }
  expect((await hub.quote(share)).priced.pointsRefused?.reason).toBe('above-share')
  expect(hub.journal.head().seq).toBe(head + 1)
  expect(hub.leaseAt(sara.lease)).toEqual(['open', 200, 0, 0])
})

test('a frozen account, an unknown programme, and points named as a tender are clear problems', async () => {
  const sara = await hub.newMember(200)
  const lines = [one(1)]
  const asTender = await hub.sell(
    { lines, memberId: sara.id },
    { tenders: [{ kind: 'points', given: 100 }] },
  )
  expect(asTender).toMatchObject({ status: 422, body: { errors: [{ field: 'tenders.0.kind' }] } })
  const wanted = { kind: 'points', memberId: sara.id, programme: 'NONE', points: 1 }
  expect(await hub.till.call('PUT', `/covers/${newId()}`, wanted)).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'programme', value: 'NONE' }] },
  })
  for (const points of [0, -1, 1.5, 2e15]) {
    const asked = { ...wanted, programme: 'POINTS', points }
    expect((await hub.till.call('PUT', `/covers/${newId()}`, asked)).status).toBe(422)
  }
  hub.feed.put({ frozen: [{ id: accountKey(sara.id, 4), frozen: true }] })
  const frozen = await hub.till.call('PUT', `/covers/${newId()}`, {
    ...wanted,
    programme: 'POINTS',
  })
  expect(NotSpendable.loose().parse(frozen.body).hindrance).toBe('frozen')
  const { pointsOffers } = await hub.quote({ lines, memberId: sara.id })
  expect(pointsOffers).toMatchObject([{ balance: 200, spendable: 0, hindrance: 'frozen' }])
})

test('offline only what is leased here pays, each unit once however often the sale is sent', async () => {
  const sara = await hub.newMember(500, 300)
  hub.isCut = true
  const lines = [one(1)]
  const quote = await hub.quote({ lines, memberId: sara.id })
  expect(quote.pointsOffers).toMatchObject([
    { balance: 500, spendable: 300, hindrance: 'offline', pay: { best: { points: 300 } } },
  ])
  const basket = { lines, memberId: sara.id, ...pay(300) }
  const id = newId()
  const sale = { id, shiftId: hub.till.shiftId, basket, total: 700_00 }
  const tenders = [{ kind: 'cash', given: 700_00 }]
  const answers = await Promise.all(
    [1, 2, 3].map(() => hub.till.call('POST', '/sales', { ...sale, tenders })),
  )
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 201])
  expect(hub.leaseAt(sara.lease)).toEqual(['open', 300, 300, 0])
  // It stands in the journal, so the books will have it whatever becomes of this hub's memory.
  hub.restartValue()
  const after = await hub.sell({ lines, memberId: sara.id, ...pay(1) })
  expect(after.status).toBe(409)
  hub.isCut = false
})
