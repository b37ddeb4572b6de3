import { createRoute, z } from '@hono/zod-openapi'
import { Money } from '#shared/contracts/units.ts'
import { changesOf, noteChange, SettingChange } from '../changes/store.ts'
import type { HotDatabase } from '../db/hot.ts'
import { createRouter, problems, secured } from '../http.ts'
import { saveCompany } from '../masterdata/companies.ts'
import { findCompany } from '../masterdata/find.ts'
import { inCompany, json } from '../masterdata/route-parts.ts'
import { companies } from '../masterdata/scope.ts'
import { throwIfRejected } from '../masterdata/verdict.ts'
import { Reason } from './order-route.ts'

const tags = ['Stored value']
const cap = Money.min(0).max(1e12).nullable().meta({
  description: 'For all refunds of a receipt together; 0: none is paid out, null: no limit.',
})
const Input = z.object({ cap, reason: Reason }).meta({ id: 'PointsInCash' })
const View = z
  .object({ cap, changes: z.array(SettingChange).meta({ description: 'The newest ten.' }) })
  .meta({ id: 'PointsInCashView' })

const path = '/companies/{company}/points-in-cash'
const read = createRoute({
  method: 'get',
  path,
  tags,
  summary: 'How much a refund may pay out in cash for points that paid',
  ...secured('read'),
  request: { params: inCompany },
  responses: { 200: json(View, 'The setting.'), ...problems(401, 403, 404) },
})
const change = createRoute({
  method: 'put',
  path,
  tags,
  summary: 'Set it; stores hear of it at once',
  ...secured('admin'),
  request: {
    params: inCompany,
    body: { required: true, content: { 'application/json': { schema: Input } } },
  },
  responses: { 200: json(View, 'The setting.'), ...problems(401, 403, 404, 422) },
})

/** `pointsInCashCap` of the company with its reason: what is changed by the company's own route has none. */
export function createPointsInCashRoutes(clock: () => number) {
  return createRouter()
    .openapi(read, async (c) => {
      const { group } = c.var.caller
      const { id } = await findCompany(group.db, c.req.valid('param').company)
      return c.json(viewOf(group.readHot(), id), 200)
    })
    .openapi(change, async (c) => {
      const { group, keyId: by } = c.var.caller
      const { reason, cap: pointsInCashCap } = c.req.valid('json')
      const { id, code } = await findCompany(group.db, c.req.valid('param').company)
      const view = await group.writeHot((hot) => {
        throwIfRejected(saveCompany(hot, { code, pointsInCashCap }))
        const what = JSON.stringify({ pointsInCashCap })
        noteChange(hot, { subject: subjectOf(id), at: clock(), by, what, reason })
        return viewOf(hot, id)
      })
      return c.json(view, 200)
    })
}

function viewOf(hot: HotDatabase, companyId: number): z.infer<typeof View> {
  const [company] = companies.select(hot, 'id = ?', companyId)
  return { cap: company?.pointsInCashCap ?? null, changes: changesOf(hot, subjectOf(companyId)) }
}

function subjectOf(companyId: number): string {
  return `points-in-cash:${companyId}`
}
