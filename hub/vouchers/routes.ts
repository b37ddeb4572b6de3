import { createRoute, z } from '@hono/zod-openapi'
import { TillVoucher } from '#shared/contracts/voucher.ts'
import { createRouter, json, problems } from '../http.ts'
import type { Shop } from '../shop.ts'
import type { Value } from '../value/value.ts'
import { lookUpVoucher } from './till-voucher.ts'
import type { Vouchers } from './vouchers.ts'

const vouchers = createRoute({
  method: 'get',
  path: '/vouchers',
  tags: ['Look-ups'],
  summary: 'A coupon or gift card by its printed code, with what may be spent of it here now',
  security: [{ tillToken: [] }],
  request: { query: z.object({ code: z.string().min(1).max(100) }) },
  responses: { 200: json(TillVoucher), ...problems(401, 404, 422, 503) },
})

export function voucherRoutes(deps: {
  readonly shop: Shop
  readonly vouchers: Vouchers
  readonly value: Pick<Value, 'ask'>
}) {
  return createRouter().openapi(vouchers, async (c) => {
    const { code } = c.req.valid('query')
    const voucher = deps.vouchers.byCode(code)?.voucher
    if (voucher?.kind === 'gift-card') await deps.value.ask(voucher)
    return c.json(lookUpVoucher(deps, code), 200)
  })
}
