import { z } from 'zod'
import { accountKinds } from '#shared/value/account.ts'

const Amount = z.object({ units: z.int(), money: z.int() })
export const flows = [
  'opening',
  'issued',
  'loaded',
  'redeemed',
  'expired',
  'corrected',
  'risk',
  'revalued',
  'closing',
] as const

export const RollForward = z.object({
  programme: z.string(),
  name: z.string(),
  kind: z.enum(accountKinds),
  period: z.string(),
  opening: Amount,
  issued: Amount,
  loaded: Amount,
  redeemed: Amount,
  expired: Amount,
  corrected: Amount,
  risk: Amount,
  revalued: Amount,
  closing: Amount,
})
export type RollForward = z.infer<typeof RollForward>

export const LiabilityReport = z.object({
  rows: z.array(RollForward),
  next: z.string().nullable(),
  totals: z.array(RollForward),
  ledger: z.array(
    z.object({
      account: z.string(),
      opening: z.int(),
      moved: z.int(),
      closing: z.int(),
      programmesMoved: z.int(),
    }),
  ),
})
export type LiabilityReport = z.infer<typeof LiabilityReport>

export const LotMonth = z.object({
  programme: z.string(),
  name: z.string(),
  kind: z.enum(accountKinds),
  month: z.string(),
  lots: z.int(),
  units: z.int(),
  money: z.int().nullable(),
})
export type LotMonth = z.infer<typeof LotMonth>
export const LotMonthPage = z.object({ items: z.array(LotMonth), next: z.string().nullable() })
