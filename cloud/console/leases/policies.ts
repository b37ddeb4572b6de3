import { z } from 'zod'
import { count, money } from '../format.ts'
import { t } from '../texts.ts'
import { SettingChange } from '../ui/changes.tsx'

const most = z.int().min(0).max(1e12)

export const Limits = z.object({ memberHub: most, hubDay: most, companyDay: most })
export type Limits = z.infer<typeof Limits>
/** What HQ sets of trust; the cloud keeps it by company. */
export const Trust = z.object({ redemption: Limits, refund: Limits })
export type Trust = z.infer<typeof Trust>
export const limitNames = ['memberHub', 'hubDay', 'companyDay'] as const

const Exposed = z.object({ perHub: z.int(), total: z.int() })
export const TrustView = Trust.extend({
  exposure: z.object({ hubs: z.int(), redemption: Exposed, refund: Exposed }),
  changes: z.array(SettingChange),
})
export type TrustView = z.infer<typeof TrustView>

/** What a store is promised unasked. */
export const LeasePolicy = z.object({
  p95: most.positive(),
  cap: most.positive(),
  forfeitPerDay: most,
})
export type LeasePolicy = z.infer<typeof LeasePolicy>
export const policyNames = ['p95', 'cap', 'forfeitPerDay'] as const
export const LeasePolicyView = LeasePolicy.extend({ changes: z.array(SettingChange) })
export type LeasePolicyView = z.infer<typeof LeasePolicyView>

/** Null: no limit. */
export const PointsInCashView = z.object({
  cap: z.int().nullable(),
  changes: z.array(SettingChange),
})

/** One figure for all programmes: hundredths of money, or whole points. */
export function unitsText(units: number): string {
  return t('console.policy.units', { money: money(units), points: count(units) })
}
