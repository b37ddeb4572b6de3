import { createRoute, z } from '@hono/zod-openapi'
import { Code, EdgeId, Instant, Key, PageQuery, pageOf } from '#shared/contracts/units.ts'
import { type Account, freeOf, postedOf } from '#shared/value/account.ts'
import { movementKinds } from '#shared/value/movement.ts'
import type { HotDatabase } from '../db/hot.ts'
import type { GroupDatabase } from '../db/open.ts'
import { createRouter, problems, secured } from '../http.ts'
import { AccountId, needAccount, readAccount } from './account-of-member.ts'
import {
  Exposure,
  exposureOf,
  partsOf,
  ValueAccountSummary,
  ValueAccountView,
} from './account-view.ts'
import { booksOf } from './books-of.ts'
import type { ValueCommand } from './command.ts'
import type { HubLines } from './hub-lines.ts'
import { ofBooks, orderRoute, Reason } from './order-route.ts'
import { findAccountRow, listAccounts, listMovements } from './read-accounts.ts'
import { giveOrder } from './requests.ts'

const tags = ['Stored value']
const inAccount = z.object({ id: AccountId })
const keyParam = z.coerce.number().pipe(Key)
const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  description,
  content: { 'application/json': { schema } },
})

const list = createRoute({
  method: 'get',
  path: '/value-accounts',
  tags,
  summary: 'Value accounts with their balances',
  ...secured('read'),
  request: {
    query: PageQuery.extend({
      memberId: keyParam.optional(),
      programme: Code.optional(),
      companyId: keyParam.optional(),
      frozen: z.stringbool().optional(),
    }),
  },
  responses: { 200: json(pageOf(ValueAccountSummary), 'A page.'), ...problems(401, 403, 422) },
})

const one = createRoute({
  method: 'get',
  path: '/value-accounts/{id}',
  tags,
  summary: 'An account: what is free, held and leased, and what a freeze cannot reach',
  ...secured('read'),
  request: { params: inAccount },
  responses: { 200: json(ValueAccountView, 'The account.'), ...problems(401, 403, 404, 422) },
})

const Movement = z
  .object({
    id: z.string(),
    kind: z.enum(movementKinds),
    from: z.string(),
    to: z.string(),
    amount: z.int().positive(),
    at: Instant,
    receiptId: z.string().nullable(),
    receiptNumber: z.string().nullable(),
    rule: z.string().nullable(),
    reverses: z.string().nullable(),
    event: z
      .object({
        appliedSeq: z.int(),
        id: z.string().nullable(),
        type: z.string(),
        hubId: Key,
        epoch: z.int(),
        seq: z.int(),
      })
      .nullable(),
    command: z
      .object({ appliedSeq: z.int(), kind: z.string(), by: z.string(), reason: z.string() })
      .nullable()
      .describe('What HQ, or a task of the cloud, did.'),
  })
  .meta({ id: 'ValueMovementTrace' })

const movements = createRoute({
  method: 'get',
  path: '/value-accounts/{id}/movements',
  tags,
  summary: 'What explains the balance, newest first, each with the event or command that made it',
  ...secured('read'),
  request: { params: inAccount, query: PageQuery },
  responses: { 200: json(pageOf(Movement), 'A page.'), ...problems(401, 403, 404, 422) },
})

const Given = z
  .object({
    id: EdgeId,
    account: z.string(),
    appliedSeq: z.int().nullable().describe('Its place among all that was applied.'),
    amount: z.int(),
    balance: z.int(),
    free: z.int(),
  })
  .meta({ id: 'ValueGiven' })
const Frozen = z
  .object({
    id: EdgeId,
    account: z.string(),
    appliedSeq: z.int().nullable(),
    frozen: z.boolean(),
    balance: z.int(),
    exposure: Exposure.describe('What stores could still give when this was done.'),
  })
  .meta({ id: 'ValueFrozen' })

const CreditInput = z.object({
  id: EdgeId,
  amount: z.int().positive().max(1e12),
  endsAt: Instant.nullable().default(null),
  reason: Reason,
  ...ofBooks,
})
const CorrectionInput = CreditInput.extend({
  amount: z
    .int()
    .min(-1e12)
    .max(1e12)
    .refine((amount) => amount !== 0, 'must not be 0'),
})
const FreezeInput = z.object({ id: EdgeId, reason: Reason })

const order = <Path extends string, Body extends z.ZodType, Answer extends z.ZodType>(
  path: Path,
  summary: string,
  body: Body,
  answer: Answer,
) => orderRoute({ path, summary, params: inAccount, body, answer })

const credits = order(
  '/value-accounts/{id}/credits',
  'Give value to a member; store credit is posted to the books',
  CreditInput,
  Given,
)
const corrections = order(
  '/value-accounts/{id}/corrections',
  'Put a balance right; a negative amount takes',
  CorrectionInput,
  Given,
)
const freezes = order(
  '/value-accounts/{id}/freeze',
  'Stop every promise and spend; the answer says what stores can still give',
  FreezeInput,
  Frozen,
)
const unfreezes = order('/value-accounts/{id}/unfreeze', 'Lift a freeze', FreezeInput, Frozen)

export interface AccountRoutesDeps {
  readonly clock: () => number
  readonly lines: Pick<HubLines, 'deliver'>
}

export function createAccountRoutes({ clock, lines }: AccountRoutesDeps) {
  async function give<Answer>(
    group: GroupDatabase,
    command: ValueCommand & { readonly id: string; readonly account: string },
    asked: Readonly<Record<string, unknown>>,
    by: string,
    answer: (hot: HotDatabase, account: Account, appliedSeq: number | null) => Answer,
  ): Promise<Answer> {
    const done = await giveOrder(
      group,
      {
        id: command.id,
        account: command.account,
        command,
        asked,
        answer: (hot, seq) => answer(hot, readAccount(hot, command.account), seq),
      },
      { at: clock(), by },
    )
    lines.deliver(group, done.hubs)
    return done.answer
  }

  return createRouter()
    .openapi(list, async (c) => {
      const { after, limit, memberId, programme, companyId, frozen } = c.req.valid('query')
      const wanted = { memberId, programme, companyId, frozen }
      const rows = await listAccounts(c.var.caller.group.db, {
        ...wanted,
        after: Number(after ?? 0) || 0,
        limit: limit + 1,
      })
      const shown = rows.slice(0, limit)
      const items = shown.map((row) => {
        const { key: _, ...summary } = row
        return summary
      })
      return c.json({ items, next: rows.length > limit ? String(shown.at(-1)?.key) : null }, 200)
    })
    .openapi(one, async (c) => {
      const { id } = c.req.valid('param')
      return c.json(await viewOf(c.var.caller.group, id), 200)
    })
    .openapi(movements, async (c) => {
      const { id } = c.req.valid('param')
      const { after, limit } = c.req.valid('query')
      const { group } = c.var.caller
      await needAccount(group, id)
      const row = await findAccountRow(group.db, id)
      if (row === undefined) return c.json({ items: [], next: null }, 200)
      const before = after === undefined ? Number.MAX_SAFE_INTEGER : Number(after) || 0
      const page = { accountKey: row.key, before, limit: limit + 1 }
      const rows = await listMovements(group.db, page)
      const shown = rows.slice(0, limit)
      const items = shown.map(({ movement, event, command, receiptNumber }) => ({
        id: movement.movementId,
        kind: movement.kind,
        from: movement.fromPlace,
        to: movement.toPlace,
        amount: movement.amount,
        at: movement.at,
        receiptId: movement.receiptId,
        receiptNumber,
        rule: movement.rule,
        reverses: movement.reverses,
        event,
        command: command && {
          appliedSeq: command.appliedSeq,
          kind: command.kind,
          by: command.by,
          reason: reasonOf(command.body),
        },
      }))
      const next = rows.length > limit ? String(shown.at(-1)?.movement.id) : null
      return c.json({ items, next }, 200)
    })
    .openapi(credits, async (c) => {
      const [{ group, keyId }, { id: account }] = [c.var.caller, c.req.valid('param')]
      const asked = c.req.valid('json')
      const { id, amount, endsAt, reason, companyId } = asked
      const { programme } = await needAccount(group, account)
      const books = await booksOf(group, programme, { companyId, at: clock() })
      const command = { kind: 'credit', id, account, amount, endsAt, reason, books } as const
      const answer = await give(group, command, asked, keyId, given(id, amount))
      return c.json(answer, 200)
    })
    .openapi(corrections, async (c) => {
      const [{ group, keyId }, { id: account }] = [c.var.caller, c.req.valid('param')]
      const asked = c.req.valid('json')
      const { id, amount, endsAt, reason, companyId } = asked
      const { programme } = await needAccount(group, account)
      const books = await booksOf(group, programme, { companyId, at: clock() })
      const command = { kind: 'correct', id, account, amount, endsAt, reason, books } as const
      const answer = await give(group, command, asked, keyId, given(id, amount))
      return c.json(answer, 200)
    })
    .openapi(freezes, async (c) => {
      const [{ group, keyId }, { id: account }] = [c.var.caller, c.req.valid('param')]
      const asked = c.req.valid('json')
      await needAccount(group, account)
      const command = { kind: 'freeze', account, ...asked } as const
      return c.json(await give(group, command, asked, keyId, frozen(asked.id)), 200)
    })
    .openapi(unfreezes, async (c) => {
      const [{ group, keyId }, { id: account }] = [c.var.caller, c.req.valid('param')]
      const asked = c.req.valid('json')
      await needAccount(group, account)
      const command = { kind: 'unfreeze', account, ...asked } as const
      return c.json(await give(group, command, asked, keyId, frozen(asked.id)), 200)
    })
}

const given =
  (id: string, amount: number) =>
  (_: HotDatabase, account: Account, appliedSeq: number | null) => ({
    id,
    account: account.id,
    appliedSeq,
    amount,
    balance: postedOf(account),
    free: freeOf(account),
  })

const frozen = (id: string) => (hot: HotDatabase, account: Account, appliedSeq: number | null) => ({
  id,
  account: account.id,
  appliedSeq,
  frozen: account.frozen,
  balance: postedOf(account),
  exposure: exposureOf(hot, account),
})

async function viewOf(group: GroupDatabase, id: string): Promise<z.infer<typeof ValueAccountView>> {
  const { programme, member } = await needAccount(group, id)
  const hot = group.readHot()
  const { code, companyId, terms } = programme
  const [balanceAt] =
    hot.prepare('SELECT balance_at FROM value_account WHERE account_id = ?').get(id) ?? []
  return {
    id,
    programme: code,
    companyId,
    kind: terms.kind,
    unit: terms.unit,
    memberId: member?.id ?? null,
    memberCode: member?.code ?? null,
    memberName: member?.name ?? null,
    balanceAt: Number(balanceAt ?? 0),
    ...partsOf(hot, readAccount(hot, id)),
  }
}

function reasonOf(body: string): string {
  const { reason }: { reason?: unknown } = JSON.parse(body)
  return typeof reason === 'string' ? reason : ''
}
