import { Promotion } from '#shared/contracts/promotion.ts'
import { type CompiledRules, compileRules } from '#shared/domain/pricing/compile-rules.ts'
import type { HotDatabase } from '../db/hot.ts'

/** Of the company, those that stores go by; undefined where there are none. */
export function companyPromotions(
  hot: HotDatabase,
  companyId: number,
  store: { readonly timeZone: string; readonly currency: string },
): CompiledRules | undefined {
  const rows = hot.prepare(rulesSql).all(companyId)
  if (rows.length === 0) return undefined
  return compileRules(
    rows.map(([rule]) => Promotion.parse(JSON.parse(String(rule)))),
    store,
  )
}

const rulesSql =
  'SELECT rule FROM promotion WHERE company_id = ? AND active = 1 AND ended = 0 ORDER BY id'
