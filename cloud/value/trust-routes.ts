import { z } from '@hono/zod-openapi'
import { hubTrust, trustExposure } from '#shared/value/cloud/exposure.ts'
import type { TrustCaps } from '#shared/value/trust-caps.ts'
import type { HotDatabase } from '../db/hot.ts'
import { createCompanySettingRoutes } from './company-setting.ts'
import { saveTrustPolicy, TrustPolicy, trustCapsOf, trustKey, trustPolicyOf } from './trust.ts'

const Exposed = z
  .object({
    perHub: z
      .int()
      .describe('What one hub gives a day at most: its cap, or its share of the company.'),
    total: z.int().describe('Hubs × that: what the company risks a day while no store is heard.'),
  })
  .meta({ id: 'TrustExposure' })

export function createTrustRoutes(clock: () => number) {
  return createCompanySettingRoutes(
    {
      path: 'trust',
      name: 'TrustPolicy',
      summary: {
        read: "What stores may give at the company's risk, and what that risks",
        change: 'Set it; what is left out is off',
      },
      setting: TrustPolicy,
      more: z.object({
        exposure: z.object({ hubs: z.int(), redemption: Exposed, refund: Exposed }),
      }),
      subjectOf: trustKey,
      save: (hot, { id }, policy) => saveTrustPolicy(hot, id, policy),
      show: (hot, companyId) => ({
        ...trustPolicyOf(hot, companyId),
        exposure: exposureOf(hot, companyId),
      }),
    },
    clock,
  )
}

function exposureOf(hot: HotDatabase, companyId: number) {
  const { redemption, refund } = trustCapsOf(hot, companyId)
  const exposedBy = (caps: TrustCaps) => ({ perHub: hubTrust(caps), total: trustExposure(caps) })
  return { hubs: redemption.hubs, redemption: exposedBy(redemption), refund: exposedBy(refund) }
}
