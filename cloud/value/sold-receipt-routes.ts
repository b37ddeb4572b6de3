import { createRoute } from '@hono/zod-openapi'
import { SoldReceiptQuery, SoldReceipts } from '#shared/contracts/sold-receipt.ts'
import { Failure } from '#shared/domain/failure.ts'
import { createRouter, problems, secured } from '../http.ts'
import { findHub } from '../hubs/store.ts'
import { json } from '../masterdata/route-parts.ts'
import { soldReceipts } from './sold-receipts.ts'

const find = createRoute({
  method: 'get',
  path: '/hub/receipts',
  tags: ['Hubs'],
  summary: "Sales of the hub's company by id or number, for a refund in another store",
  ...secured('hub'),
  request: { query: SoldReceiptQuery },
  responses: { 200: json(SoldReceipts, 'None, or all that have it.'), ...problems(401, 403, 422) },
})

export function createSoldReceiptRoutes() {
  return createRouter().openapi(find, async (c) => {
    const { group, hubId } = c.var.caller
    const hub = hubId === null ? undefined : await findHub(group.db, hubId)
    if (hub === undefined)
      throw new Failure('forbidden', "Only a hub asks for other stores' sales.")
    const items = soldReceipts(group.readHot(), hub.companyId, c.req.valid('query'))
    return c.json({ items }, 200)
  })
}
