import { createRoute, z } from '@hono/zod-openapi'
import { Basket, Quote } from '#shared/contracts/basket.ts'
import {
  Covered,
  CoverRequest,
  PageOfReceipts,
  Receipt,
  RefundRequest,
  SaleRequest,
  Saved,
} from '#shared/contracts/till.ts'
import { EdgeId, PageQuery } from '#shared/contracts/units.ts'
import { VoucherAccount } from '#shared/contracts/voucher.ts'
import { FoundSales, KeptSales } from '#shared/contracts/witness.ts'
import { createRouter, json, jsonBody, postJson, problems } from '../http.ts'
import { needStock } from '../vouchers/need-stock.ts'
import { cover } from './cover.ts'
import { takeKept } from './kept.ts'
import { refund } from './refund.ts'
import { reprint } from './reprint.ts'
import { type SalesDeps, type SaveOutcome, sell } from './sell.ts'

const security = [{ tillToken: [] }]
const savedAnswers = {
  201: json(Saved, 'Saved: on the disk of the hub.'),
  200: json(Saved, 'Saved by an earlier try with the same id; the same answer.'),
}
const ReceiptQuery = PageQuery.extend({ number: z.string().min(1).max(80).optional() })
const ReceiptId = z.object({ id: EdgeId })

const quotes = createRoute({
  method: 'post',
  path: '/quotes',
  tags: ['Sales'],
  summary: 'Price a basket; the price holds for 15 minutes',
  security,
  request: jsonBody(Basket),
  responses: { 200: json(Quote), ...problems(401, 403, 409, 422, 503) },
})
const sales = createRoute({
  method: 'post',
  path: '/sales',
  tags: ['Sales'],
  summary: 'Close a sale',
  security,
  request: jsonBody(SaleRequest),
  responses: { ...savedAnswers, ...problems(401, 403, 404, 409, 422, 503) },
})
const ReceiptOfCover = z.object({ receiptId: EdgeId })
const covers = createRoute({
  method: 'put',
  path: '/covers/{receiptId}',
  tags: ['Sales'],
  summary: 'Reserve stored value for a receipt; 409 says why not and how much (`hindrance`)',
  security,
  request: { params: ReceiptOfCover, ...jsonBody(CoverRequest) },
  responses: { 200: json(Covered), ...problems(401, 403, 409, 422, 503) },
})
const uncover = createRoute({
  method: 'delete',
  path: '/covers/{receiptId}',
  tags: ['Sales'],
  summary: 'Let go of what is reserved for a receipt',
  security,
  request: { params: ReceiptOfCover },
  responses: { 204: { description: 'Nothing is reserved any more.' }, ...problems(401, 503) },
})
const uncoverOne = createRoute({
  method: 'delete',
  path: '/covers/{receiptId}/{account}',
  tags: ['Sales'],
  summary: 'Let go of what one account would pay of a receipt',
  security,
  request: { params: ReceiptOfCover.extend({ account: VoucherAccount }) },
  responses: { 204: { description: 'Nothing of it is reserved any more.' }, ...problems(401, 503) },
})
const refunds = createRoute({
  method: 'post',
  path: '/refunds',
  tags: ['Sales'],
  summary: 'Give back a receipt, whole or in part; 409 says why not here now (`hindrance`)',
  security,
  request: jsonBody(RefundRequest),
  responses: { ...savedAnswers, ...problems(401, 403, 404, 409, 422, 503) },
})
const list = createRoute({
  method: 'get',
  path: '/receipts',
  tags: ['Sales'],
  summary: 'Receipts of this hub, newest first; by number of any store of the company',
  security,
  request: { query: ReceiptQuery },
  responses: { 200: json(PageOfReceipts), ...problems(401, 422, 503) },
})
const one = createRoute({
  method: 'get',
  path: '/receipts/{id}',
  tags: ['Sales'],
  summary: 'One receipt; what was not sold here is asked of the cloud',
  security,
  request: { params: ReceiptId },
  responses: { 200: json(Receipt), ...problems(401, 404, 503) },
})
const reprints = createRoute({
  method: 'post',
  path: '/receipts/{id}/reprint',
  tags: ['Sales'],
  summary: 'Print a receipt again, marked DUPLICATE',
  security,
  request: { params: ReceiptId, ...jsonBody(z.object({ id: EdgeId })) },
  responses: { ...savedAnswers, ...problems(401, 403, 404, 409, 422, 503) },
})

const kept = createRoute({
  method: 'post',
  path: '/kept-sales',
  tags: ['Sales'],
  summary: 'Take what a till kept of a disk that was replaced; what is here already stays as it is',
  security,
  request: jsonBody(KeptSales),
  responses: { 200: json(FoundSales), ...problems(401, 422, 503) },
})

export function salesRoutes(deps: SalesDeps) {
  const router = createRouter()
  // First, so that the description of `Receipt` is made here and not where it may be null.
  router
    .openapi(one, async (c) => c.json(await deps.originals.receipt(c.req.valid('param').id), 200))
    .openapi(covers, async (c) => {
      const { receiptId } = c.req.valid('param')
      return c.json(await cover(deps, c.var.till, receiptId, c.req.valid('json')), 200)
    })
    .openapi(uncover, (c) => {
      deps.value.letGo(c.req.valid('param').receiptId)
      return c.body(null, 204)
    })
    .openapi(uncoverOne, (c) => {
      const { receiptId, account } = c.req.valid('param')
      deps.value.letGo(receiptId, account)
      return c.body(null, 204)
    })
    .openapi(refunds, async (c) => {
      const { outcome, saved } = await refund(deps, c.var.till, c.req.valid('json'))
      return c.json(saved, statusOf(outcome))
    })
    .openapi(list, async (c) => {
      const { number, ...page } = c.req.valid('query')
      if (number === undefined) return c.json(deps.receipts.newest(page), 200)
      return c.json({ items: [...(await deps.originals.byNumber(number))], next: null }, 200)
    })
    .openapi(reprints, async (c) => {
      const request = { id: c.req.valid('json').id, receiptId: c.req.valid('param').id }
      const { outcome, saved } = await reprint(deps, c.var.till, request)
      return c.json(saved, statusOf(outcome))
    })
    .openapi(kept, async (c) => c.json(await takeKept(deps, c.var.till, c.req.valid('json')), 200))
  postJson(router, quotes, Basket, async (c, basket) => {
    if (basket.lines.some(({ loads }) => loads !== undefined)) {
      await needStock(deps, basket, basket.receiptId)
    }
    const till = c.get('till')
    const quote = deps.quotes.quote(till, basket)
    deps.counter?.quoted(till.code, quote.priced)
    return c.json(quote)
  })
  postJson(router, sales, SaleRequest, async (c, request) => {
    const { outcome, saved } = await sell(deps, c.get('till'), request)
    return c.json(saved, statusOf(outcome))
  })
  return router
}

export function statusOf(outcome: SaveOutcome['outcome']): 200 | 201 {
  return outcome === 'saved' ? 201 : 200
}
