import { expect, test } from 'vitest'
import { Conditions } from '#shared/contracts/conditions.ts'
import {
  admitsProduct,
  compileConditions,
  createCircumstances,
  type MemberFacts,
  missingAmount,
  missingQuantity,
  unmetCondition,
} from '#shared/domain/pricing/conditions.ts'

const conditions = (source: unknown) => compileConditions(Conditions.parse(source))
const unmet = (
  source: unknown,
  over: {
    at?: string
    storeId?: number
    member?: MemberFacts
    customerId?: number
    timeZone?: string
  } = {},
) =>
  unmetCondition(
    conditions(source),
    createCircumstances({
      at: Number(new Date(over.at ?? '2026-03-04T12:00:00Z')),
      storeId: over.storeId ?? 7,
      member: over.member ?? null,
      customerId: over.customerId ?? null,
      timeZone: over.timeZone ?? 'UTC',
    }),
  )

test('conditions without a word restrict nothing', () => {
  expect(unmet({})).toBeNull()
  expect(admitsProduct(conditions({}), { id: 1 })).toBe(true)
  expect(missingAmount(conditions({}), () => ({ withVat: 0, withoutVat: 0 }))).toBe(0)
  expect(missingQuantity(conditions({}), 0)).toBe(0)
})

test('a product is admitted by its id, or by any category of its chain, unless it is excluded', () => {
  const rule = conditions({
    products: [1, 5],
    categories: [20],
    excludedProducts: [5],
    excludedCategories: [21],
  })
  const admits = (id: number, categoryIds: number[] = []) =>
    admitsProduct(rule, { id, categoryIds })
  expect(admits(1)).toBe(true)
  expect(admits(2)).toBe(false)
  expect(admits(3, [22, 20])).toBe(true)
  expect(admits(4, [21, 20])).toBe(false)
  expect(admits(5)).toBe(false)
})

test('only excluded products: every other one is admitted', () => {
  const rule = conditions({ excludedProducts: [5] })
  expect([4, 5].map((id) => admitsProduct(rule, { id }))).toEqual([true, false])
})

test('a rule holds from its start until just before its end, in its stores', () => {
  const start = Number(new Date('2026-03-01T00:00:00Z'))
  const rule = { startsAt: start, endsAt: start + 1000, stores: [7] }
  const at = (ms: number) => unmet(rule, { at: new Date(start + ms).toISOString() })
  expect([-1, 0, 999, 1000].map(at)).toEqual(['not-now', null, null, 'not-now'])
  expect(unmet({ stores: [7] }, { storeId: 8 })).toBe('wrong-store')
})

test('hours and weekdays are those on the wall of the store', () => {
  // Wednesday 4 March, 17:00 to 19:00 in Ulaanbaatar (UTC+8).
  const happy = { weekdays: [3], hours: [{ from: 17 * 60, until: 19 * 60 }] }
  const there = (at: string) => unmet(happy, { at, timeZone: 'Asia/Ulaanbaatar' })
  expect(there('2026-03-04T08:59:59Z')).toBe('not-now')
  expect(there('2026-03-04T09:00:00Z')).toBeNull()
  expect(there('2026-03-04T10:59:59Z')).toBeNull()
  expect(there('2026-03-04T11:00:00Z')).toBe('not-now')
  expect(there('2026-03-05T09:00:00Z')).toBe('not-now')
  expect(unmet(happy, { at: '2026-03-04T09:00:00Z', timeZone: 'Europe/Prague' })).toBe('not-now')
})

test('hours across midnight belong to the day on which they began', () => {
  const friday = { weekdays: [5], hours: [{ from: 22 * 60, until: 2 * 60 }] }
  const there = (at: string) => unmet(friday, { at, timeZone: 'Asia/Ulaanbaatar' })
  expect(there('2026-03-06T13:59:00Z')).toBe('not-now') // Friday 21:59
  expect(there('2026-03-06T14:00:00Z')).toBeNull() // Friday 22:00
  expect(there('2026-03-06T17:59:00Z')).toBeNull() // Saturday 01:59
  expect(there('2026-03-06T18:00:00Z')).toBe('not-now') // Saturday 02:00
  expect(there('2026-03-05T17:00:00Z')).toBe('not-now') // Friday 01:00 is Thursday's night
  expect(there('2026-03-07T14:00:00Z')).toBe('not-now') // Saturday 22:00
})

test('a Sunday night reaches into Monday, and hours until 1440 end with the day', () => {
  const sunday = { weekdays: [7], hours: [{ from: 23 * 60, until: 60 }] }
  expect(unmet(sunday, { at: '2026-03-09T00:30:00Z' })).toBeNull()
  const evening = { hours: [{ from: 20 * 60, until: 1440 }] }
  expect(unmet(evening, { at: '2026-03-09T23:59:59Z' })).toBeNull()
  expect(unmet(evening, { at: '2026-03-10T00:00:00Z' })).toBe('not-now')
})

test('a member is needed, of a level, a group or a programme', () => {
  const gold: MemberFacts = { id: 3, level: 'gold', groups: ['staff'], programmes: ['BOD'] }
  const none: MemberFacts = { id: 4, level: null, groups: [], programmes: [] }
  expect(unmet({ member: {} })).toBe('wrong-member')
  expect(unmet({ member: {} }, { member: none })).toBeNull()
  const wanted = [
    { ids: [3] },
    { levels: ['silver', 'gold'] },
    { groups: ['staff'] },
    { programmes: ['BOD', 'ACS'] },
  ]
  for (const member of wanted) {
    expect(unmet({ member }, { member: gold })).toBeNull()
    expect(unmet({ member }, { member: none })).toBe('wrong-member')
  }
  expect(unmet({ member: { ids: [3], levels: ['silver'] } }, { member: gold })).toBe('wrong-member')
})

test('a customer with an invoice is needed, or a certain one', () => {
  expect(unmet({ customer: {} })).toBe('wrong-customer')
  expect(unmet({ customer: {} }, { customerId: 9 })).toBeNull()
  expect(unmet({ customer: { ids: [8] } }, { customerId: 9 })).toBe('wrong-customer')
})

test('a minimum is inclusive, and says what is missing to it', () => {
  const order = () => ({ withVat: 110_00, withoutVat: 100_00 })
  const minimum = (amount: number, vat: string) =>
    missingAmount(conditions({ minimumAmount: { amount, vat } }), order)
  expect(minimum(110_00, 'included')).toBe(0)
  expect(minimum(110_00, 'excluded')).toBe(10_00)
  expect(minimum(110_01, 'included')).toBe(1)
  const pieces = conditions({ minimumQuantity: 3000 })
  expect([2999, 3000].map((quantity) => missingQuantity(pieces, quantity))).toEqual([1, 0])
})
