import { z } from '@hono/zod-openapi'
import { EdgeId, Key, Money } from '#shared/contracts/units.ts'
import { Failure } from '#shared/domain/failure.ts'
import { noteChange } from '../changes/store.ts'
import type { HotDatabase } from '../db/hot.ts'
import { createRouter } from '../http.ts'
import { orderRoute, Reason } from './order-route.ts'
import { type OpenGrant, refundKey, rightOf } from './refund-grants.ts'
import { giveOrder } from './requests.ts'

const Revoked = z
  .object({
    id: EdgeId,
    receipt: EdgeId,
    grant: EdgeId,
    hubId: Key,
    amount: Money.describe('That is free to be refunded again.'),
    left: Money.describe('What may be given back of the receipt by now.'),
  })
  .meta({ id: 'RefundGrantRevoked' })

const revoke = orderRoute({
  path: '/receipts/{receipt}/refund-grants/{grant}/revoke',
  summary: 'Give up a refund that was granted to a hub and never used: another store may refund it',
  params: z.object({
    receipt: EdgeId.describe("The sale's."),
    grant: EdgeId.describe(
      "The refund's own receipt, as `refundRight.grants` of the sale names it.",
    ),
  }),
  body: z.object({ id: EdgeId, reason: Reason }),
  answer: Revoked,
})

export function createRefundGrantRoutes({ clock }: { readonly clock: () => number }) {
  return createRouter().openapi(revoke, async (c) => {
    const { group, keyId: by } = c.var.caller
    const { receipt, grant } = c.req.valid('param')
    const { id, reason } = c.req.valid('json')
    const at = clock()
    let found: OpenGrant | undefined
    const { answer } = await giveOrder(
      group,
      {
        id,
        account: receipt,
        command: { kind: 'revoke-refund', id: grant, receiptId: receipt, reason },
        asked: { grant, reason },
        check(hot) {
          found = needOver(hot, receipt, grant)
        },
        answer(hot) {
          const { hubId, hubName, amount } = found ?? needOver(hot, receipt, grant)
          const what = JSON.stringify({ hub: hubName, amount })
          noteChange(hot, { subject: refundKey(receipt), at, by, what, reason })
          return { id, receipt, grant, hubId, amount, left: rightOf(hot, receipt)?.left ?? 0 }
        },
      },
      { at, by },
    )
    return c.json(answer, 200)
  })
}

/** A grant that its hub can use no more. */
function needOver(hot: HotDatabase, receipt: string, grant: string): OpenGrant {
  const found = rightOf(hot, receipt)?.grants.find(({ id }) => id === grant)
  if (found === undefined) {
    const then = 'it was never granted, was used, or was given up.'
    throw new Failure('not-found', `No refund ${grant} of receipt ${receipt} is open: ${then}`)
  }
  if (found.over !== null) return found
  const { hubName, storeCode, tellsFrom } = found
  const from = tellsFrom === null ? '' : ` after ${new Date(tellsFrom).toISOString()}`
  const message = `may still be used by ${hubName} of ${storeCode}: wait until it has sent its journal${from}, or revoke that hub`
  const fields = [{ field: 'grant', value: grant, message }]
  throw new Failure('conflict', `Refund ${grant} ${message}.`, {
    fields,
    extra: { reason: 'in-use' },
  })
}
