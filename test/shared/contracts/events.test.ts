import { expect, test } from 'vitest'
import { Envelope, EventType, payloadByType } from '#shared/contracts/event.ts'
import { NOON } from '../shop.ts'
import { envelope, id, refund, sale } from './sample-events.ts'

const payloads = {
  'sale.closed': sale,
  'sale.refunded': refund,
  'shift.opened': { v: 1, openingCash: 500_00 },
  'shift.closed': {
    v: 1,
    openedAt: NOON,
    openingCash: 500_00,
    countedCash: 627_00,
    expectedCash: 628_00,
    difference: -1_00,
    receipts: 1,
    refunds: 0,
    tenders: [{ kind: 'cash', amount: 128_00 }],
  },
  'cash.moved': { v: 1, amount: -50_00, reason: 'change for the bank' },
  'receipt.reprinted': { v: 1, receiptId: id(1) },
  'lease.granted': { v: 1 },
  'lease.refused': { v: 1 },
  'lease.returned': { v: 1 },
  'lease.closed': { v: 1 },
  'refund-right.returned': { v: 1, n: 4 },
  'hub.noted': { v: 1, note: 'epoch-opened', words: 'epoch 2 follows event 17 of epoch 1' },
} as const satisfies Record<EventType, unknown>

test.each(EventType.options)(
  'a %s payload passes its contract and comes back unchanged',
  (type) => {
    const wire = JSON.stringify(payloads[type])
    expect(JSON.stringify(payloadByType[type].parse(JSON.parse(wire)))).toBe(wire)
  },
)

test.each(EventType.options)(
  'an envelope of %s passes its contract and comes back unchanged',
  (type) => {
    const wire = JSON.stringify({ ...envelope, type })
    expect(JSON.stringify(Envelope.parse(JSON.parse(wire)))).toBe(wire)
  },
)

test('an envelope outside a shift and a till passes too', () => {
  const bare = { ...envelope, till: null, shiftId: null, cashierId: null, receipt: null }
  expect(Envelope.parse(bare)).toEqual(bare)
})

test('an envelope of an unknown type, version or a broken id is refused', () => {
  for (const wrong of [{ type: 'sale.eaten' }, { v: 2 }, { id: 'x' }, { at: 0.5 }]) {
    expect(Envelope.safeParse({ ...envelope, ...wrong }).success).toBe(false)
  }
})

test('an envelope from before leases still passes: those parts of it are empty [B2.1]', () => {
  const { word: _, receipt, ...older } = envelope
  const { cover: __, ...olderReceipt } = receipt ?? { cover: null }
  const read = Envelope.parse({ ...older, receipt: olderReceipt })
  expect(read.word).toBeNull()
  expect(read.receipt?.cover).toBeNull()
})
