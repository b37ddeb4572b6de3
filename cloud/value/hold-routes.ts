import { z } from '@hono/zod-openapi'
import { EdgeId, Instant } from '#shared/contracts/units.ts'
import { Failure, type FailureField } from '#shared/domain/failure.ts'
import { freeOf, postedOf } from '#shared/value/account.ts'
import { lotsTotal } from '#shared/value/lots.ts'
import type { HotDatabase } from '../db/hot.ts'
import type { GroupDatabase } from '../db/open.ts'
import { createRouter } from '../http.ts'
import { AccountId, needAccount, readAccount } from './account-of-member.ts'
import { booksOf } from './books-of.ts'
import { ofBooks, orderRoute } from './order-route.ts'
import { accountOfHold, unitsMoved } from './promises.ts'
import { type Refused, refusedFailure } from './refused.ts'
import { giveOrder, type Order } from './requests.ts'

const minuteMs = 60_000
const Units = z.int().positive().max(1e12)
const Given = { account: z.string(), amount: z.int(), balance: z.int(), free: z.int() }

const HoldInput = z
  .object({
    id: EdgeId,
    account: AccountId,
    amount: Units,
    receiptId: z.string().min(1).max(120).describe('The order that it is to pay.'),
    minutes: z
      .int()
      .min(1)
      .max(7 * 24 * 60)
      .default(30)
      .describe('Then it lapses by itself.'),
  })
  .meta({ id: 'ValueHoldInput' })
const Held = z
  .object({ id: EdgeId, appliedSeq: z.int().nullable(), ...Given, lapsesAt: Instant })
  .meta({ id: 'ValueHold' })
const Ended = z
  .object({ id: EdgeId, hold: z.string(), appliedSeq: z.int().nullable(), ...Given })
  .meta({ id: 'ValueHoldEnded' })

const params = z.object({ id: z.string().min(1).max(120).describe("The hold's.") })
const place = orderRoute({
  path: '/holds',
  summary: 'Keep value for a payment in progress, as of a web shop',
  params: z.object({}),
  body: HoldInput,
  answer: Held,
})
const capture = orderRoute({
  path: '/holds/{id}/capture',
  summary: 'Spend a hold, wholly or in part; the rest of it is free again',
  params,
  body: z.object({ id: EdgeId, amount: Units, ...ofBooks }),
  answer: Ended,
})
const release = orderRoute({
  path: '/holds/{id}/release',
  summary: 'Let a hold go: the payment ended without it',
  params,
  body: z.object({ id: EdgeId }),
  answer: Ended,
})

export function createHoldRoutes({ clock }: { readonly clock: () => number }) {
  const give = async <Answer>(
    { group, keyId: by }: { readonly group: GroupDatabase; readonly keyId: string },
    order: Order<Answer>,
  ): Promise<Answer> => (await giveOrder(group, order, { at: clock(), by })).answer

  return createRouter()
    .openapi(place, async (c) => {
      const asked = c.req.valid('json')
      const { id, account, amount, receiptId, minutes } = asked
      const { programme } = await needAccount(c.var.caller.group, account)
      if (programme.terms.kind === 'coupon') throw isCoupon(account)
      const lapsesAt = clock() + minutes * minuteMs
      const answer = await give(c.var.caller, {
        id,
        account,
        command: { kind: 'place-hold', id, account, amount, receiptId, lapsesAt },
        asked,
        answer: (hot, appliedSeq) => ({
          id,
          appliedSeq,
          ...stateOf(hot, account, amount),
          lapsesAt,
        }),
        refused: (hot, refused) => {
          const { free } = stateOf(hot, account, amount)
          return refusedFailure(
            refused,
            account,
            fieldsOf(refused, { account, amount, most: free }),
          )
        },
      })
      return c.json(answer, 200)
    })
    .openapi(capture, async (c) => {
      const [{ id: hold }, asked] = [c.req.valid('param'), c.req.valid('json')]
      const { id, amount, companyId } = asked
      const { group } = c.var.caller
      const account = needHold(group, hold)
      const { programme } = await needAccount(group, account)
      const books = await booksOf(group, programme, { companyId, at: clock() })
      const answer = await give(c.var.caller, {
        id,
        account,
        command: { kind: 'capture-hold', id, account, hold, amount, books },
        asked: { hold, ...asked },
        answer: (hot, appliedSeq) => ({ id, hold, appliedSeq, ...stateOf(hot, account, amount) }),
        refused: (hot, refused) => {
          const held = readAccount(hot, account).holds.find((each) => each.id === hold)
          const most = held === undefined ? 0 : lotsTotal(held.lots)
          const about = { account, amount, most, hold }
          return refusedFailure(refused, `Hold ${hold} of ${account}`, fieldsOf(refused, about))
        },
      })
      return c.json(answer, 200)
    })
    .openapi(release, async (c) => {
      const [{ id: hold }, asked] = [c.req.valid('param'), c.req.valid('json')]
      const { id } = asked
      const account = needHold(c.var.caller.group, hold)
      const answer = await give(c.var.caller, {
        id,
        account,
        command: { kind: 'release-hold', id, account, hold },
        asked: { hold, ...asked },
        answer: (hot, appliedSeq) => ({
          id,
          hold,
          appliedSeq,
          ...stateOf(hot, account, unitsMoved(hot, id)),
        }),
        refused: (_, refused) => {
          const about = { account, amount: 0, most: 0, hold }
          return refusedFailure(refused, `Hold ${hold} of ${account}`, fieldsOf(refused, about))
        },
      })
      return c.json(answer, 200)
    })
}

function stateOf(hot: HotDatabase, id: string, amount: number) {
  const account = readAccount(hot, id)
  return { account: id, amount, balance: postedOf(account), free: freeOf(account) }
}

function needHold(group: GroupDatabase, hold: string): string {
  const account = accountOfHold(group.readHot(), hold)
  if (account === undefined) {
    throw new Failure('not-found', `Hold ${hold} not found: place it with POST /v1/holds.`)
  }
  return account
}

interface AskedOf {
  readonly account: string
  readonly amount: number
  /** That could be asked for. */
  readonly most: number
  readonly hold?: string
}

function fieldsOf({ reason }: Refused, { account, amount, most, hold }: AskedOf): FailureField[] {
  if (reason === 'too-little') {
    return [{ field: 'amount', value: String(amount), message: `must be at most ${most}` }]
  }
  if (reason === 'no-hold') return [{ field: 'id', value: hold ?? '', message: 'place a new hold' }]
  const what = reason === 'frozen' ? 'unfreeze it first' : 'what it owes comes first'
  const isOfAccount = reason === 'frozen' || reason === 'owes'
  return isOfAccount ? [{ field: 'account', value: account, message: what }] : []
}

/** A coupon changes its state with its unit, by verbs of its own. */
function isCoupon(account: string): Failure {
  const message = 'is a coupon; name an account of another programme'
  const fields = [{ field: 'account', value: account, message }]
  return new Failure('invalid', `Account ${account} ${message}.`, { fields })
}
