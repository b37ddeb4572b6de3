import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { PromotionInput, PromotionView } from '#shared/contracts/promotion-input.ts'
import { Code, Key, PageQuery, pageOf } from '#shared/contracts/units.ts'
import { Failure } from '#shared/domain/failure.ts'
import { unknownFields } from '#shared/domain/unknown-fields.ts'
import { type CloudEnv, createRouter, problems, secured } from '../http.ts'
import { findCompany } from '../masterdata/find.ts'
import { pageAt, toPage } from '../masterdata/page.ts'
import { changed, json } from '../masterdata/route-parts.ts'
import { changePromotion, createPromotion, findPromotion, listPromotions } from './promotions.ts'

const tags = ['Promotions']
const params = z.object({ id: z.coerce.number().pipe(Key) })
const ofCompany = PromotionInput.extend({ companyId: Key }).meta({ id: 'PromotionToCreate' })

const list = createRoute({
  method: 'get',
  path: '/promotions',
  tags,
  summary: 'Promotions: rules that give something, by themselves or for a coupon',
  ...secured('read'),
  request: {
    query: PageQuery.extend({
      company: Code.optional(),
      trigger: z.enum(['automatic', 'coupon']).optional(),
      active: z.stringbool().optional(),
    }),
  },
  responses: { 200: json(pageOf(PromotionView), 'By id.'), ...problems(401, 403, 404, 422) },
})

const one = createRoute({
  method: 'get',
  path: '/promotions/{id}',
  tags,
  summary: 'A promotion',
  ...secured('read'),
  request: { params },
  responses: { 200: json(PromotionView, 'The promotion.'), ...problems(401, 403, 404, 422) },
})

const create = createRoute({
  method: 'post',
  path: '/promotions',
  tags,
  summary: 'Create a promotion',
  description: 'The same again is answered the same; its code is its own within the company.',
  ...secured('admin'),
  request: { body: changed(ofCompany) },
  responses: { 200: json(PromotionView, 'Created.'), ...problems(401, 403, 409, 422) },
})

const change = createRoute({
  method: 'put',
  path: '/promotions/{id}',
  tags,
  summary: 'Change a promotion: it is what is said here and nothing else',
  ...secured('admin'),
  request: { params, body: changed(PromotionInput) },
  responses: { 200: json(PromotionView, 'As it is now.'), ...problems(401, 403, 404, 409, 422) },
})

export function createPromotionRoutes({ clock }: { readonly clock: () => number }) {
  return createRouter()
    .openapi(list, async (c) => {
      const { company, trigger, active, ...query } = c.req.valid('query')
      const { db } = c.var.caller.group
      const companyId = company === undefined ? undefined : (await findCompany(db, company)).id
      const wanted = { companyId, trigger, active }
      return c.json(
        toPage(PromotionView, await listPromotions(db, wanted, pageAt(query)), query),
        200,
      )
    })
    .openapi(one, (c) =>
      c.json(findPromotion(c.var.caller.group.readHot(), c.req.valid('param').id), 200),
    )
    .openapi(create, async (c) => {
      const input = c.req.valid('json')
      await refuseUnknown(c, input)
      const { companyId, ...promotion } = input
      const created = await c.var.caller.group.writeHot((hot) =>
        createPromotion(hot, companyId, promotion, clock()),
      )
      return c.json(created, 200)
    })
    .openapi(change, async (c) => {
      const input = c.req.valid('json')
      await refuseUnknown(c, input)
      const { id } = c.req.valid('param')
      const changedNow = await c.var.caller.group.writeHot((hot) =>
        changePromotion(hot, id, input, clock()),
      )
      return c.json(changedNow, 200)
    })
}

/** A condition that is misspelt and dropped would give to everybody. */
async function refuseUnknown(c: Context<CloudEnv>, known: unknown): Promise<void> {
  const message = 'is not a field here; correct or remove it'
  const fields = unknownFields(await c.req.json(), known).map((field) => ({ field, message }))
  if (fields.length === 0) return
  const words = fields.map(({ field }) => field).join(', ')
  throw new Failure('invalid', `${words}: ${message}.`, { fields })
}
