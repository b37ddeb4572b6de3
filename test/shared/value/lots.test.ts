import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addLots,
  earliestEnd,
  type Lot,
  lotsTotal,
  putBackLast,
  splitEnded,
  takeOldest,
} from '#shared/value/lots.ts'

const march = { id: 'march', amount: 10, endsAt: 300 }
const june = { id: 'june', amount: 20, endsAt: 600 }
const never = { id: 'never', amount: 30, endsAt: null }
const free = [march, june, never]

test('the lot that ends first is taken first, and one without an end last [B1.7]', () => {
  expect(takeOldest(free, 15)).toEqual({
    taken: [march, { ...june, amount: 5 }],
    rest: [{ ...june, amount: 15 }, never],
  })
  expect(takeOldest(free, 60)).toEqual({ taken: free, rest: [] })
  expect(takeOldest(free, 0)).toEqual({ taken: [], rest: free })
})

test('lots that end before a limit are left where they are', () => {
  expect(takeOldest(free, 25, 301).taken).toEqual([june, { ...never, amount: 5 }])
  expect(takeOldest(free, 5, 300).taken).toEqual([{ ...march, amount: 5 }])
})

test('taking more than there is, is a bug of the caller', () => {
  expect(() => takeOldest(free, 61)).toThrow(RangeError)
  expect(() => takeOldest(free, 51, 301)).toThrow('1 short of 51')
})

test('lots stay sorted by end and then by id, and parts of one lot become one again', () => {
  const also = { id: 'also-june', amount: 1, endsAt: 600 }
  expect(addLots([june], [never, { ...june, amount: 5 }, also, march])).toEqual([
    march,
    also,
    { ...june, amount: 25 },
    never,
  ])
  expect(addLots(free, [])).toBe(free)
})

test('parts of one name with different ends stay apart', () => {
  const later = { ...march, endsAt: 900 }
  expect(addLots([march], [later])).toEqual([march, later])
})

test('of a spend that comes back in parts, the lots taken last come first', () => {
  const first = putBackLast(free, 35)
  expect(first).toEqual([{ ...june, amount: 5 }, never])
  expect(putBackLast(free, 20, 35)).toEqual([
    { ...march, amount: 5 },
    { ...june, amount: 15 },
  ])
  expect(putBackLast(free, 5, 55)).toEqual([{ ...march, amount: 5 }])
})

test('more cannot come back than was taken', () => {
  expect(() => putBackLast(free, 61)).toThrow(RangeError)
  expect(() => putBackLast(free, 1, 60)).toThrow('1 more would come back')
})

test('a lot is worth nothing from its end on', () => {
  expect(splitEnded(free, 299)).toEqual({ ended: [], living: free })
  expect(splitEnded(free, 300)).toEqual({ ended: [march], living: [june, never] })
  expect(splitEnded(free, 1e15).living).toEqual([never])
})

test('the earliest end of lots without one is none', () => {
  expect(earliestEnd([never])).toBeNull()
  expect(earliestEnd([never, june, march])).toBe(300)
})

const lotArbitrary: fc.Arbitrary<Lot> = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd'),
  amount: fc.integer({ min: 1, max: 100 }),
  endsAt: fc.option(fc.constantFrom(100, 200, 300), { nil: null }),
})
const lotsArbitrary = fc.array(lotArbitrary, { maxLength: 8 }).map((lots) => addLots([], lots))

test('what is taken and put back in any parts is what there was', () => {
  fc.assert(
    fc.property(lotsArbitrary, fc.array(fc.nat(50), { maxLength: 6 }), (lots, parts) => {
      const total = lotsTotal(lots)
      const { taken, rest } = takeOldest(lots, Math.floor(total / 2))
      expect(lotsTotal(taken)).toBe(Math.floor(total / 2))
      let again = rest
      let back = 0
      for (const part of [...parts, total]) {
        const amount = Math.min(part, lotsTotal(taken) - back)
        again = addLots(again, putBackLast(taken, amount, back))
        back += amount
      }
      expect(again).toEqual(lots)
    }),
  )
})

test('the order in which lots are added does not matter', () => {
  fc.assert(
    fc.property(fc.array(lotArbitrary, { maxLength: 8 }), (lots) => {
      expect(addLots([], lots)).toEqual(addLots([], lots.toReversed()))
    }),
  )
})
