import { createRoute, z } from '@hono/zod-openapi'
import { Code, EdgeId, Instant, Key, Money, PageQuery, pageOf } from '#shared/contracts/units.ts'
import { VoucherState } from '#shared/contracts/voucher.ts'
import { Failure } from '#shared/domain/failure.ts'
import { voucherEnd } from '#shared/value/voucher-end.ts'
import type { HotDatabase } from '../db/hot.ts'
import type { GroupDatabase } from '../db/open.ts'
import { createRouter, problems, secured } from '../http.ts'
import { json } from '../masterdata/route-parts.ts'
import { AccountId } from '../value/account-of-member.ts'
import { booksOf } from '../value/books-of.ts'
import type { ValueCommandOf } from '../value/command.ts'
import type { HubLines } from '../value/hub-lines.ts'
import { ofBooks, orderRoute, Reason } from '../value/order-route.ts'
import { findProgramme, type Programme } from '../value/programmes.ts'
import { giveOrder } from '../value/requests.ts'
import { couponSettingsOf, giftCardSettingsOf } from '../value/settings.ts'
import { claimantOf, claimOf } from '../value/voucher-claims.ts'
import { leaseVouchers } from './lease-vouchers.ts'
import { readVouchers, type VoucherRow } from './read-vouchers.ts'

const VoucherView = z
  .object({
    account: z.string().describe('Its movements and receipts: /v1/value-accounts/{id}/movements.'),
    programme: Code,
    programmeName: z.string(),
    state: VoucherState,
    before: VoucherState.nullable().describe('What a held or used one was.'),
    soldOn: z.string().nullable().describe('The receipt that sold it.'),
    usedOn: z.string().nullable().describe('The receipt that holds or used it.'),
    batch: EdgeId.nullable().describe('Null: a store made it for the next order.'),
    promotionId: Key.nullable(),
    faceValue: Money.nullable(),
    storeId: Key.nullable(),
    memberId: Key.nullable(),
    endsAt: Instant.nullable(),
    balance: z.int().describe('Money of a gift card; 1 of a coupon that can be used.'),
    frozen: z.boolean(),
  })
  .meta({ id: 'Voucher' })

const VoucherDetail = VoucherView.extend({
  claim: z
    .object({
      hubId: Key,
      hubName: z.string(),
      storeCode: z.string(),
      storeName: z.string(),
      at: Instant,
    })
    .nullable()
    .describe(
      'Of a reserved one: the hub that keeps it for a receipt in work, and alone may sell it.',
    ),
}).meta({ id: 'VoucherDetail' })

const keyParam = z.coerce.number().pipe(Key)
const VouchersQuery = PageQuery.extend({
  code: z.string().min(1).max(80).optional().describe('As it is printed, however it is typed.'),
  programme: Code.optional(),
  state: VoucherState.optional(),
  storeId: keyParam.optional(),
  batch: EdgeId.optional(),
})
const params = z.object({ id: AccountId.describe("The voucher's account.") })

const cancelInput = z.object({ id: EdgeId, reason: Reason, ...ofBooks })
const issueCoupon = cancelInput.extend({ endsAt: Instant.nullable().default(null) })
const issueGiftCard = issueCoupon.extend({ amount: Money.positive().max(1e12) })

export interface VoucherRoutesDeps {
  readonly clock: () => number
  readonly lines: Pick<HubLines, 'deliver'>
}

/** The same of coupons and of gift cards, under their own paths. */
export function createVoucherRoutes(
  kind: 'coupon' | 'gift-card',
  { clock, lines }: VoucherRoutesDeps,
) {
  const what = kind === 'coupon' ? 'coupon' : 'gift card'
  const path = `/${kind}s` as const
  const tags = [kind === 'coupon' ? 'Coupons' : 'Gift cards']
  const list = createRoute({
    method: 'get',
    path,
    tags,
    summary: `Find a ${what} by its code, or list them by programme, state, store or batch`,
    ...secured('read'),
    request: { query: VouchersQuery },
    responses: { 200: json(pageOf(VoucherView), 'As they were made.'), ...problems(401, 403, 422) },
  })
  const one = createRoute({
    method: 'get',
    path: `${path}/{id}`,
    tags,
    summary: `A ${what}`,
    ...secured('read'),
    request: { params },
    responses: { 200: json(VoucherDetail, 'As it is now.'), ...problems(401, 403, 404, 422) },
  })
  const issue = orderRoute({
    path: `${path}/{id}/issue`,
    summary: `Give a reserved ${what} for nothing: it is worth something from now on`,
    params,
    body: kind === 'coupon' ? issueCoupon : issueGiftCard,
    answer: VoucherView,
  })
  const cancel = orderRoute({
    path: `${path}/{id}/cancel`,
    summary: `Cancel a ${what} that was not used: what is in it is gone`,
    params,
    body: cancelInput,
    answer: VoucherView,
  })

  async function give(
    group: GroupDatabase,
    command: ValueCommandOf<'issue-voucher'> | ValueCommandOf<'cancel-voucher'>,
    asked: Readonly<Record<string, unknown>>,
    by: string,
  ) {
    const { id, account } = command
    const at = clock()
    const done = await giveOrder(
      group,
      { id, account, command, asked, answer: (hot) => need(hot, kind, account).view },
      { at, by },
    )
    const leased =
      command.kind === 'issue-voucher'
        ? await group.writeHot((hot) => leaseVouchers(hot, [account], { at }))
        : []
    lines.deliver(group, [...done.hubs, ...leased])
    return done.answer
  }

  return createRouter()
    .openapi(list, (c) => {
      const { after, limit, ...wanted } = c.req.valid('query')
      const page = { after: Number(after ?? 0) || 0, rows: limit + 1 }
      const rows = readVouchers(c.var.caller.group.readHot(), { kind, ...wanted, ...page })
      const shown = rows.slice(0, limit)
      const next = rows.length > limit ? String(shown.at(-1)?.key) : null
      return c.json({ items: shown.map(viewOf), next }, 200)
    })
    .openapi(one, (c) => {
      const hot = c.var.caller.group.readHot()
      const { view } = need(hot, kind, c.req.valid('param').id)
      const claim = view.state === 'reserved' ? claimOf(hot, view.account) : null
      return c.json({ ...view, claim }, 200)
    })
    .openapi(issue, async (c) => {
      const { group, keyId: by } = c.var.caller
      const { id: account } = c.req.valid('param')
      const asked = { amount: 1, ...c.req.valid('json') }
      const { id, amount, reason, companyId } = asked
      const { programme, view } = need(group.readHot(), kind, account)
      const hubId = view.state === 'reserved' ? claimantOf(group.readHot(), account) : null
      if (hubId !== null) throw isBeingSold(what, account, hubId)
      const endsAt = endOf(programme, clock(), asked.endsAt ?? view.endsAt)
      const books = await booksOf(group, programme, { companyId, at: clock() })
      const about = { id, account, amount, endsAt, reason, books }
      return c.json(await give(group, { kind: 'issue-voucher', ...about }, asked, by), 200)
    })
    .openapi(cancel, async (c) => {
      const { group, keyId: by } = c.var.caller
      const { id: account } = c.req.valid('param')
      const asked = c.req.valid('json')
      const { id, reason, companyId } = asked
      const { programme } = need(group.readHot(), kind, account)
      const books = await booksOf(group, programme, { companyId, at: clock() })
      const command = { kind: 'cancel-voucher', id, account, reason, books } as const
      return c.json(await give(group, command, asked, by), 200)
    })
}

function isBeingSold(what: string, account: string, hubId: number): Failure {
  const message = `A store is selling ${what} ${account} (hub ${hubId}): try again when it is sold or given up.`
  return new Failure('conflict', message)
}

function endOf(programme: Programme, at: number, printed: number | null): number | null {
  const settings = couponSettingsOf(programme) ?? giftCardSettingsOf(programme)
  const endsAt = voucherEnd(settings?.validity ?? null, at, printed)
  if (endsAt === null || endsAt > at) return endsAt
  const message = 'has passed: it would be worth nothing'
  const fields = [{ field: 'endsAt', value: String(endsAt), message }]
  throw new Failure('invalid', `endsAt ${endsAt} ${message}.`, { fields })
}

function need(hot: HotDatabase, kind: 'coupon' | 'gift-card', account: string) {
  const [row] = readVouchers(hot, { kind, account, after: 0, rows: 1 })
  const programme = row && findProgramme(hot, row.programme)
  if (row === undefined || programme === undefined) {
    const what = kind === 'coupon' ? 'Coupon' : 'Gift card'
    throw new Failure('not-found', `${what} ${account} not found.`)
  }
  return { programme, view: viewOf(row) }
}

function viewOf(row: VoucherRow): z.infer<typeof VoucherView> {
  return VoucherView.parse(row)
}
