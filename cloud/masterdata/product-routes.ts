import { createRoute, z } from '@hono/zod-openapi'
import { PageQuery, pageOf } from '#shared/contracts/units.ts'
import { createRouter, problems, secured } from '../http.ts'
import { findCompany } from './find.ts'
import { ItemCode, PriceInput, ProductInput } from './inputs.ts'
import { pageAt, toPage } from './page.ts'
import { savePrices } from './prices.ts'
import { saveProducts } from './products.ts'
import { getProduct, listPrices, listProducts } from './read-products.ts'
import { changed, inCompany, json, put, statusOf } from './route-parts.ts'
import { saveOne } from './save-one.ts'
import { PriceView, ProductView } from './views.ts'

const tags = ['Products and prices']
const byCode = inCompany.extend({ code: ItemCode })
const text = z.string().max(100).optional()

const ids = z
  .string()
  .regex(/^\d{1,15}(,\d{1,15}){0,199}$/, 'must be up to 200 ids with commas between')
  .transform((list) => list.split(',').map(Number))
  .optional()
const getProducts = createRoute({
  method: 'get',
  path: '/companies/{company}/products',
  tags,
  summary: 'Products by words, barcode, category or ACS code',
  ...secured('read'),
  request: {
    params: inCompany,
    query: PageQuery.extend({ text, barcode: text, category: text, acsId: text, ids }),
  },
  responses: { 200: json(pageOf(ProductView), 'By id.'), ...problems(401, 403, 404, 422) },
})
const oneProduct = createRoute({
  method: 'get',
  path: '/companies/{company}/products/{code}',
  tags,
  summary: 'A product',
  ...secured('read'),
  request: { params: byCode },
  responses: { 200: json(ProductView, 'The product.'), ...problems(401, 403, 404) },
})
const putProduct = createRoute({
  ...put('/companies/{company}/products/{code}', { tags, summary: 'Create or change a product' }),
  ...secured('import'),
  request: { params: byCode, body: changed(ProductInput) },
})
const getPrices = createRoute({
  method: 'get',
  path: '/companies/{company}/products/{code}/prices',
  tags,
  summary: 'Prices of a product beside its list price',
  ...secured('read'),
  request: { params: byCode, query: PageQuery },
  responses: { 200: json(pageOf(PriceView), 'By id.'), ...problems(401, 403, 404, 422) },
})
const Repriced = z
  .object({ outcome: z.enum(['created', 'updated', 'unchanged']) })
  .meta({ id: 'Repriced' })
const putPrice = createRoute({
  method: 'put',
  path: '/companies/{company}/products/{code}/prices',
  tags,
  summary: 'Set or take away a price',
  description: 'Store, customer, quantity and start name the price; `price` null takes it away.',
  ...secured('import'),
  request: { params: byCode, body: changed(PriceInput) },
  responses: { 200: json(Repriced, 'Done.'), ...problems(401, 403, 404, 422) },
})

export function createProductRoutes() {
  return createRouter()
    .openapi(getProducts, async (c) => {
      const { after, limit, ...filter } = c.req.valid('query')
      const { db } = c.var.caller.group
      const { id } = await findCompany(db, c.req.valid('param').company)
      const rows = await listProducts(db, id, { ...pageAt({ after, limit }), ...filter })
      return c.json(toPage(ProductView, rows, { limit }), 200)
    })
    .openapi(oneProduct, async (c) => {
      const { company, code } = c.req.valid('param')
      const { db } = c.var.caller.group
      const row = await getProduct(db, (await findCompany(db, company)).id, code)
      return c.json(ProductView.parse(row), 200)
    })
    .openapi(putProduct, async (c) => {
      const { company, code } = c.req.valid('param')
      const draft = { ...c.req.valid('json'), code }
      const saved = await saveOne(c.var.caller.group, company, (scope) =>
        saveProducts(scope, [draft]),
      )
      return c.json({ ...saved, code }, statusOf(saved))
    })
    .openapi(getPrices, async (c) => {
      const { company, code } = c.req.valid('param')
      const query = c.req.valid('query')
      const { db } = c.var.caller.group
      const { id } = await getProduct(db, (await findCompany(db, company)).id, code)
      return c.json(toPage(PriceView, await listPrices(db, id, pageAt(query)), query), 200)
    })
    .openapi(putPrice, async (c) => {
      const { company, code } = c.req.valid('param')
      const { group } = c.var.caller
      await getProduct(group.db, (await findCompany(group.db, company)).id, code)
      const draft = { ...c.req.valid('json'), product: code }
      const { outcome } = await saveOne(group, company, (scope) => savePrices(scope, [draft]))
      return c.json({ outcome }, 200)
    })
}
