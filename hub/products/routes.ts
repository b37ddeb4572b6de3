import { createRoute, z } from '@hono/zod-openapi'
import { PageOfCustomers, PageOfProducts, TillMember, TillProduct } from '#shared/contracts/till.ts'
import { Key, PageQuery } from '#shared/contracts/units.ts'
import { createRouter, json, problems } from '../http.ts'
import type { Replica } from '../replica/replica.ts'
import type { Lookups } from './lookups.ts'

const security = [{ tillToken: [] }]
const text = z.string().min(1).max(100)
const ProductQuery = PageQuery.extend({
  barcode: text.optional(),
  text: text.optional(),
  posCategory: z.coerce.number().int().positive().optional(),
})
const MemberQuery = z.object({
  id: z.coerce.number().int().positive().optional(),
  card: text.optional(),
  phone: text.optional(),
  affiliate: text.optional(),
})
const CustomerQuery = PageQuery.extend({ taxNumber: text.optional(), text: text.optional() })
const PosCategory = z.object({ id: Key, name: z.string() }).meta({ id: 'PosCategory' })

const products = createRoute({
  method: 'get',
  path: '/products',
  tags: ['Look-ups'],
  summary: 'Products by barcode, text or POS category',
  security,
  request: { query: ProductQuery },
  responses: { 200: json(PageOfProducts), ...problems(401, 422, 503) },
})
const product = createRoute({
  method: 'get',
  path: '/products/{id}',
  tags: ['Look-ups'],
  summary: 'One product',
  security,
  request: { params: z.object({ id: z.coerce.number().int().positive() }) },
  responses: { 200: json(TillProduct), ...problems(401, 404, 503) },
})
const posCategories = createRoute({
  method: 'get',
  path: '/pos-categories',
  tags: ['Look-ups'],
  summary: "The till's product buttons",
  security,
  responses: { 200: json(z.array(PosCategory)), ...problems(401, 503) },
})
const members = createRoute({
  method: 'get',
  path: '/members',
  tags: ['Look-ups'],
  summary:
    'A member by card, phone or id, or an affiliate partner by its code, with balances and what may be spent here now',
  security,
  request: { query: MemberQuery },
  responses: { 200: json(TillMember), ...problems(401, 404, 422, 503) },
})
const customers = createRoute({
  method: 'get',
  path: '/customers',
  tags: ['Look-ups'],
  summary: 'Legal entities by tax number or name',
  security,
  request: { query: CustomerQuery },
  responses: { 200: json(PageOfCustomers), ...problems(401, 422, 503) },
})

export function lookupRoutes({
  lookups,
  replica,
}: {
  readonly lookups: Lookups
  readonly replica: Replica
}) {
  return createRouter()
    .openapi(products, (c) => {
      const { items, next } = lookups.products(c.req.valid('query'))
      return c.json({ items: [...items], next }, 200)
    })
    .openapi(product, (c) => c.json(lookups.product(c.req.valid('param').id), 200))
    .openapi(posCategories, (c) => {
      const found = replica.posCategories()
      return c.json(
        found.map(({ id, name }) => ({ id, name })),
        200,
      )
    })
    .openapi(members, async (c) => c.json(await lookups.member(c.req.valid('query')), 200))
    .openapi(customers, (c) => {
      const { items, next } = lookups.customers(c.req.valid('query'))
      return c.json({ items: [...items], next }, 200)
    })
}
