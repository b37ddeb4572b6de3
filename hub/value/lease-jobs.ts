import type { StreamMessage } from '#shared/contracts/lease.ts'
import { withUnproven } from '#shared/value/hub/census.ts'
import {
  closeAfterReceipt,
  closeOrphans,
  endedLeases,
  returnAskedRights,
} from '#shared/value/hub/end-leases.ts'
import type { EventDraft, envelopeOf } from '#shared/value/hub/event-draft.ts'
import type { HoldAsk } from '#shared/value/hub/hold-desk.ts'
import { type HubSession, type Received, receiveMessage } from '#shared/value/hub/receive.ts'
import type { Reserved } from '#shared/value/hub/spend-leases.ts'
import type { HubLease } from '#shared/value/hub/wallet.ts'
import { type Moment, momentNow } from './moment.ts'
import type { StoredWallet } from './store.ts'

/** What every decision about leases needs to know of the main thread. */
export interface LeaseTerms {
  readonly moment: Moment
  /** Of the events to be; the writer gives the ids. */
  readonly made: Omit<Parameters<typeof envelopeOf>[1], 'id'>
  readonly reserved: Reserved
  /** Do the tills vouch for the disk? */
  readonly isWhole: boolean
  readonly grantedSinceStart: ReadonlySet<string>
  /** What stood last in the journal when the program started. */
  readonly startSeq: number
}

/** A message of the cloud's stream: decision, event and projection are one transaction. */
export interface ReceiveJob {
  readonly kind: 'receive'
  readonly terms: LeaseTerms
  readonly message: StreamMessage
  readonly session: HubSession | null
  readonly openRequests: ReadonlyMap<string, HoldAsk>
}

/** Leases that are over for the hub. */
export interface CloseLeasesJob {
  readonly kind: 'close-leases'
  readonly terms: LeaseTerms
  readonly of:
    | { readonly why: 'ended' }
    | { readonly why: 'orphans'; readonly receiptsInProgress: ReadonlySet<string> }
    | {
        readonly why: 'receipt'
        readonly receiptId: string
        readonly accounts: readonly string[]
      }
}

export function decideMessage(wallet: StoredWallet, job: ReceiveJob): Received {
  const { message, session, openRequests, terms } = job
  const { body } = message
  const lease = body.kind === 'refund-recall' ? undefined : wallet.lease(body.lease)
  return receiveMessage({
    message,
    wallet,
    session,
    now: momentNow(terms.moment).reading,
    openRequests,
    reserved: heldOf(lease === undefined ? [] : [lease], terms),
    isWhole: terms.isWhole,
    isSoldSinceStart: (receiptId) => wallet.isSoldAfter(receiptId, terms.startSeq),
  })
}

/** So that one transaction stays short; the rest comes with the next sweep. */
const MAX_CLOSINGS = 100

export function decideClosings(wallet: StoredWallet, { of, terms }: CloseLeasesJob): EventDraft[] {
  switch (of.why) {
    case 'ended': {
      const { upper } = momentNow(terms.moment)
      if (upper === null) return []
      const leases = wallet.endingBy(upper, MAX_CLOSINGS)
      const reserved = heldOf(leases, terms)
      return endedLeases({ wallet: { openLeases: () => leases }, upper, reserved })
    }
    case 'orphans': {
      const { receiptsInProgress } = of
      const leases = wallet.forReceipts()
      const reserved = heldOf(leases, terms)
      const orphans = { wallet: { openLeases: () => leases }, reserved, receiptsInProgress }
      const drafts = closeOrphans({ ...orphans, limit: MAX_CLOSINGS })
      if (!terms.isWhole) return drafts
      return [...drafts, ...returnAskedRights(wallet, MAX_CLOSINGS - drafts.length)]
    }
    case 'receipt': {
      const { receiptId, accounts } = of
      const reserved = heldOf(
        accounts.flatMap((account) => wallet.leasesOf(account)),
        terms,
      )
      return closeAfterReceipt({ wallet, receiptId, accounts, reserved })
    }
  }
}

/** What these leases may not give: a store may hold twenty thousand, and one is asked about. */
export function heldOf(
  leases: readonly HubLease[],
  { reserved, isWhole, grantedSinceStart }: Omit<LeaseTerms, 'moment' | 'made' | 'startSeq'>,
): Reserved {
  const open = leases.filter(({ state }) => state === 'open' || state === 'recalled')
  const wallet = { openLeases: () => open }
  return withUnproven({ reserved, wallet, isWhole, grantedSinceStart })
}
