import { z } from '@hono/zod-openapi'
import { EdgeId, Key } from '#shared/contracts/units.ts'
import { Failure } from '#shared/domain/failure.ts'
import { freeOf, postedOf } from '#shared/value/account.ts'
import type { HotDatabase } from '../db/hot.ts'
import type { GroupDatabase } from '../db/open.ts'
import { createRouter } from '../http.ts'
import { needAccount, readAccount } from './account-of-member.ts'
import { booksOf } from './books-of.ts'
import type { BooksOf, ValueCommand } from './command.ts'
import { createLeaseListRoutes } from './lease-list-routes.ts'
import { orderRoute, Reason } from './order-route.ts'
import { forfeitMarginMs } from './policy.ts'
import { type LeaseOwner, ownerOfLease, unitsMoved } from './promises.ts'
import type { Refused } from './refused.ts'
import { giveOrder } from './requests.ts'

const params = z.object({ id: z.string().min(1).max(120).describe("The lease's.") })
const body = z.object({ id: EdgeId, reason: Reason })
const LeaseEnded = z
  .object({
    id: EdgeId,
    lease: z.string(),
    account: z.string(),
    hubId: Key,
    appliedSeq: z.int().nullable(),
    state: z.enum(['forfeited', 'closed']),
    amount: z.int().describe('What the lease still held.'),
    balance: z.int(),
    free: z.int(),
  })
  .meta({ id: 'LeaseEnded' })

const forfeit = orderRoute({
  path: '/leases/{id}/forfeit',
  summary: 'Declare a lease lost that ended unheard: its holder is made good by the risk account',
  params,
  body,
  answer: LeaseEnded,
})
const writeOff = orderRoute({
  path: '/leases/{id}/write-off',
  summary: 'Wait no longer for the hub of a forfeited lease: what it held is not counted as spent',
  params,
  body,
  answer: LeaseEnded,
})

export function createLeaseRoutes({ clock }: { readonly clock: () => number }) {
  async function end(
    { group, keyId: by }: { readonly group: GroupDatabase; readonly keyId: string },
    lease: string,
    asked: z.infer<typeof body>,
    commandOf: (books: BooksOf | null) => ValueCommand,
  ): Promise<z.infer<typeof LeaseEnded>> {
    const at = clock()
    const owner = ownerOfLease(group.readHot(), lease)
    if (owner === undefined) {
      throw new Failure('not-found', `Lease ${lease} not found: no hub was ever granted it.`)
    }
    const { account, companyId } = owner
    const { programme } = await needAccount(group, account)
    const books = await booksOf(group, programme, { companyId, at })
    const command = commandOf(books)
    const { answer } = await giveOrder(
      group,
      {
        id: asked.id,
        account,
        command,
        asked: { lease, ...asked },
        answer: (hot, seq) => answerOf(hot, { lease, owner, id: asked.id, seq }),
        refused: (hot, refused) => whyNot(hot, { lease, owner, refused }),
      },
      { at, by },
    )
    return answer
  }

  return createRouter()
    .route('/', createLeaseListRoutes({ clock }))
    .openapi(forfeit, async (c) => {
      const [{ id: lease }, asked] = [c.req.valid('param'), c.req.valid('json')]
      const about = { lease, ...asked, marginMs: forfeitMarginMs }
      const command = (books: BooksOf | null) => ({ kind: 'forfeit', ...about, books }) as const
      return c.json(await end(c.var.caller, lease, asked, command), 200)
    })
    .openapi(writeOff, async (c) => {
      const [{ id: lease }, asked] = [c.req.valid('param'), c.req.valid('json')]
      const command = (books: BooksOf | null) =>
        ({ kind: 'write-off', lease, ...asked, books }) as const
      return c.json(await end(c.var.caller, lease, asked, command), 200)
    })
}

interface About {
  readonly lease: string
  readonly owner: LeaseOwner
}

function answerOf(
  hot: HotDatabase,
  { lease, owner, id, seq }: About & { readonly id: string; readonly seq: number | null },
): z.infer<typeof LeaseEnded> {
  const account = readAccount(hot, owner.account)
  const isOpen = account.leases.some((each) => each.id === lease)
  // Under another id: this request did nothing.
  if (seq === null) throw saysOf(lease, isOpen ? wasForfeited : isClosed, 'wrong-state')
  return {
    id,
    lease,
    account: account.id,
    hubId: owner.hubId,
    appliedSeq: seq,
    state: isOpen ? 'forfeited' : 'closed',
    amount: unitsMoved(hot, id),
    balance: postedOf(account),
    free: freeOf(account),
  }
}

function whyNot(
  hot: HotDatabase,
  { lease, owner, refused: { reason } }: About & { readonly refused: Refused },
): Failure {
  const found = readAccount(hot, owner.account).leases.find((each) => each.id === lease)
  if (found === undefined) return saysOf(lease, isClosed, reason)
  const { endsAt, state } = found
  if (reason === 'not-ended') {
    const from = new Date(endsAt + forfeitMarginMs).toISOString()
    const end = new Date(endsAt).toISOString()
    return saysOf(lease, `ends at ${end}; it can be forfeited from ${from} on`, reason)
  }
  if (state === 'forfeited') return saysOf(lease, wasForfeited, reason)
  return saysOf(lease, `is ${state}; forfeit it first`, reason)
}

const isClosed = "is closed: its hub's word is in the books, or it was written off"
const wasForfeited = 'was forfeited before; wait for its hub, or write it off'

function saysOf(lease: string, message: string, reason: string): Failure {
  const fields = [{ field: 'id', value: lease, message }]
  return new Failure('conflict', `Lease ${lease} ${message}.`, { fields, extra: { reason } })
}
