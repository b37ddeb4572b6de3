import { createRoute, z } from '@hono/zod-openapi'
import { LoyaltySnapshot } from '#shared/contracts/points.ts'
import { LoyaltyRefundCash, TenderKind } from '#shared/contracts/tender.ts'
import {
  BusinessDay,
  EdgeId,
  Instant,
  Key,
  Money,
  PageQuery,
  pageOf,
} from '#shared/contracts/units.ts'
import { movementKinds } from '#shared/value/movement.ts'
import { SettingChange } from '../changes/store.ts'
import { createRouter, problems, secured } from '../http.ts'
import { eventStates } from '../journal/schema.ts'
import { LedgerTransaction } from '../ledger/routes.ts'
import { listReceipts } from './store.ts'
import { traceReceipt } from './trace.ts'

const keyParam = z.coerce.number().pipe(Key)

const CloudReceipt = z
  .object({
    id: EdgeId,
    kind: z.enum(['sale', 'refund']),
    number: z.string(),
    companyId: Key,
    storeId: Key,
    storeCode: z.string(),
    hubId: Key,
    till: z.string(),
    businessOn: BusinessDay,
    at: Instant,
    shiftId: z.string().nullable(),
    cashierId: Key.nullable(),
    cashier: z.string().nullable(),
    memberId: Key.nullable(),
    customerId: Key.nullable(),
    partnerId: Key.nullable().describe('The affiliate partner who sent the customer: a member.'),
    originalId: z.string().nullable(),
    currency: z.string(),
    total: Money,
    lineDiscount: Money.describe('Typed on lines.'),
    orderDiscount: Money.describe('Typed on the order.'),
    promotion: Money,
    coupon: Money.describe('What coupons took off.'),
    giftCoupon: Money.describe('What gift coupons paid.'),
    giftCard: Money.describe('Paid with gift cards.'),
    pointsDiscount: Money.describe('What points paid as a discount.'),
    pointsTender: Money.describe('What points paid as a tender.'),
    pointsCollected: z.int(),
    pointsSpent: z.int(),
    loaded: Money.describe('Gift cards and coupons that it sold or loaded.'),
    state: z.enum(eventStates),
  })
  .meta({ id: 'CloudReceipt' })

const Movement = z.object({
  movementId: z.string(),
  appliedSeq: z.int().describe('The event or command that made it.'),
  account: z.string().nullable(),
  kind: z.enum(movementKinds),
  unit: z.string(),
  from: z.string(),
  to: z.string(),
  amount: z.int(),
  rule: z.string().nullable().describe("The programme's rule."),
  reverses: z.string().nullable(),
})

const ReceiptValue = z
  .object({
    movements: z.array(Movement),
    coupons: z.array(
      z.object({
        account: z.string(),
        transition: z.enum(['sell', 'use', 'unuse', 'unsell']),
        movementId: z.string(),
        appliedSeq: z.int(),
        state: z.string().nullable().describe('Now.'),
      }),
    ),
    loyalty: z.array(LoyaltySnapshot).describe('What was known when the receipt was made.'),
    paidWith: z.array(z.object({ kind: TenderKind, account: z.string(), amount: Money })),
    loyaltyRefundCash: LoyaltyRefundCash.nullable().describe('Of a refund: paid out for points.'),
    lines: z
      .array(
        z.object({
          lineId: z.string(),
          pointsCollected: z.int(),
          pointsSpent: z.int(),
          couponIds: z.array(z.string()),
          loads: z.string().nullable().describe('The account that the line loads or sells.'),
        }),
      )
      .describe('Lines that stored value has to do with.'),
  })
  .meta({ id: 'ReceiptValue' })

const RefundRight = z
  .object({
    holder: z
      .enum(['hub', 'recalled', 'cloud'])
      .describe('The store that sold it; asked back from there; the cloud, which grants refunds.'),
    total: Money,
    refunded: Money,
    left: Money.describe('Neither given back nor promised to a hub.'),
    grants: z
      .array(
        z.object({
          id: EdgeId.describe("The refund's own receipt."),
          hubId: Key,
          hubName: z.string(),
          storeCode: z.string(),
          storeName: z.string(),
          amount: Money,
          at: Instant.nullable(),
          over: z
            .enum(['unused', 'void', 'revoked'])
            .nullable()
            .describe('Why HQ may give it up; null: its hub may still use it.'),
          tellsFrom: Instant.nullable().describe('What its hub tells from then on decides.'),
        }),
      )
      .describe('Granted to other stores, and not reported.'),
    changes: z.array(SettingChange).describe('Grants that HQ gave up: the newest ten.'),
  })
  .meta({ id: 'ReceiptRefundRight' })

export const ReceiptTrace = z
  .object({
    receipt: CloudReceipt,
    store: z.object({ id: Key, code: z.string(), name: z.string() }),
    hub: z.object({ id: Key, name: z.string() }),
    event: z.object({
      appliedSeq: z.int(),
      id: z.string().nullable(),
      type: z.string(),
      epoch: z.int(),
      seq: z.int(),
      hash: z.string(),
      at: Instant.describe("By the hub's clock; business day and prices go by it."),
      correctedAt: Instant.nullable().describe(
        "When it happened by the cloud's time: `at` where the hub's clock was right to a minute; null while the cloud has not met the box since it was started then.",
      ),
    }),
    batch: z.object({ id: z.int(), firstSeq: z.int(), lastSeq: z.int(), receivedAt: Instant }),
    quarantineReason: z.string().nullable(),
    repaired: z.object({ at: Instant, by: z.string(), appliedSeq: z.int() }).nullable().meta({
      description: 'It was in quarantine: `GET /v1/quarantine/{appliedSeq}` has the rest.',
    }),
    body: z.object({ envelope: z.unknown(), payload: z.unknown() }).meta({
      description:
        'As the hub sent it, or as HQ repaired it: `payload.priced.lines`, `payload.settlement`, …',
    }),
    value: ReceiptValue,
    refundRight: RefundRight.nullable().describe('Of a sale.'),
    transactions: z.array(LedgerTransaction),
    later: z
      .array(
        z.object({
          appliedSeq: z.int(),
          type: z.string(),
          at: Instant,
          receiptId: z.string().nullable(),
          number: z.string().nullable(),
          total: Money.nullable(),
        }),
      )
      .meta({ description: 'Refunds of it and reprints, oldest first, at most 200.' }),
  })
  .meta({ id: 'ReceiptTrace' })

const list = createRoute({
  method: 'get',
  path: '/receipts',
  tags: ['Receipts'],
  summary: 'Receipts, newest first',
  ...secured('read'),
  request: {
    query: PageQuery.extend({
      companyId: keyParam.optional(),
      storeId: keyParam.optional(),
      from: BusinessDay.optional(),
      to: BusinessDay.optional(),
      partnerId: keyParam.optional(),
      number: z
        .string()
        .regex(/^[A-Z0-9-]{1,60}$/i, 'must be the beginning of a receipt number')
        .optional(),
    }),
  },
  responses: {
    200: {
      description: 'A page.',
      content: { 'application/json': { schema: pageOf(CloudReceipt) } },
    },
    ...problems(401, 403, 422),
  },
})

const trace = createRoute({
  method: 'get',
  path: '/receipts/{id}',
  tags: ['Receipts'],
  summary: 'A receipt with all that it led to: event, lines, postings, batch, later movements',
  ...secured('read'),
  request: { params: z.object({ id: EdgeId }) },
  responses: {
    200: { description: 'The trace.', content: { 'application/json': { schema: ReceiptTrace } } },
    ...problems(401, 403, 404, 422),
  },
})

export function createReceiptRoutes() {
  return createRouter()
    .openapi(list, async (c) => {
      const { after, limit, companyId, storeId, from, to, number, partnerId } = c.req.valid('query')
      const before = after === undefined ? undefined : Number(after) || 0
      const filter = { companyId, storeId, from, to, number, partnerId }
      const rows = await listReceipts(c.var.caller.group.db, {
        ...filter,
        before,
        limit: limit + 1,
      })
      const page = rows.slice(0, limit)
      const items = page.map(({ receipt, ...known }) => {
        const { appliedSeq: _, receiptId: id, ...rest } = receipt
        return { id, ...rest, ...known }
      })
      const last = page.at(-1)?.receipt.appliedSeq
      return c.json({ items, next: rows.length > limit ? String(last) : null }, 200)
    })
    .openapi(trace, async (c) => {
      const trace = await traceReceipt(c.var.caller.group, c.req.valid('param').id)
      return c.json(trace, 200)
    })
}
