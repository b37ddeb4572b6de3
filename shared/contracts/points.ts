import { z } from 'zod'
import { Points, PointsPair, RuleId } from './points-programme.ts'
import { Code, Instant, Key, Money } from './units.ts'

/** What the customer chose to pay with: points by the rate, or pairs that were offered. */
export const PointsChoice = z
  .object({
    programme: Code,
    pay: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('points'), points: Points.positive() }),
      z.object({ kind: z.literal('pairs'), pairs: z.array(PointsPair).min(1).max(20) }),
    ]),
  })
  .meta({ id: 'PointsChoice' })
export type PointsChoice = z.infer<typeof PointsChoice>

/** Points that pay a part of a receipt. Lines, groups and the whole add up, in points and in money. */
export const PointsPayment = z
  .object({
    programme: Code,
    ruleId: RuleId,
    as: z.enum(['discount-line', 'tender']),
    /** Of the discount line, e.g. `*PLATBA IBOD*`. */
    code: z.string(),
    points: Points,
    /** In the terms of the prices on a discount line; with tax as a tender. */
    amount: Money,
    /** The discount line as it is printed: one a tax group. */
    groups: z.array(z.object({ vatGroupId: Key, amount: Money })),
    /** What it paid of each product line (with its difference line). */
    lines: z.array(z.object({ lineId: z.string(), points: Points, amount: Money })),
  })
  .meta({ id: 'PointsPayment' })
export type PointsPayment = z.infer<typeof PointsPayment>

/** Why a points payment was not taken; `most` is what could be paid with this card now. */
export const PointsRefusal = z
  .object({
    programme: Code,
    reason: z.enum([
      'no-programme',
      'no-paying',
      /** The programme's conditions of paying. */
      'not-now',
      'wrong-store',
      'wrong-member',
      'wrong-customer',
      'minimum-amount',
      'minimum-quantity',
      'no-items',
      'too-little',
      'above-due',
      'above-share',
      'not-offered',
      'too-many-payments',
      'worth-nothing',
    ]),
    most: z.object({ points: Points, amount: Money }),
  })
  .meta({ id: 'PointsRefusal' })
export type PointsRefusal = z.infer<typeof PointsRefusal>

/** One movement of earned points, and why. */
export const PointsEarned = z
  .object({
    programme: Code,
    ruleId: RuleId,
    by: z.enum(['total', 'percent', 'piece', 'price']),
    points: Points.positive(),
    /** The money paid that it was earned on. */
    amount: Money,
    endsAt: Instant.nullable(),
    /** Its share of each product line; one line where it is of an item. */
    lines: z.array(z.object({ lineId: z.string(), points: Points })),
  })
  .meta({ id: 'PointsEarned' })
export type PointsEarned = z.infer<typeof PointsEarned>
