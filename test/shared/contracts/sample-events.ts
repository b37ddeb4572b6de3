import type { Envelope } from '#shared/contracts/event.ts'
import type { TenderGiven } from '#shared/contracts/tender.ts'
import { refundLines } from '#shared/domain/refund-lines.ts'
import { refundTenders } from '#shared/domain/refund-tenders.ts'
import { settleTenders } from '#shared/domain/settle-tenders.ts'
import { uuidv7 } from '#shared/domain/uuid.ts'
import { basketOf, fixed, line, NOON, percent, priceIn, product, rule } from '../shop.ts'

export const id = (n: number) => uuidv7(NOON, new Uint8Array(10).fill(n))
export const basket = basketOf([line(3, { discounts: [percent(5, 'torn')] })], {
  discounts: [fixed(1_00)],
})
export const priced = priceIn([product(100_00, { prices: [rule(80_00)] })], basket)
export const tenders: TenderGiven[] = [
  { kind: 'card', given: 100_00, reference: 'slip 7' },
  { kind: 'cash', given: 200_00 },
]
const settlement = settleTenders({ total: priced.total, given: tenders, cashRounding: 100 })
const parties = {
  cashierName: 'Сарнай',
  partner: { id: 5, name: 'Bat' },
  customer: { id: 6, name: 'Naran LLC', taxNumber: '1234567', address: 'Ulaanbaatar' },
}
const buyer = { customerId: 6, memberId: 12 }
const loyalty = [
  {
    programme: 'CLUB',
    name: 'Club',
    phone: '4567',
    balance: 70,
    asOf: NOON,
    percent: 300,
    status: 'confirmed',
    collected: 7,
    spent: 3,
    lines: [{ lineId: '1', collected: 7, spent: 3 }],
  },
]

/** With something in each of its parts, in the contract's order; as all below. */
export const sale = {
  v: 1,
  ...parties,
  catalogueVersion: '17',
  ...buyer,
  priced: { ...priced, toAdd: [{ ruleId: 'promotion:1', productId: 1, quantity: 1000 }] },
  settlement,
  loyalty,
  issued: [
    { account: 'NEXT:1', code: 'ABCD-1234', programme: 'NEXT', promotionId: 2, endsAt: null },
  ],
}
export const refund = {
  v: 1,
  ...parties,
  originalId: id(1),
  originalNumber: 'UB1-T1-1-000001-7K',
  reason: 'torn',
  trustDay: '2027-01-15',
  ...buyer,
  priced: refundLines({ original: priced, alreadyRefunded: {} }),
  settlement: refundTenders({
    original: settlement,
    refunds: [],
    amount: priced.total,
    cashRounding: 100,
  }),
  loyalty,
  issuedTaken: [{ account: 'NEXT:1', programme: 'NEXT', outcome: 'cancelled' }],
}
export const envelope: Envelope = {
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
