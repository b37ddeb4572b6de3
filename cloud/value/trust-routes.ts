import { createRoute, z } from '@hono/zod-openapi'
import { hubTrust, trustExposure } from '#shared/value/cloud/exposure.ts'
import type { TrustCaps } from '#shared/value/trust-caps.ts'
import { changesOf, noteChange, SettingChange } from '../changes/store.ts'
import type { HotDatabase } from '../db/hot.ts'
import { createRouter, problems, secured } from '../http.ts'
import { findCompany } from '../masterdata/find.ts'
import { inCompany, json } from '../masterdata/route-parts.ts'
import { Reason } from './order-route.ts'
import { saveTrustPolicy, TrustPolicy, trustCapsOf, trustKey, trustPolicyOf } from './trust.ts'

const tags = ['Stored value']
const PolicyInput = TrustPolicy.extend({ reason: Reason }).meta({ id: 'TrustPolicy' })
const Exposed = z
  .object({
    perHub: z
      .int()
      .describe('What one hub gives a day at most: its cap, or its share of the company.'),
    total: z.int().describe('Hubs × that: what the company risks a day while no store is heard.'),
  })
  .meta({ id: 'TrustExposure' })
const PolicyView = TrustPolicy.extend({
  exposure: z.object({ hubs: z.int(), redemption: Exposed, refund: Exposed }),
  changes: z.array(SettingChange).meta({ description: 'The newest ten.' }),
}).meta({ id: 'TrustPolicyView' })

const read = createRoute({
  method: 'get',
  path: '/companies/{company}/trust',
  tags,
  summary: "What stores may give at the company's risk, and what that risks",
  ...secured('read'),
  request: { params: inCompany },
  responses: { 200: json(PolicyView, 'The setting.'), ...problems(401, 403, 404) },
})

const change = createRoute({
  method: 'put',
  path: '/companies/{company}/trust',
  tags,
  summary: 'Set it; what is left out is off',
  ...secured('admin'),
  request: {
    params: inCompany,
    body: { required: true, content: { 'application/json': { schema: PolicyInput } } },
  },
  responses: { 200: json(PolicyView, 'The setting.'), ...problems(401, 403, 404, 422) },
})

export function createTrustRoutes(clock: () => number) {
  return createRouter()
    .openapi(read, async (c) => {
      const { group } = c.var.caller
      const { id } = await findCompany(group.db, c.req.valid('param').company)
      return c.json(viewOf(group.readHot(), id), 200)
    })
    .openapi(change, async (c) => {
      const { group, keyId: by } = c.var.caller
      const { reason, ...policy } = c.req.valid('json')
      const { id } = await findCompany(group.db, c.req.valid('param').company)
      const view = await group.writeHot((hot) => {
        saveTrustPolicy(hot, id, policy)
        const what = JSON.stringify(policy)
        noteChange(hot, { subject: trustKey(id), at: clock(), by, what, reason })
        return viewOf(hot, id)
      })
      return c.json(view, 200)
    })
}

function viewOf(hot: HotDatabase, companyId: number): z.infer<typeof PolicyView> {
  const { redemption, refund } = trustCapsOf(hot, companyId)
  const exposedBy = (caps: TrustCaps) => ({ perHub: hubTrust(caps), total: trustExposure(caps) })
  const { hubs } = redemption
  const exposure = { hubs, redemption: exposedBy(redemption), refund: exposedBy(refund) }
  const changes = changesOf(hot, trustKey(companyId))
  return { ...trustPolicyOf(hot, companyId), exposure, changes }
}
