import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { QuarantinedDetail, RepairAnswer } from '#cloud/journal/quarantine-routes.ts'
import { vatGroup } from '#cloud/masterdata/schema.ts'
import type { Envelope } from '#shared/contracts/event.ts'
import type { ScriptedHub, ScriptedSale } from '../scripted-hub.ts'
import { openTestCloud, type TestCloud } from '../test-cloud.ts'

const shiftId = '0193aaaa-0000-7000-8000-00000000ffff'
const Page = z.object({ items: z.array(z.looseObject({ appliedSeq: z.int() })) })
const Refused = z.looseObject({
  detail: z.string(),
  errors: z.array(z.object({ field: z.string(), value: z.string(), message: z.string() })),
})
const oneBook = { lines: [{ productId: 1, quantity: 1000 }] }
const twoGifts = { lines: [{ productId: 2, quantity: 2000 }], cardShare: 0.5 }

test('what names a quarantined receipt waits behind it, and its envelope is booked at once [B2.2]', async () => {
  await using cloud = await openTestCloud()
  const { hub, good } = await poisoned(cloud)
  const { receiptId } = hub.refund(good)
  hub.append('receipt.reprinted', { payload: { v: 1, receiptId } })
  await hub.push()
  expect(states(cloud)).toEqual(['quarantined', 'parked', 'parked'])
  expect(rows(cloud, 'SELECT parked_behind FROM quarantine ORDER BY 1')).toEqual([[null], [1], [2]])
  // The drawer is right: what the refund paid back is out of it, unexplained like the sale.
  expect(balance(cloud, 'unexplained-receipts')).toBe(0)
  expect(balance(cloud, 'cash') + balance(cloud, 'bank')).toBe(0)
  expect(rows(cloud, 'SELECT quantity FROM stock_on_hand')).toEqual([[0]])
  expect(rows(cloud, 'SELECT count(*) FROM sales_by_till')).toEqual([[0]])
})

test('dependents of another batch and another store wait too; what names others is applied', async () => {
  await using cloud = await openTestCloud()
  const { hub, good } = await poisoned(cloud)
  const other = await cloud.claimHub(2)
  const fine = hub.sell(oneBook)
  hub.refund(fine)
  await hub.push()
  const { body } = hub.refund(good)
  hub.forkAfter(3)
  const { envelope, payload } = JSON.parse(body)
  other.append('sale.refunded', { envelope, payload })
  await other.push()
  expect(states(cloud)).toEqual(['quarantined', 'applied', 'applied', 'parked'])
})

test('a shift is closed at once and marked with the receipts that it lacks', async () => {
  await using cloud = await openTestCloud()
  const { hub, good } = await poisoned(cloud)
  hub.append(...inShift(hub.refund(good), hub))
  hub.sell(oneBook)
  close(hub)
  await hub.push()
  expect(states(cloud).at(-1)).toBe('applied')
  const { items } = await cloud.get('/v1/incomplete-shifts?companyId=1', Page)
  const words = 'incomplete: 2 receipts parked'
  expect(items).toMatchObject([{ shiftId, parked: 2, missing: 2, words, storeCode: 'UB1' }])
  await repaired(cloud, 1, good.payload)
  expect((await cloud.get('/v1/incomplete-shifts', Page)).items).toEqual([])
  expect(rows(cloud, 'SELECT parked, missing FROM incomplete_shift')).toEqual([[2, 0]])
})

test('a repair puts the books where the right payload would have put them, with all that waited', async () => {
  await using cloud = await openTestCloud()
  await using straight = await openTestCloud()
  const { hub, good } = await poisoned(cloud)
  const refund = hub.refund(good, { lines: [{ lineId: 'l0', quantity: 1000 }] })
  hub.append('receipt.reprinted', { payload: { v: 1, receiptId: refund.receiptId ?? '' } })
  await hub.push()
  cloud.now += 60_000
  const answer = await repaired(cloud, 1, good.payload)
  expect(answer).toEqual({
    appliedSeq: 4,
    released: [
      { appliedSeq: 1, type: 'sale.closed', receiptId: good.receiptId },
      { appliedSeq: 2, type: 'sale.refunded', receiptId: refund.receiptId },
      { appliedSeq: 3, type: 'receipt.reprinted', receiptId: null },
    ],
    refused: [],
  })

  const other = await straight.claimHub(1)
  other.append('sale.closed', JSON.parse(good.body))
  for (const { body } of hub.events.slice(1)) {
    const { envelope, payload } = JSON.parse(body)
    other.append(envelope.type, { envelope, payload })
  }
  await other.push()
  for (const sql of [
    'SELECT * FROM sales_by_till ORDER BY 1, 2, 3, 4, 5',
    'SELECT * FROM sales_by_product ORDER BY 1, 2, 3, 4',
    'SELECT * FROM stock_on_hand ORDER BY 1, 2',
    'SELECT receipt_id, kind, total, member_id, customer_id FROM receipt ORDER BY applied_seq',
    'SELECT state FROM event ORDER BY applied_seq',
    `SELECT a.role, a.code, sum(p.amount) FROM posting p JOIN ledger_account a ON a.id = p.account_id
      GROUP BY a.id HAVING sum(p.amount) <> 0 ORDER BY a.code`,
  ]) {
    expect(rows(cloud, sql), sql).toEqual(rows(straight, sql))
  }
  expect(balance(cloud, 'unexplained-receipts')).toBe(0)
  rollupsEqualScans(cloud)
  expect((await cloud.get('/v1/quarantine', Page)).items).toEqual([])
  // The trace shows the payload that counts, and each of the three transactions of the sale.
  const Trace = z.looseObject({
    body: z.object({ payload: z.unknown() }),
    quarantineReason: z.string().nullable(),
    repaired: z.looseObject({ at: z.int() }).nullable(),
    transactions: z.array(z.looseObject({ kind: z.string() })),
  })
  const trace = await cloud.get(`/v1/receipts/${good.receiptId}`, Trace)
  expect(trace).toMatchObject({ quarantineReason: null, repaired: { at: cloud.now } })
  expect(trace.body.payload).toEqual(good.payload)
  expect(trace.transactions.map(({ kind }) => kind)).toEqual(['unexplained', 'explained', 'sale'])
  expect(rows(cloud, 'SELECT applied_seq, kind FROM hq_command')).toEqual([[4, 'repair']])
})

test('a wrong repair names field, value and fix, and changes nothing', async () => {
  await using cloud = await openTestCloud()
  const { hub, good } = await poisoned(cloud)
  await hub.push()
  const before = all(cloud)
  const { total } = good.priced
  const wrong: [unknown, { field: string; value?: string; message: RegExp }][] = [
    [
      { ...good.payload, priced: { ...good.priced, total: total + 5 } },
      {
        field: 'payload.priced.total',
        value: String(total + 5),
        message: new RegExp(`are not the total: .* = ${total}`),
      },
    ],
    [
      { ...good.payload, priced: { ...good.priced, total: '12' } },
      { field: 'payload.priced.total', value: '12', message: /expected number/ },
    ],
    [
      { ...good.payload, settlement: { ...good.settlement, tenders: [] } },
      { field: 'payload.settlement.tenders', value: '0', message: /must pay what is due/ },
    ],
    [
      { ...good.payload, memberId: -1 },
      { field: 'payload.memberId', value: '-1', message: />0|>=1/ },
    ],
  ]
  for (const [payload, { field, value, message }] of wrong) {
    const answer = await repair(cloud, 1, payload)
    expect(answer.status).toBe(422)
    const problem = Refused.parse(await answer.json())
    expect(problem.errors[0]).toMatchObject({ field, value })
    expect(problem.errors[0]?.message).toMatch(message)
    expect(problem.detail).toContain('Put it right and send the repair again')
  }
  expect((await repair(cloud, 1, 'text')).status).toBe(422)
  expect(all(cloud)).toEqual(before)
})

test('the same repair again has the same answer; its id for another one is a conflict', async () => {
  await using cloud = await openTestCloud()
  const { hub, good } = await poisoned(cloud)
  await hub.push()
  const id = newId(7)
  const first = await repair(cloud, 1, good.payload, id)
  expect(first.status).toBe(200)
  const before = all(cloud)
  const again = await repair(cloud, 1, good.payload, id)
  expect(await again.json()).toEqual(await first.json())
  expect((await repair(cloud, 1, undefined, id)).status).toBe(409)
  const other = await repair(cloud, 1, good.payload)
  expect(other.status).toBe(409)
  expect(await other.json()).toMatchObject({ detail: 'Event 1 was repaired before.' })
  expect((await repair(cloud, 99, good.payload)).status).toBe(404)
  expect(all(cloud)).toEqual(before)
})

test('only an admin repairs; who waits is told for whom, and a taken id or receipt is beyond repair', async () => {
  await using cloud = await openTestCloud()
  const { hub, good } = await poisoned(cloud)
  hub.refund(good)
  const fine = hub.sell(oneBook)
  const { envelope, payload } = JSON.parse(fine.body)
  const { id: _, ...sameReceipt } = envelope
  hub.append('sale.closed', { envelope: sameReceipt, payload })
  hub.append('sale.closed', { envelope: { ...envelope, till: 'T9' }, payload })
  await hub.push()
  for (const [event, words] of [
    [2, /waits for event 1/],
    [4, /receipt id of another event/],
    [5, /has the id of event 3/],
  ] as const) {
    const answer = await repair(cloud, event, good.payload)
    expect(answer.status).toBe(409)
    expect(z.looseObject({ detail: z.string() }).parse(await answer.json()).detail).toMatch(words)
    const detail = await cloud.get(`/v1/quarantine/${event}`, QuarantinedDetail)
    expect(detail).toMatchObject({ repairable: false, why: expect.stringMatching(words) })
  }
  const asHub = await cloud.request('/v1/quarantine/1/repair', {
    method: 'POST',
    key: hub.profile.token,
    json: { id: newId(1), payload: good.payload },
  })
  expect(asHub.status).toBe(403)
})

test('the payload is shown with the fields that are wrong, and how many wait for it', async () => {
  await using cloud = await openTestCloud()
  const { hub, sale, good } = await poisoned(cloud)
  hub.refund(good)
  await hub.push()
  const detail = await cloud.get('/v1/quarantine/1', QuarantinedDetail)
  expect(detail).toMatchObject({
    repairable: true,
    waiting: 1,
    repair: null,
    payload: JSON.parse(sale.body).payload,
    faults: [{ field: 'priced.total', value: String(good.priced.total + 1) }],
  })
})

test('what a change of master data made readable is tried again as it is', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  const sale = hub.sell(oneBook)
  const { envelope, payload } = JSON.parse(sale.body)
  hub.forkAfter(0)
  payload.priced.taxes[0].vatGroupId = 77
  hub.append('sale.closed', { envelope, payload })
  await hub.push()
  const tooEarly = await repair(cloud, 1, undefined)
  expect(tooEarly.status).toBe(422)
  const problem = Refused.parse(await tooEarly.json())
  expect(problem.errors[0]).toMatchObject({
    field: 'payload.priced.taxes.0.vatGroupId',
    value: '77',
  })
  expect(problem.detail).toMatch(/cannot be read as it is/)
  const taxed = { taxType: 'VAT_ABLE', vatRate: 1000 } as const
  await cloud.group.write(async (tx) => {
    await tx.insert(vatGroup).values({ id: 77, companyId: 1, code: 'NEW', name: 'шинэ', ...taxed })
  })
  const detail = await cloud.get('/v1/quarantine/1', QuarantinedDetail)
  expect(detail.faults).toEqual([])
  expect(await repaired(cloud, 1, undefined)).toMatchObject({ released: [{ appliedSeq: 1 }] })
  rollupsEqualScans(cloud)
})

test('one that waited and is wrong itself stays behind with its own reason, and what waits for it', async () => {
  await using cloud = await openTestCloud()
  const { hub, good } = await poisoned(cloud)
  const refund = hub.refund(good)
  const { envelope, payload } = JSON.parse(refund.body)
  hub.forkAfter(1)
  const wrong = { ...payload, priced: { ...payload.priced, net: 1 } }
  hub.append('sale.refunded', { envelope, payload: wrong })
  hub.append('receipt.reprinted', { payload: { v: 1, receiptId: refund.receiptId } })
  await hub.push()
  expect(await repaired(cloud, 1, good.payload)).toMatchObject({
    released: [{ appliedSeq: 1 }],
    refused: [{ appliedSeq: 2, reason: expect.stringMatching(/priced.total/) }],
  })
  expect(states(cloud)).toEqual(['applied', 'quarantined', 'parked'])
  expect(await repaired(cloud, 2, payload)).toMatchObject({
    released: [{ appliedSeq: 2 }, { appliedSeq: 3 }],
  })
  expect(states(cloud)).toEqual(['applied', 'applied', 'applied'])
  rollupsEqualScans(cloud)
})

test('a shift close and a cash movement that were wrong are booked by their repairs', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  close(hub, { difference: 7 })
  hub.append('cash.moved', { payload: { v: 1, amount: 'x', reason: '' } })
  await hub.push()
  expect(states(cloud)).toEqual(['quarantined', 'quarantined'])
  await repaired(cloud, 1, closing({ countedCash: 107, difference: 7 }))
  await repaired(cloud, 2, { v: 1, amount: -500, reason: 'bank' })
  expect(balance(cloud, 'cash')).toBe(-493)
  rollupsEqualScans(cloud)
})

test('after a repair the event sent again is known, and later refunds are applied at once', async () => {
  await using cloud = await openTestCloud()
  const { hub, good } = await poisoned(cloud)
  await hub.push()
  await repaired(cloud, 1, good.payload)
  hub.refund(good)
  const packed = new Uint8Array(gzipSync(hub.events.map(({ body }) => body).join('\n')))
  expect((await hub.push({ packed, from: 1, firstSeq: 1 })).status).toBe(200)
  expect(states(cloud)).toEqual(['applied', 'applied'])
})

interface Good extends ScriptedSale {
  readonly payload: Readonly<Record<string, unknown>>
}

/** A hub whose first sale, of a shift, has a wrong total; `good` is that sale as it was meant. */
async function poisoned(cloud: TestCloud) {
  const hub = await cloud.claimHub(1)
  const sold = hub.sell(twoGifts)
  const { envelope, payload } = JSON.parse(sold.body)
  hub.forkAfter(0)
  const priced = { ...payload.priced, total: payload.priced.total + 1 }
  const inTheShift = { ...envelope, shiftId }
  const sale = hub.append('sale.closed', {
    envelope: inTheShift,
    payload: { ...payload, priced },
  })
  const body = JSON.stringify({ envelope: inTheShift, payload })
  const good: Good = { ...sold, body, payload }
  return { hub, sale, good }
}

function inShift({ body }: { readonly body: string }, hub: ScriptedHub) {
  const { envelope, payload } = JSON.parse(body) as { envelope: Envelope; payload: unknown }
  hub.forkAfter(hub.events.length - 1)
  return [envelope.type, { envelope: { ...envelope, shiftId }, payload }] as const
}

function close(hub: ScriptedHub, changes: object = {}) {
  hub.append('shift.closed', { envelope: { shiftId }, payload: closing(changes) })
}

function closing(changes: object) {
  return {
    v: 1,
    openedAt: 1,
    openingCash: 100,
    countedCash: 100,
    expectedCash: 100,
    difference: 0,
    receipts: 1,
    refunds: 0,
    tenders: [],
    ...changes,
  }
}

let ids = 100
function newId(n?: number): string {
  ids += 1
  return `0193aaaa-0000-7000-8000-${String(n ?? ids).padStart(12, '0')}`
}

async function repair(cloud: TestCloud, event: number, payload: unknown, id = newId()) {
  const json = { id, payload }
  return await cloud.request(`/v1/quarantine/${event}/repair`, { method: 'POST', json })
}

async function repaired(cloud: TestCloud, event: number, payload: unknown) {
  const answer = await repair(cloud, event, payload)
  if (!answer.ok) throw new Error(await answer.text())
  return RepairAnswer.parse(await answer.json())
}

function states(cloud: TestCloud) {
  return rows(cloud, 'SELECT state FROM event ORDER BY applied_seq').flat()
}

function balance(cloud: TestCloud, role: string): number {
  const sql = `SELECT coalesce(sum(d.debit - d.credit), 0) FROM account_day d
    JOIN ledger_account a ON a.id = d.account_id WHERE a.role = '${role}'`
  return Number(rows(cloud, sql)[0]?.[0])
}

function rollupsEqualScans(cloud: TestCloud): void {
  const scanned = rows(
    cloud,
    `SELECT p.account_id, t.business_on, sum(max(p.amount, 0)), sum(max(-p.amount, 0))
     FROM posting p JOIN ledger_transaction t ON t.id = p.transaction_id GROUP BY 1, 2 ORDER BY 1, 2`,
  )
  expect(rows(cloud, 'SELECT * FROM account_day ORDER BY 1, 2')).toEqual(scanned)
  const applied = `FROM receipt r JOIN event e ON e.applied_seq = r.applied_seq
    WHERE e.state = 'applied'`
  expect(rows(cloud, 'SELECT sum(gross), sum(receipts), sum(refunds) FROM sales_by_till')).toEqual(
    rows(cloud, `SELECT sum(r.total), sum(r.kind = 'sale'), sum(r.kind = 'refund') ${applied}`),
  )
}

function all(cloud: TestCloud) {
  return [
    'event',
    'receipt',
    'quarantine',
    'posting',
    'account_day',
    'sales_by_till',
    'hq_command',
    'store_accounts',
  ].map((table) => rows(cloud, `SELECT * FROM ${table}`))
}

function rows(cloud: TestCloud, sql: string) {
  return cloud.group.readHot().prepare(sql).all()
}
