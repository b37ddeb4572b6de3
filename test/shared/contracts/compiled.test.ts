import { expect, test } from 'vitest'
import { z } from 'zod'
import { Envelope, SaleClosed, SaleRefunded } from '#shared/contracts/event.ts'
import { SaleRequest } from '#shared/contracts/till.ts'
import { basket, envelope, id, priced, refund, sale, tenders } from './sample-events.ts'

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
