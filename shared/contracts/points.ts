import { z } from 'zod'
import { Points, PointsPair, PointsWorth, RuleId } from './points-programme.ts'
import { BasisPoints, Code, Instant, Key, Money } from './units.ts'

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

const Paid = z.object({ points: Points, amount: Money })

/** What a member's points of one programme may pay of a basket. */
export const PointsOffer = z
  .object({
    programme: Code,
    name: z.string(),
    /** In the books as of `asOf`, and what this hub did since; below 0 it is owed. */
    balance: z.int(),
    asOf: Instant.nullable(),
    /** What may be spent here now; `hindrance` (of `till.ts`) where that is less. */
    spendable: Points,
    hindrance: z.string().nullable(),
    needsPin: z.boolean(),
    /** `best` pays the most with the fewest points. */
    pay: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('rate'), worth: PointsWorth, best: Paid }),
      z.object({
        kind: z.literal('pairs'),
        /** Affordable and not above what is due, the lowest price first. */
        pairs: z.array(PointsPair),
        mostPayments: z.int().min(0),
        best: Paid.extend({ pairs: z.array(PointsPair) }),
      }),
    ]),
  })
  .meta({ id: 'PointsOffer' })
export type PointsOffer = z.infer<typeof PointsOffer>

/** What was known of a member's points when the receipt was made (requirements 000-15). */
export const LoyaltySnapshot = z
  .object({
    programme: Code,
    name: z.string(),
    /** The last digits, as the hub knows it. */
    phone: z.string().max(20),
    /** Before this receipt, as of `asOf`. */
    balance: z.int(),
    asOf: Instant.nullable(),
    /** The rate of earning, where it is by percent. */
    percent: BasisPoints.nullable(),
    /** Of the programme's authority: ours confirms at once, a partner's when it has answered. */
    status: z.enum(['none', 'pending', 'confirmed', 'refused', 'unknown']),
    collected: z.int(),
    spent: z.int(),
    lines: z.array(z.object({ lineId: z.string(), collected: z.int(), spent: z.int() })).max(1000),
  })
  .meta({ id: 'LoyaltySnapshot' })
export type LoyaltySnapshot = z.infer<typeof LoyaltySnapshot>
