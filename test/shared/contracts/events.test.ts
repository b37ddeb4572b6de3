import { expect, test } from 'vitest'
import { Envelope, EventType, payloadByType } from '#shared/contracts/event.ts'
import { refundLines } from '#shared/domain/refund-lines.ts'
import { refundTenders } from '#shared/domain/refund-tenders.ts'
import { settleTenders } from '#shared/domain/settle-tenders.ts'
import { uuidv7 } from '#shared/domain/uuid.ts'
import { basketOf, fixed, line, NOON, percent, priceIn, product, rule } from '../shop.ts'

const id = (n: number) => uuidv7(NOON, new Uint8Array(10).fill(n))
const priced = priceIn(
  [product(100_00, { prices: [rule(80_00)] })],
  basketOf([line(3, { discounts: [percent(5, 'torn')] })], { discounts: [fixed(1_00)] }),
)
const settlement = settleTenders({
  total: priced.total,
  given: [
    { kind: 'card', given: 100_00, reference: 'slip 7' },
    { kind: 'cash', given: 200_00 },
  ],
  cashRounding: 100,
})
const buyer = { customerId: null, memberId: 12 }

const payloads = {
  'sale.closed': { v: 1, catalogueVersion: '17', ...buyer, priced, settlement },
  'sale.refunded': {
    v: 1,
    originalId: id(1),
    originalNumber: 'UB1-T1-1-000001-7K',
    reason: 'torn',
    ...buyer,
    priced: refundLines({ original: priced, alreadyRefunded: {} }),
    settlement: refundTenders({
      original: settlement,
      refunds: [],
      amount: priced.total,
      cashRounding: 100,
    }),
  },
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

const envelope: Envelope = {
  v: 1,
  id: id(2),
  type: 'sale.closed',
  at: NOON,
  bootId: 'b-1',
  uptimeMs: 5,
  businessOn: '2027-01-15',
  currency: 'MNT',
  till: 'T1',
  shiftId: id(3),
  cashierId: 4,
  receipt: { id: id(1), number: 'UB1-T1-1-000001', originalId: null, cover: null },
  movements: [
    {
      id: id(4),
      account: 'points:12',
      kind: 'spend',
      amount: 30,
      cover: 'lease',
      lease: 'lease-1',
      reverses: null,
      rule: null,
      endsAt: null,
    },
  ],
  tenders: [{ kind: 'cash', amount: 128_00 }],
  stock: [{ productId: 1, quantity: -3000 }],
  leases: ['lease-1'],
  word: {
    lease: 'lease-1',
    account: 'points:12',
    n: 3,
    granted: 100,
    endsAt: NOON,
    receiptId: null,
    spent: 30,
    returned: 70,
    reason: 'recalled',
  },
  coupons: [],
}

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
