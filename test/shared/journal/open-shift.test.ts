import { expect, test } from 'vitest'
import {
  type KeptSale,
  keptSales,
  keptSalesMax,
  type ShiftPart,
} from '#shared/journal/kept-sales.ts'

const mark = { hub: 1, epoch: 1, seq: 100 }
const kept = (seq: number, id: string, is: ShiftPart['is']): KeptSale<string> => ({
  id: `e${seq}`,
  keptAt: 1,
  hub: 1,
  epoch: 1,
  seq,
  sale: `body ${seq}`,
  shift: { id, is },
})

/** Kept for the shift alone: it says then that the cloud has it. */
const passed = (sale: KeptSale<string> | undefined) => ({ ...sale, passed: true })

test('a till keeps the whole of its open shift, also what the cloud has [B2.7]', () => {
  const open = [kept(1, 'a', 'opened'), kept(2, 'a', 'within'), kept(3, 'a', 'within')]
  expect(keptSales(open, { mark, now: 2 })).toEqual(open.map(passed))
})

test('a shift is forgotten when the cloud has its end, not before', () => {
  const closed = [kept(1, 'a', 'opened'), kept(2, 'a', 'within'), kept(3, 'a', 'closed')]
  const [opened, within, end] = closed
  expect(keptSales(closed, { mark: { ...mark, seq: 2 }, now: 2 })).toEqual([
    passed(opened),
    passed(within),
    end,
  ])
  expect(keptSales(closed, { mark: { ...mark, seq: 3 }, now: 2 })).toEqual([])
})

test('a newer shift ends an older one whose end this till never heard of', () => {
  const two = [kept(1, 'a', 'opened'), kept(2, 'a', 'within'), kept(3, 'b', 'opened')]
  expect(keptSales(two, { mark, now: 2 })).toEqual([passed(two[2])])
})

test('what the cloud lacks is kept before what only the shift needs', () => {
  const shift = [kept(1, 'a', 'opened'), kept(2, 'a', 'within')]
  const unsent = Array.from({ length: keptSalesMax - 1 }, (_, i) => kept(101 + i, 'a', 'within'))
  expect(keptSales([...shift, ...unsent], { mark, now: 2 })).toEqual([passed(shift[1]), ...unsent])
})
