import { expect, test } from 'vitest'
import { one } from '../open-hub.ts'
import { byRate, openPointsHub, receiptOf } from './points-hub.ts'

const earning = {
  method: 'total',
  total: { points: 1, perAmount: 100_00, ruleId: 'T' },
} as const
const pay = (points: number) => ({
  points: { programme: 'POINTS', pay: { kind: 'points', points } },
})

test('refunds in parts take back what the goods earned and give back what points paid, to the whole, into the lease', async () => {
  await using hub = await openPointsHub({ earning, paying: byRate(3, 100) })
  const sara = await hub.newMember(1000)
  const basket = { lines: [one(1, 3000), one(2, 1000)], memberId: sara.id, ...pay(1000) }
  const sold = await hub.sell(basket)
  const sale = receiptOf(sold)
  // 333.33 less of 3,250.00; 29 points on the rest.
  expect(sale.priced.total).toBe(3250_00 - 333_33)
  expect(sale.loyalty).toMatchObject([{ collected: 29, spent: 1000 }])
  const parts = [
    { lines: [{ lineId: 'l1', quantity: 1000 }] },
    { lines: [{ lineId: 'l1', quantity: 1500 }] },
    {},
  ]
  const back = { collected: 0, spent: 0, cash: 0 }
  for (const part of parts) {
    const refund = await hub.refund(sold.id, part)
    const receipt = receiptOf(refund)
    const { movements } = hub.refundOf(refund.id).envelope
    const sum = (kind: string) =>
      movements.reduce((all, each) => all + (each.kind === kind ? each.amount : 0), 0)
    const [snapshot] = receipt.loyalty ?? []
    expect([sum('take-back'), sum('give-back')]).toEqual([
      0 - (snapshot?.collected ?? 0),
      0 - (snapshot?.spent ?? 0),
    ])
    expect(movements.every(({ reverses }) => reverses !== null)).toBe(true)
    back.collected += sum('take-back')
    back.spent += sum('give-back')
    back.cash -= receipt.settlement.tenders.reduce((all, { amount }) => all + amount, 0)
  }
  expect(back).toEqual({ collected: 29, spent: 1000, cash: sale.priced.total })
  expect(hub.leaseAt(sara.lease)).toEqual(['open', 1000, 0, 0])
  expect((await hub.refund(sold.id)).status).toBe(409)
})

test('what points paid as a tender goes back as points, never as cash', async () => {
  await using hub = await openPointsHub({ earning, paying: byRate(1, 100, { as: 'tender' }) })
  const sara = await hub.newMember(600)
  const sold = await hub.sell({ lines: [one(1, 2000)], memberId: sara.id, ...pay(500) })
  expect(receiptOf(sold).settlement.tenders).toMatchObject([
    { kind: 'points', amount: 500_00, account: sara.account },
    { kind: 'cash', amount: 1500_00 },
  ])
  expect(receiptOf(sold).loyalty).toMatchObject([{ collected: 15, spent: 500 }])
  const half = receiptOf(await hub.refund(sold.id, { lines: [{ lineId: 'l1', quantity: 1000 }] }))
  expect(half.settlement.tenders).toMatchObject([
    { kind: 'points', amount: -250_00 },
    { kind: 'cash', amount: -750_00 },
  ])
  expect(half.loyalty).toMatchObject([{ balance: 115, collected: -8, spent: -250 }])
  const inCash = { tenders: [{ kind: 'cash', amount: 1000_00 }] }
  expect((await hub.refund(sold.id, inCash)).status).toBe(422)
  const rest = receiptOf(await hub.refund(sold.id))
  expect(rest.settlement.tenders.map(({ amount }) => amount)).toEqual([-250_00, -750_00])
  expect(rest.loyalty).toMatchObject([{ collected: -7, spent: -250 }])
  expect(hub.leaseAt(sara.lease)).toEqual(['open', 600, 0, 0])
  const { accounts } = (await hub.till.call('GET', `/members?phone=${sara.phone}`)).body as {
    accounts: { balance: number }[]
  }
  expect(accounts[0]?.balance).toBe(600)
})
