import { z } from 'zod'
import { Basket, PricedBasket } from './basket.ts'
import { PointsRefusal } from './points.ts'
import { Points, PointsPair, PointsWorth, RuleId } from './points-programme.ts'
import { BasisPoints, Code, Instant, Key, Money } from './units.ts'

/** What HQ asks: a basket in a store, as if it were sold at that time. */
export const DryRunRequest = z
  .object({
    basket: Basket,
    at: Instant.optional().describe('Now, if left out: which rules hold then.'),
  })
  .meta({ id: 'DryRunRequest' })
export type DryRunRequest = z.infer<typeof DryRunRequest>

/** How a number of points came about; `left` is money that made no whole step. */
export const EarnStep = z
  .discriminatedUnion('by', [
    z.object({
      by: z.literal('total'),
      ruleId: RuleId,
      amount: Money,
      perAmount: Money,
      each: Points,
      steps: z.int(),
      left: Money,
      points: Points,
    }),
    z.object({
      by: z.literal('percent'),
      ruleId: RuleId,
      amount: Money,
      rate: BasisPoints,
      /** Whose rate it is: the member's own, of a level or group, or everybody's. */
      rateOf: z.enum(['member', 'level', 'everybody']),
      level: z.string().nullable(),
      worth: PointsWorth,
      /** Before it is rounded half up, in hundredths of a point, the rest cut. */
      exact: z.number(),
      points: Points,
    }),
    z.object({
      by: z.literal('piece'),
      ruleId: RuleId,
      lineId: z.string(),
      productId: Key,
      each: Points,
      steps: z.int(),
      points: Points,
    }),
    z.object({
      by: z.literal('price'),
      ruleId: RuleId,
      lineId: z.string(),
      productId: Key,
      amount: Money,
      price: Money,
      each: Points,
      steps: z.int(),
      left: Money,
      points: Points,
    }),
  ])
  .meta({ id: 'EarnStep' })
export type EarnStep = z.infer<typeof EarnStep>

const Reason = PointsRefusal.shape.reason
const Line = z.object({ lineId: z.string(), productId: Key, amount: Money, admitted: z.boolean() })
const Paid = z.object({ points: Points, amount: Money })

/** What a programme makes of a basket, and why. */
export const PointsExplained = z
  .object({
    programme: Code,
    name: z.string(),
    /** What may be spent. */
    balance: z.int(),
    /** Null: nothing is earned by its rules. */
    earning: z
      .object({
        unmet: Reason.nullable(),
        /** What money paid of each line. */
        lines: z.array(Line),
        steps: z.array(EarnStep),
        points: Points,
        endsAt: Instant.nullable(),
      })
      .nullable(),
    /** Null: nothing is paid by its rules. */
    paying: z
      .object({
        unmet: Reason.nullable(),
        lines: z.array(Line),
        /** Of the receipt, of the lines that may be paid, and the most within the maximum share. */
        total: Money,
        admitted: Money,
        most: Money,
        maxShare: BasisPoints.nullable(),
        needsPin: z.boolean(),
        offer: z
          .discriminatedUnion('kind', [
            z.object({ kind: z.literal('rate'), worth: PointsWorth, best: Paid }),
            z.object({
              kind: z.literal('pairs'),
              pairs: z.array(PointsPair),
              mostPayments: z.int(),
              best: Paid.extend({ pairs: z.array(PointsPair) }),
            }),
          ])
          .nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'PointsExplained' })
export type PointsExplained = z.infer<typeof PointsExplained>

export const DryRun = z
  .object({
    at: Instant,
    priced: PricedBasket,
    /** Of the rules that stand on its lines. */
    promotions: z.array(z.object({ ruleId: z.string(), code: z.string(), name: z.string() })),
    programmes: z.array(PointsExplained),
  })
  .meta({ id: 'DryRun' })
export type DryRun = z.infer<typeof DryRun>
