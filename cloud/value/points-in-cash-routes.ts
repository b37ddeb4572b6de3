import { z } from '@hono/zod-openapi'
import { Money } from '#shared/contracts/units.ts'
import { saveCompany } from '../masterdata/companies.ts'
import { companies } from '../masterdata/scope.ts'
import { throwIfRejected } from '../masterdata/verdict.ts'
import { createCompanySettingRoutes } from './company-setting.ts'

const cap = Money.min(0).max(1e12).nullable().meta({
  description: 'For all refunds of a receipt together; 0: none is paid out, null: no limit.',
})

/** `pointsInCashCap` of the company with its reason: what is changed by the company's own route has none. */
export function createPointsInCashRoutes(clock: () => number) {
  return createCompanySettingRoutes(
    {
      path: 'points-in-cash',
      name: 'PointsInCash',
      summary: {
        read: 'How much a refund may pay out in cash for points that paid',
        change: 'Set it; stores hear of it at once',
      },
      setting: z.object({ cap }),
      subjectOf: (companyId) => `points-in-cash:${companyId}`,
      save: (hot, { code }, { cap: pointsInCashCap }) =>
        throwIfRejected(saveCompany(hot, { code, pointsInCashCap })),
      show: (hot, companyId) => ({
        cap: companies.select(hot, 'id = ?', companyId)[0]?.pointsInCashCap ?? null,
      }),
    },
    clock,
  )
}
