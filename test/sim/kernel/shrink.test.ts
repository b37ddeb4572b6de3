import { expect, test } from 'vitest'
import type { Op, PlannedOp } from '../op.ts'
import { makePlan, type Plan } from '../plan.ts'
import { shapeOf } from '../shape.ts'
import { shrink } from '../shrink.ts'

const plan = makePlan(2, { ...shapeOf(2), hubs: 4, tills: 2, days: 2, faultiness: 0.3 })
const has = ({ ops }: Plan, kind: Op['kind'], hub: number): boolean =>
  ops.some(({ op }) => op.kind === kind && 'hub' in op && op.hub === hub)

test('three operations that fail together are all that is left', () => {
  const fails = (candidate: Plan): boolean =>
    has(candidate, 'sale', 0) && has(candidate, 'crash', 1) && has(candidate, 'refund', 1)
  expect(fails(plan)).toBe(true)
  const small = shrink(plan, fails, 2_000)
  expect(small.ops.map(({ op }) => op.kind).toSorted()).toEqual(['crash', 'refund', 'sale'])
  expect(fails(small)).toBe(true)
})

test('an order that matters is kept, and so are the names', () => {
  const failing = plan.ops.filter(({ op }) => op.kind === 'power-cut')
  const names = failing.slice(-2).map(({ n }) => n)
  const fails = ({ ops }: Plan): boolean => {
    const left = ops.map(({ n }) => n).filter((n) => names.includes(n))
    return left.length === 2 && left[0] === names[0]
  }
  const small = shrink(plan, fails, 2_000)
  expect(small.ops.map(({ n }) => n)).toEqual(names)
})

test('idle stores, tills and days go, and numbers become round', () => {
  const fails = ({ ops }: Plan): boolean =>
    ops.some(({ op }) => op.kind === 'sale' && op.hub === 1 && op.till === 0 && op.total > 1_000)
  const small = shrink(plan, fails, 2_000)
  const [only] = small.ops as [PlannedOp]
  expect(small.shape).toMatchObject({ hubs: 2, tills: 1 })
  expect(small.endsAt).toBeLessThanOrEqual(plan.endsAt)
  expect(only.op).toMatchObject({ kind: 'sale', spends: [], earns: null })
  expect(only.op).toMatchObject({ total: expect.toSatisfy(hasOneDigit) })
})

test('the budget is kept, and what comes back always fails', () => {
  let asked = 0
  const fails = (candidate: Plan): boolean => {
    asked += 1
    return has(candidate, 'sale', 0) && has(candidate, 'refund', 1)
  }
  const small = shrink(plan, fails, 25)
  expect(asked).toBe(25)
  expect(fails(small)).toBe(true)
  expect(small.ops.length).toBeLessThan(plan.ops.length)
})

test('a failure that comes with no operation at all leaves an empty plan', () => {
  expect(shrink(plan, () => true, 100).ops).toEqual([])
})

function hasOneDigit(value: number): boolean {
  return /^[1-9]0*$/.test(String(value))
}
