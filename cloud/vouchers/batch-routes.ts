import { createRoute, z } from '@hono/zod-openapi'
import { stream } from 'hono/streaming'
import { Code, EdgeId, Instant, Key, Money, PageQuery, pageOf } from '#shared/contracts/units.ts'
import { Failure } from '#shared/domain/failure.ts'
import type { HotDatabase } from '../db/hot.ts'
import { createRouter, problems, secured } from '../http.ts'
import { findCompany } from '../masterdata/find.ts'
import { changed, json } from '../masterdata/route-parts.ts'
import type { HubLines } from '../value/hub-lines.ts'
import { ofBooks } from '../value/order-route.ts'
import { findProgramme, type Programme } from '../value/programmes.ts'
import { couponSettingsOf, giftCardSettingsOf } from '../value/settings.ts'
import { findBatch, listBatches, type VoucherBatch } from './batches.ts'
import { codesCsv } from './codes.ts'
import { orderBatch } from './order-batch.ts'
import { perSheet, printableSheets } from './sheet.ts'

export const MAX_BATCH = 100_000
const sheetsAtOnce = 20

const asked = {
  id: EdgeId,
  programme: Code,
  count: z.int().min(1).max(MAX_BATCH),
  storeId: Key.nullable().default(null).describe('Whose stock they are: they are sold there.'),
  memberId: Key.nullable().default(null).describe('Worth something only to this member.'),
  endsAt: Instant.nullable().default(null).describe('Printed: worth nothing from then on.'),
  issued: z
    .enum(['reserved', 'issued'])
    .default('reserved')
    .describe('Reserved ones are worth nothing until they are sold; issued ones at once.'),
  reason: z.string().max(200).default(''),
  ...ofBooks,
}
const inputs = {
  coupon: z.strictObject(asked).meta({ id: 'CouponBatchInput' }),
  'gift-card': z
    .strictObject({
      ...asked,
      amount: Money.positive()
        .max(1e12)
        .nullable()
        .default(null)
        .describe('What is in each card that is issued.'),
    })
    .meta({ id: 'GiftCardBatchInput' }),
}
const BatchView = z
  .object({
    id: EdgeId,
    programme: Code,
    programmeName: z.string(),
    count: z.int(),
    made: z.int().describe('Less than count while they are being made: send the order again.'),
    issued: z.enum(['reserved', 'issued']),
    amount: Money.nullable(),
    promotionId: Key.nullable(),
    faceValue: Money.nullable(),
    storeId: Key.nullable(),
    memberId: Key.nullable(),
    endsAt: Instant.nullable(),
    orderedAt: Instant,
  })
  .meta({ id: 'VoucherBatch' })

const params = z.object({ id: EdgeId.describe("The batch's.") })
const SheetQuery = z.object({
  sheet: z.coerce.number().int().min(1).max(MAX_BATCH).default(1).describe('The first one.'),
  sheets: z.coerce.number().int().min(1).max(sheetsAtOnce).default(1),
  symbol: z.enum(['code128', 'qr']).default('code128'),
})

/** The same of coupons and of gift cards, under their own paths. */
export function createBatchRoutes(
  kind: 'coupon' | 'gift-card',
  { clock, lines }: { readonly clock: () => number; readonly lines: Pick<HubLines, 'deliver'> },
) {
  const what = kind === 'coupon' ? 'coupons' : 'gift cards'
  const path = `/${kind}-batches` as const
  const tags = [kind === 'coupon' ? 'Coupons' : 'Gift cards']
  const list = createRoute({
    method: 'get',
    path,
    tags,
    summary: `Batches of ${what}, newest first`,
    ...secured('read'),
    request: { query: PageQuery.extend({ company: Code.optional(), programme: Code.optional() }) },
    responses: { 200: json(pageOf(BatchView), 'A page.'), ...problems(401, 403, 404, 422) },
  })
  const order = createRoute({
    method: 'post',
    path,
    tags,
    summary: `Make up to 100,000 ${what} with codes that nobody can guess`,
    description:
      'The same id with the same content again is answered the same, and makes what is missing.',
    ...secured('admin'),
    request: { body: changed(inputs[kind]) },
    responses: { 200: json(BatchView, 'Made.'), ...problems(401, 403, 404, 409, 422, 503) },
  })
  const one = createRoute({
    method: 'get',
    path: `${path}/{id}`,
    tags,
    summary: `A batch of ${what}`,
    ...secured('read'),
    request: { params },
    responses: { 200: json(BatchView, 'The batch.'), ...problems(401, 403, 404, 422) },
  })
  const csv = createRoute({
    method: 'get',
    path: `${path}/{id}/codes.csv`,
    tags,
    summary: `The codes of a batch of ${what}, as a file`,
    ...secured('admin'),
    request: { params },
    responses: {
      200: {
        description: 'Number, code and account.',
        content: { 'text/csv': { schema: z.string() } },
      },
      ...problems(401, 403, 404, 422),
    },
  })
  const sheet = createRoute({
    method: 'get',
    path: `${path}/{id}/sheet`,
    tags,
    summary: `Printable sheets of ${what}: ${perSheet} on A4`,
    ...secured('admin'),
    request: { params, query: SheetQuery },
    responses: {
      200: { description: 'To be printed.', content: { 'text/html': { schema: z.string() } } },
      ...problems(401, 403, 404, 422),
    },
  })

  return createRouter()
    .openapi(list, async (c) => {
      const { after, limit, company, programme } = c.req.valid('query')
      const { group } = c.var.caller
      const companyId =
        company === undefined ? undefined : (await findCompany(group.db, company)).id
      const hot = group.readHot()
      const before = after === undefined ? Number.MAX_SAFE_INTEGER : Number(after) || 0
      const rows = listBatches(hot, { kind, companyId, programme, before, rows: limit + 1 })
      const shown = rows.slice(0, limit)
      const items = shown.map((batch) => viewOf(batch, programmeOf(hot, batch)))
      return c.json({ items, next: rows.length > limit ? String(shown.at(-1)?.id) : null }, 200)
    })
    .openapi(order, async (c) => {
      const { group, keyId: by } = c.var.caller
      const input = { amount: null, ...c.req.valid('json') }
      const { companyId } = input
      const done = await orderBatch(group, kind, { ...input, companyId }, { at: clock(), by })
      lines.deliver(group, done.hubs)
      return c.json(viewOf(done.batch, done.programme), 200)
    })
    .openapi(one, (c) => {
      const { batch, programme } = need(c.var.caller.group.readHot(), kind, c.req.valid('param').id)
      return c.json(viewOf(batch, programme), 200)
    })
    .openapi(csv, (c) => {
      const { id } = c.req.valid('param')
      const { batch, programme } = need(c.var.caller.group.readHot(), kind, id)
      c.header('content-type', 'text/csv; charset=utf-8')
      c.header('content-disposition', `attachment; filename="${programme.code}-${id}.csv"`)
      c.header('cache-control', 'no-store')
      return stream(c, async (out) => {
        for await (const part of codesCsv(batch, programme.code)) await out.write(part)
      })
    })
    .openapi(sheet, (c) => {
      const { batch, programme } = need(c.var.caller.group.readHot(), kind, c.req.valid('param').id)
      const { sheet: first, sheets: count, symbol } = c.req.valid('query')
      c.header('cache-control', 'no-store')
      return c.html(
        printableSheets(batch, { first, count }, { ...wordsOf(batch, programme), symbol }),
        200,
      )
    })
}

function need(hot: HotDatabase, kind: 'coupon' | 'gift-card', id: string) {
  const batch = findBatch(hot, id)
  const programme = batch && programmeOf(hot, batch)
  if (batch === undefined || programme?.terms.kind !== kind) {
    throw new Failure('not-found', `Batch ${id} not found.`)
  }
  return { batch, programme }
}

function programmeOf(hot: HotDatabase, { programmeId }: VoucherBatch): Programme {
  const [code] = hot.prepare('SELECT code FROM programme WHERE id = ?').get(programmeId) ?? []
  const programme = findProgramme(hot, String(code))
  if (programme === undefined) throw new Error(`programme ${programmeId} is not there`)
  return programme
}

function viewOf(batch: VoucherBatch, { code, name }: Programme): z.infer<typeof BatchView> {
  const { id: _, batchId, programmeId: _programme, secret: _secret, ...shown } = batch
  return { id: batchId, programme: code, programmeName: name, ...shown }
}

function wordsOf({ faceValue, amount, endsAt }: VoucherBatch, programme: Programme) {
  const settings = couponSettingsOf(programme) ?? giftCardSettingsOf(programme)
  const worth = faceValue ?? amount
  const printed = settings?.printedName ?? ''
  return {
    name: printed === '' ? programme.name : printed,
    lines: [
      ...(worth === null ? [] : [(worth / 100).toFixed(2)]),
      ...(endsAt === null ? [] : [`→ ${new Date(endsAt - 1).toISOString().slice(0, 10)}`]),
    ],
  }
}
