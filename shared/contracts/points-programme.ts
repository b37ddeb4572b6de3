import { z } from 'zod'
import { isTimeZone } from '../domain/business-day.ts'
import { Conditions } from './conditions.ts'
import { BasisPoints, Code, Key, Money } from './units.ts'

/**
 * What a points programme says of earning and paying. Points are whole units of the programme; one
 * whose points have decimals (a bonus of 0.01) counts in its smallest unit.
 */

/** The id of a group of rules, as the partner or HQ spells it; it stands on every movement. */
export const RuleId = z.string().min(1).max(40).meta({ id: 'RuleId' })

/** The most that one rule gives or one payment takes: what is said of points stays an exact number. */
export const MAX_POINTS = 1_000_000_000_000

export const Points = z
  .int()
  .min(0)
  .max(MAX_POINTS)
  .meta({ id: 'Points', description: 'Whole units of a points programme.' })
export type Points = z.infer<typeof Points>

const somePoints = Points.positive()
const someMoney = Money.positive().max(1_000_000_000_000)

/** So many points are worth so much money: {points: 1, amount: 100} = a point is one ₮. */
export const PointsWorth = z
  .object({ points: somePoints.max(1_000_000_000), amount: someMoney.max(1_000_000_000) })
  .meta({ id: 'PointsWorth' })
export type PointsWorth = z.infer<typeof PointsWorth>

/** A row of the list of items that earn: for each piece, or for each full `price` of the line. */
export const PointsItem = z
  .object({
    productId: Key,
    points: somePoints,
    per: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('piece') }),
      z.object({ kind: z.literal('price'), price: someMoney }),
    ]),
    ruleId: RuleId,
  })
  .meta({ id: 'PointsItem' })
export type PointsItem = z.infer<typeof PointsItem>

/** What one receipt earns in all: `points` for each full `perAmount` of the money paid. */
export const EarnByTotal = z.object({
  points: somePoints,
  perAmount: someMoney,
  ruleId: RuleId,
})

/** A share of the money paid, as points of that worth; half up once a receipt. */
export const EarnByPercent = z.object({
  rate: BasisPoints.max(10_000).describe('For who has neither a level nor a rate of their own.'),
  levels: z
    .array(z.object({ level: z.string().min(1).max(40), rate: BasisPoints.max(10_000) }))
    .max(20)
    .default([])
    .describe('The highest rate of the levels that the member has.'),
  ownRate: z.boolean().default(false).describe("The member's or card's own rate comes first."),
  worth: PointsWorth,
  ruleId: RuleId,
})

export const PointsEarning = z
  .object({
    method: z.enum(['total', 'items', 'both']).describe('Both = the sum of the two.'),
    total: EarnByTotal.nullable().default(null),
    percent: EarnByPercent.nullable().default(null),
    expiry: z
      .object({
        months: z.int().min(1).max(120),
        timeZone: z
          .string()
          .max(60)
          .refine(isTimeZone, 'must be a time zone such as Europe/Prague'),
      })
      .nullable()
      .default(null)
      .describe('Valid through the same day so many months later; null = for ever.'),
    conditions: Conditions.default({}).describe('When and on what it is earned.'),
  })
  .refine(
    ({ method, total, percent }) => method === 'items' || total !== null || percent !== null,
    {
      path: ['total'],
      error: 'earning by total needs total or percent; set one, or earn by items',
    },
  )
  .meta({ id: 'PointsEarning' })
export type PointsEarning = z.infer<typeof PointsEarning>

/** What amount may be paid with how many points. */
export const PointsPair = z
  .object({ price: someMoney, points: somePoints })
  .meta({ id: 'PointsPair' })
export type PointsPair = z.infer<typeof PointsPair>

/** Pairs that the authority of a member's card sent, by code of the programme. */
export const CardPairs = z
  .record(Code, z.array(PointsPair).min(1).max(20))
  .refine((pairs) => Object.keys(pairs).length <= 20, 'must be of 20 programmes at most')
  .meta({ id: 'CardPairs' })
export type CardPairs = z.infer<typeof CardPairs>

export const PointsPaying = z
  .object({
    as: z
      .enum(['discount-line', 'tender'])
      .describe('A discount line lowers what is taxed, a tender does not.'),
    /** Code of the discount line, or name of the tender. */
    code: z.string().min(1).max(40).default('*POINTS*'),
    by: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('rate'), worth: PointsWorth }),
      z.object({
        kind: z.literal('pairs'),
        pairs: z
          .array(PointsPair)
          .max(20)
          .describe("Where the card's authority sends pairs of its own, those hold instead."),
        mostPayments: z
          .int()
          .min(1)
          .max(20)
          .default(1)
          .describe('How many pairs may pay one receipt; one pair may be used again.'),
      }),
    ]),
    maxShare: BasisPoints.max(10_000)
      .nullable()
      .default(null)
      .describe('The most of a receipt that points may pay; null = all of it.'),
    conditions: Conditions.default({}).describe('When and for what points may pay.'),
    pin: z.boolean().default(false).describe("Points pay only with the member's PIN."),
    ruleId: RuleId,
  })
  .meta({ id: 'PointsPaying' })
export type PointsPaying = z.infer<typeof PointsPaying>

export const PointsProgramme = z
  .object({
    code: Code,
    /** Our id at the programme's operator. */
    partnerId: z.string().max(60).nullable().default(null),
    /** Who keeps the accounts; what a partner computes we only estimate. */
    authority: z.enum(['own', 'partner']).default('own'),
    bookWorth: PointsWorth.nullable()
      .default(null)
      .describe('What a point stands for in the company’s books; null = points are not posted.'),
    /** Null: nothing is earned, or nothing is paid, by this programme's rules. */
    earning: PointsEarning.nullable().default(null),
    paying: PointsPaying.nullable().default(null),
  })
  .meta({ id: 'PointsProgramme' })
export type PointsProgramme = z.infer<typeof PointsProgramme>

/** What HQ sets of a programme that it opened. */
export const PointsSettings = PointsProgramme.omit({ code: true }).meta({ id: 'PointsSettings' })
export type PointsSettings = z.infer<typeof PointsSettings>

const { partnerId, authority, bookWorth, earning, paying } = PointsProgramme.shape

/** Without the defaults: a field left out stays as it is. */
export const PointsSettingsPatch = z
  .strictObject({
    partnerId: partnerId.unwrap().optional(),
    authority: authority.unwrap().optional(),
    bookWorth: bookWorth.unwrap().optional(),
    earning: earning.unwrap().optional(),
    paying: paying.unwrap().optional(),
  })
  .meta({ id: 'PointsSettingsPatch' })
export type PointsSettingsPatch = z.infer<typeof PointsSettingsPatch>
