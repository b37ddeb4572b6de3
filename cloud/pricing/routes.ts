import { createRoute, z } from '@hono/zod-openapi'
import { eq } from 'drizzle-orm'
import { Basket, PricedBasket } from '#shared/contracts/basket.ts'
import { Code } from '#shared/contracts/units.ts'
import { Failure } from '#shared/domain/failure.ts'
import { pricingRules } from '#shared/domain/pricing/catalogue.ts'
import { priceBasket } from '#shared/domain/pricing/price-basket.ts'
import { createRouter, problems, secured } from '../http.ts'
import { store } from '../masterdata/schema.ts'
import { storeProfile } from '../masterdata/store-profile.ts'
import { readCatalogue } from './catalogue.ts'
import { pointsOfMember } from './member-points.ts'

const quote = createRoute({
  method: 'post',
  path: '/stores/{code}/quotes',
  tags: ['Products and prices'],
  summary: 'What a basket costs in a store now',
  description: 'The engine of the tills (`priceBasket`) over the books; typed prices are allowed.',
  ...secured('read'),
  request: {
    params: z.object({ code: Code }),
    body: { required: true, content: { 'application/json': { schema: Basket } } },
  },
  responses: {
    200: { description: 'The price.', content: { 'application/json': { schema: PricedBasket } } },
    ...problems(401, 403, 404, 422),
  },
})

export function createPricingRoutes({ clock }: { readonly clock: () => number }) {
  return createRouter().openapi(quote, async (c) => {
    const { group, db } = c.var.caller.group
    const { code } = c.req.valid('param')
    const basket = c.req.valid('json')
    const found = await db.select({ id: store.id }).from(store).where(eq(store.code, code)).get()
    const profile = found && (await storeProfile(db, { group, storeId: found.id }))
    if (profile === undefined) throw new Failure('not-found', `Store ${code} not found.`)
    const companyId = profile.company.id
    const productIds = [...new Set(basket.lines.map((line) => line.productId))]
    const catalogue = await readCatalogue(db, { companyId, productIds })
    const { memberId } = basket
    const { timeZone } = profile.store
    const priced = priceBasket({
      basket,
      catalogue,
      rules: pricingRules(profile),
      at: clock(),
      maySetPrices: true,
      mayGiveDiscounts: true,
      ...pointsOfMember(c.var.caller.group.readHot(), {
        memberId,
        companyId,
        productIds,
        timeZone,
      }),
    })
    return c.json(priced, 200)
  })
}
