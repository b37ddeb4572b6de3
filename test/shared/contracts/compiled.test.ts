import { expect, test } from 'vitest'
import { z } from 'zod'
import { Envelope, SaleClosed, SaleRefunded } from '#shared/contracts/event.ts'
import type { TenderGiven } from '#shared/contracts/tender.ts'
import { SaleRequest } from '#shared/contracts/till.ts'
import { refundLines } from '#shared/domain/refund-lines.ts'
import { refundTenders } from '#shared/domain/refund-tenders.ts'
import { settleTenders } from '#shared/domain/settle-tenders.ts'
import { uuidv7 } from '#shared/domain/uuid.ts'
import { basketOf, fixed, line, NOON, percent, priceIn, product, rule } from '../shop.ts'

const id = (n: number) => uuidv7(NOON, new Uint8Array(10).fill(n))
const basket = basketOf([line(3, { discounts: [percent(5, 'torn')] })], {
  discounts: [fixed(1_00)],
})
const priced = priceIn([product(100_00, { prices: [rule(80_00)] })], basket)
const tenders: TenderGiven[] = [
  { kind: 'card', given: 100_00, reference: 'slip 7' },
  { kind: 'cash', given: 200_00 },
]
const settlement = settleTenders({ total: priced.total, given: tenders, cashRounding: 100 })
const request = {
  id: id(1),
  shiftId: id(3),
  basket: {
    ...basket,
    memberId: 12,
    coupons: [{ account: 'NEXT:1', lines: ['a'] }],
    receiptId: id(1),
    customerId: 6,
    partnerId: 5,
  },
  quoteId: id(5),
  total: priced.total,
  tenders,
}
const names = {
  cashierName: 'Сарнай',
  partner: { id: 5, name: 'Bat' },
  customer: { id: 6, name: 'Naran LLC', taxNumber: '1234567', address: 'Ulaanbaatar' },
  customerId: 6,
  memberId: 12,
  loyalty: [
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
  ],
}
const sale = {
  v: 1,
  catalogueVersion: '17',
  ...names,
  priced: { ...priced, toAdd: [{ ruleId: 'promotion:1', productId: 1, quantity: 1000 }] },
  settlement,
  issued: [
    { account: 'NEXT:1', code: 'ABCD-1234', programme: 'NEXT', promotionId: 2, endsAt: null },
  ],
}
const refund = {
  v: 1,
  ...names,
  originalId: id(1),
  originalNumber: 'UB1-T1-1-000001-7K',
  reason: 'torn',
  trustDay: '2027-01-15',
  priced: refundLines({ original: priced, alreadyRefunded: {} }),
  settlement: refundTenders({
    original: settlement,
    refunds: [],
    amount: priced.total,
    cashRounding: 100,
  }),
  issuedTaken: [{ account: 'NEXT:1', programme: 'NEXT', outcome: 'cancelled' }],
}
const envelope = {
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
      account: 'CLUB:12',
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
    account: 'CLUB:12',
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

test.each([
  ['an envelope', Envelope, envelope],
  ['a sale', SaleClosed, sale],
  ['a refund', SaleRefunded, refund],
  ["a till's sale", SaleRequest, request],
] as [string, z.ZodType, object][])(
  'the compiled contract of %s answers word for word what the contract does, whatever is wrong',
  (_, contract, whole) => {
    const compiled = z.compile(contract)
    expect(compiled).not.toBe(contract)
    const right = JSON.parse(JSON.stringify(whole))
    expect(answerOf(contract, right).success).toBe(true)
    let refused = 0
    for (const changed of changesOf(right)) {
      const answer = answerOf(contract, changed)
      if (!answer.success) refused += 1
      expect(answerOf(compiled, changed)).toEqual(answer)
    }
    expect(refused).toBeGreaterThan(100)
  },
)

/** As text too, for the order of the keys. */
function answerOf(contract: z.ZodType, value: unknown) {
  const { success, data, error } = contract.safeParse(value)
  return { success, data, text: JSON.stringify(data), issues: error?.issues }
}

const others = [null, true, '', 'x', 'x'.repeat(500), 0, -1, 0.5, 2 ** 60, [], {}, [null]]

/** The value with each of its parts changed, left out, or with one more. */
function* changesOf(value: unknown): Generator {
  yield value
  yield* others
  if (typeof value !== 'object' || value === null) return
  for (const [key, part] of Object.entries(value)) {
    for (const changed of changesOf(part)) yield withPart(value, key, changed)
    if (!Array.isArray(value)) {
      yield Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))
    }
  }
  yield Array.isArray(value) ? [...value, ...value] : { ...value, more: 1 }
}

function withPart(value: object, key: string, part: unknown): object {
  return Array.isArray(value) ? value.with(Number(key), part) : { ...value, [key]: part }
}
