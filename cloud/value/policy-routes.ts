import { createRoute, z } from '@hono/zod-openapi'
import { changesOf, noteChange, SettingChange } from '../changes/store.ts'
import type { HotDatabase } from '../db/hot.ts'
import { createRouter, problems, secured } from '../http.ts'
import { findCompany } from '../masterdata/find.ts'
import { inCompany, json } from '../masterdata/route-parts.ts'
import { Reason } from './order-route.ts'
import { LeasePolicy, leasePolicyOf, policyKey, saveLeasePolicy } from './policy.ts'

const tags = ['Stored value']
const PolicyInput = LeasePolicy.extend({ reason: Reason }).meta({ id: 'LeasePolicy' })
const PolicyView = LeasePolicy.extend({
  changes: z.array(SettingChange).meta({ description: 'The newest ten.' }),
}).meta({ id: 'LeasePolicyView' })

const read = createRoute({
  method: 'get',
  path: '/companies/{company}/lease-policy',
  tags,
  summary: 'How much of an account a store is promised unasked',
  ...secured('read'),
  request: { params: inCompany },
  responses: { 200: json(PolicyView, 'The policy.'), ...problems(401, 403, 404) },
})

const change = createRoute({
  method: 'put',
  path: '/companies/{company}/lease-policy',
  tags,
  summary: 'Set it; what is left out is as at first',
  ...secured('admin'),
  request: {
    params: inCompany,
    body: { required: true, content: { 'application/json': { schema: PolicyInput } } },
  },
  responses: { 200: json(PolicyView, 'The policy.'), ...problems(401, 403, 404, 422) },
})

export function createPolicyRoutes(clock: () => number) {
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
        saveLeasePolicy(hot, id, policy)
        const what = JSON.stringify(policy)
        noteChange(hot, { subject: policyKey(id), at: clock(), by, what, reason })
        return viewOf(hot, id)
      })
      return c.json(view, 200)
    })
}

function viewOf(hot: HotDatabase, companyId: number): z.infer<typeof PolicyView> {
  return { ...leasePolicyOf(hot, companyId), changes: changesOf(hot, policyKey(companyId)) }
}
