import { createRoute, z } from '@hono/zod-openapi'
import { Points, RuleId } from '#shared/contracts/points-programme.ts'
import { Code, Key, Money, PageQuery, pageOf } from '#shared/contracts/units.ts'
import { Failure } from '#shared/domain/failure.ts'
import { createRouter, problems, secured } from '../http.ts'
import { findCompany } from '../masterdata/find.ts'
import { ItemCode } from '../masterdata/inputs.ts'
import { pageAt, toPage } from '../masterdata/page.ts'
import { changed, inCompany, json } from '../masterdata/route-parts.ts'
import { saveOne } from '../masterdata/save-one.ts'
import { listPointsItems, savePointsItems } from './points-items.ts'
import { findProgramme } from './programmes.ts'

const tags = ['Stored value']
const inProgramme = inCompany.extend({ code: Code.describe("The programme's code.") })

const ItemInput = z
  .strictObject({
    points: Points.positive().nullable().describe('Null takes the item off the list.'),
    price: Money.positive()
      .nullable()
      .default(null)
      .describe('Points for each full price of the line; null = for each piece.'),
    ruleId: RuleId.default('items').describe('Stands on every movement that it makes.'),
  })
  .meta({ id: 'PointsItemInput' })
const ItemView = z
  .object({
    id: Key,
    product: z.string(),
    productId: Key,
    points: Points,
    price: Money.nullable(),
    ruleId: RuleId,
  })
  .meta({ id: 'PointsItemView' })
const Listed = z
  .object({ outcome: z.enum(['created', 'updated', 'unchanged']) })
  .meta({ id: 'PointsItemSaved' })

const list = createRoute({
  method: 'get',
  path: '/companies/{company}/programmes/{code}/items',
  tags,
  summary: "A company's items that earn points of a programme",
  ...secured('read'),
  request: { params: inProgramme, query: PageQuery },
  responses: { 200: json(pageOf(ItemView), 'By id.'), ...problems(401, 403, 404, 422) },
})

const put = createRoute({
  method: 'put',
  path: '/companies/{company}/programmes/{code}/items/{product}',
  tags,
  summary: 'Put an item on the list, change it or take it off',
  ...secured('import'),
  request: { params: inProgramme.extend({ product: ItemCode }), body: changed(ItemInput) },
  responses: { 200: json(Listed, 'Done.'), ...problems(401, 403, 404, 422) },
})

export function createPointsItemRoutes() {
  return createRouter()
    .openapi(list, async (c) => {
      const { company, code } = c.req.valid('param')
      const query = c.req.valid('query')
      const { group } = c.var.caller
      const { id: companyId } = await findCompany(group.db, company)
      const programmeId = findProgramme(group.readHot(), code)?.id
      if (programmeId === undefined) {
        throw new Failure('not-found', `Programme ${code} not found.`)
      }
      const rows = await listPointsItems(group.db, { companyId, programmeId }, pageAt(query))
      return c.json(toPage(ItemView, rows, query), 200)
    })
    .openapi(put, async (c) => {
      const { company, code: programme, product } = c.req.valid('param')
      const draft = { ...c.req.valid('json'), programme, product }
      const { outcome } = await saveOne(c.var.caller.group, company, (scope) =>
        savePointsItems(scope, [draft]),
      )
      return c.json({ outcome }, 200)
    })
}
