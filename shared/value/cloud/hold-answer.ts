import type { HoldRefusal, HoldRequest } from '../../contracts/lease.ts'
import { isAfter, type Position } from '../../journal/record.ts'
import type { Account } from '../account.ts'
import { type Lease, openAmount } from '../lease.ts'
import type { Ledger, Refusal } from '../ledger.ts'
import { grantLease } from './grant-lease.ts'
import { leasesToRecall } from './recall-lease.ts'

export interface HoldAsked {
  readonly request: HoldRequest
  readonly hub: number
  readonly epoch: number
  /** The hub's present session; an ended one gets nothing (spine B1.3). */
  readonly session: string
  /** How far this hub's journal is in the books. */
  readonly ingested: Position
  /** The books were restored and hubs have not reported yet (B1.12). */
  readonly recovering: boolean
  /** Made from the request, so that a request that comes twice is granted once. */
  readonly leaseId: string
  readonly endsAt: number
  readonly lotsEndingFrom: number | null
  readonly at: number
}

/** `recall`: leases to be asked back, so that the next request finds more. */
export type HoldAnswer =
  | { readonly outcome: 'granted'; readonly lease: Lease }
  /** The request came twice: its grant is in the stream already. */
  | { readonly outcome: 'repeated' }
  | {
      readonly outcome: 'refused'
      readonly reason: HoldRefusal['reason']
      readonly free: number
      readonly recall: readonly string[]
    }

/**
 * A hub asks for a hold: a lease with the receipt as its purpose (spine B1.1). Answered only when
 * its journal is in the books up to its head, or what it spent a second ago would be promised again
 * (B3). What other stores keep is recalled when it would make the request good.
 */
export function answerHold(ledger: Ledger, asked: HoldAsked): HoldAnswer {
  const { request, hub, epoch, at } = asked
  if (request.session !== asked.session || request.head.epoch !== epoch) {
    return refused('session-ended')
  }
  if (ledger.accountOfLease(asked.leaseId) !== undefined) return { outcome: 'repeated' }
  if (asked.recovering) return refused('recovering')
  if (isAfter(request.head, asked.ingested)) return refused('send-first')
  const granting = grantLease(ledger, {
    id: asked.leaseId,
    hub,
    epoch,
    account: request.account,
    amount: request.amount,
    endsAt: asked.endsAt,
    receiptId: request.receiptId,
    lotsEndingFrom: asked.lotsEndingFrom,
    at,
  })
  if (granting.outcome === 'granted') return granting
  const account = ledger.account(request.account)
  const { free } = granting
  const recall = account === undefined ? [] : recallFor(account, request.amount - free, hub)
  return refused(reasonOf(granting.reason), free, recall)
}

/**
 * Other stores' standing leases that cover what is missing, largest first, so that few stores are
 * troubled; none when all of them would not do. What was recalled before is on its way already.
 */
function recallFor(account: Account, missing: number, hub: number): readonly string[] {
  if (account.frozen || account.owed > 0) return leasesToRecall(account)
  const elsewhere = account.leases.filter((each) => each.hub !== hub && each.receiptId === null)
  let left = missing
  const open: Lease[] = []
  for (const lease of elsewhere) {
    if (lease.state === 'recalled') left -= openAmount(lease)
    else if (lease.state === 'open' && openAmount(lease) > 0) open.push(lease)
  }
  open.sort((a, b) => openAmount(b) - openAmount(a))
  const recall: string[] = []
  for (const lease of open) {
    if (left <= 0) break
    recall.push(lease.id)
    left -= openAmount(lease)
  }
  return left <= 0 ? recall : []
}

function reasonOf(reason: Refusal): HoldRefusal['reason'] {
  if (reason === 'no-account' || reason === 'frozen') return reason
  return reason === 'online-only' ? 'not-leased' : 'too-little'
}

function refused(
  reason: HoldRefusal['reason'],
  free = 0,
  recall: readonly string[] = [],
): HoldAnswer {
  return { outcome: 'refused', reason, free, recall }
}
