import { createRoute, z } from '@hono/zod-openapi'
import { Basket, PricedBasket } from '#shared/contracts/basket.ts'
import { DryRun, DryRunRequest } from '#shared/contracts/dry-run.ts'
import { Code } from '#shared/contracts/units.ts'
import { priceBasket } from '#shared/domain/pricing/price-basket.ts'
import { createRouter, problems, secured } from '../http.ts'
import { json } from '../masterdata/route-parts.ts'
import { findProgramme } from '../value/programmes.ts'
import { basketAtHq } from './basket-at-hq.ts'
import { dryRun } from './dry-run.ts'

const inStore = z.object({ code: Code })

const quote = createRoute({
  method: 'post',
  path: '/stores/{code}/quotes',
  tags: ['Products and prices'],
  summary: 'What a basket costs in a store now',
  description: 'The engine of the tills (`priceBasket`) over the books; typed prices are allowed.',
  ...secured('read'),
  request: {
    params: inStore,
    body: { required: true, content: { 'application/json': { schema: Basket } } },
  },
  responses: { 200: json(PricedBasket, 'The price.'), ...problems(401, 403, 404, 422) },
})

const tryOut = createRoute({
  method: 'post',
  path: '/stores/{code}/dry-runs',
  tags: ['Products and prices'],
  summary: 'What a basket would cost, earn and pay in points, and why; nothing moves',
  description: 'The same engine as quotes, at any time, with the numbers behind each result.',
  ...secured('read'),
  request: {
    params: inStore,
    body: { required: true, content: { 'application/json': { schema: DryRunRequest } } },
  },
  responses: { 200: json(DryRun, 'The result.'), ...problems(401, 403, 404, 422) },
})

export function createPricingRoutes({ clock }: { readonly clock: () => number }) {
  return createRouter()
    .openapi(quote, async (c) => {
      const { code } = c.req.valid('param')
      const asked = { code, basket: c.req.valid('json'), at: clock() }
      return c.json(priceBasket(await basketAtHq(c.var.caller.group, asked)), 200)
    })
    .openapi(tryOut, async (c) => {
      const { group } = c.var.caller
      const { basket, at = clock() } = c.req.valid('json')
      const { code } = c.req.valid('param')
      const nameOf = (programme: string) =>
        findProgramme(group.readHot(), programme)?.name ?? programme
      return c.json(dryRun(await basketAtHq(group, { code, basket, at }), nameOf), 200)
    })
}
