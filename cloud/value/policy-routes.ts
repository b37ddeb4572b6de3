import { createRoute, type z } from '@hono/zod-openapi'
import { createRouter, problems, secured } from '../http.ts'
import { findCompany } from '../masterdata/find.ts'
import { inCompany, json } from '../masterdata/route-parts.ts'
import { LeasePolicy, leasePolicyOf, saveLeasePolicy } from './policy.ts'

const tags = ['Stored value']
const PolicyView = LeasePolicy.meta({ id: 'LeasePolicy' })

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
    body: { required: true, content: { 'application/json': { schema: PolicyView } } },
  },
  responses: { 200: json(PolicyView, 'The policy.'), ...problems(401, 403, 404, 422) },
})

export function createPolicyRoutes() {
  return createRouter()
    .openapi(read, async (c) => {
      const { group } = c.var.caller
      const { id } = await findCompany(group.db, c.req.valid('param').company)
      return c.json(leasePolicyOf(group.readHot(), id), 200)
    })
    .openapi(change, async (c) => {
      const { group } = c.var.caller
      const policy: z.infer<typeof LeasePolicy> = c.req.valid('json')
      const { id } = await findCompany(group.db, c.req.valid('param').company)
      await group.writeHot((hot) => saveLeasePolicy(hot, id, policy))
      return c.json(policy, 200)
    })
}
