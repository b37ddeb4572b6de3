import type {
  Envelope,
  EventType,
  LeaseNoted,
  LeaseWord,
  RefundRightReturned,
} from '../../contracts/event.ts'
import { type HubLease, leftOf, type StreamPosition } from './wallet.ts'

/** What the hub decided about a lease or a right, to be journaled before anybody hears of it. */
export interface EventDraft {
  readonly type: Extract<EventType, `lease.${string}` | 'refund-right.returned'>
  readonly word: LeaseWord | null
  /** The receipt whose right goes back; the envelope names it as its receipt. */
  readonly receiptId: string | null
  /** It does not go back yet: the receipt of the envelope is covered by the right. */
  readonly keeps?: boolean
  readonly payload: LeaseNoted | RefundRightReturned
}

/** What the hub knows of a lease, with what this event returns of it. */
export function leaseWord(
  lease: HubLease,
  said: {
    /** The message of the stream that is answered; null where the hub acts unasked. */
    readonly answers: StreamPosition | null
    readonly returned: number
    readonly reason: LeaseWord['reason']
  },
): LeaseWord {
  const { answers, returned, reason } = said
  return {
    lease: lease.id,
    account: lease.account,
    n: answers?.n ?? 0,
    granted: lease.granted,
    endsAt: lease.endsAt,
    receiptId: lease.receiptId,
    spent: lease.spent,
    returned,
    reason,
  }
}

export function leaseDraft(
  type: EventDraft['type'],
  word: LeaseWord,
  answers: StreamPosition | null,
): EventDraft {
  const payload: LeaseNoted =
    answers === null ? { v: 1 } : { v: 1, incarnation: answers.incarnation, epoch: answers.epoch }
  return { type, word, receiptId: null, payload }
}

/** Everything that is left of a lease goes back. */
export function closingDraft(
  lease: HubLease,
  reason: LeaseWord['reason'],
  answers: StreamPosition | null = null,
): EventDraft {
  const word = leaseWord(lease, { answers, returned: leftOf(lease), reason })
  return leaseDraft('lease.closed', word, answers)
}

/** The right to refund a receipt goes back; `keeps`: it is asked for, and not given yet. */
export function rightDraft(
  receiptId: string,
  answers: StreamPosition | null,
  keeps = false,
): EventDraft {
  const payload: RefundRightReturned = { v: 1, n: 0, ...answers }
  const draft: EventDraft = { type: 'refund-right.returned', word: null, receiptId, payload }
  return keeps ? { ...draft, keeps } : draft
}

/** The draft as an envelope; ids and times are the program's. */
export function envelopeOf(
  draft: EventDraft,
  made: Pick<Envelope, 'id' | 'at' | 'bootId' | 'uptimeMs' | 'businessOn' | 'currency'>,
): Envelope {
  const { type, word, receiptId, keeps = false } = draft
  return {
    v: 1,
    id: made.id,
    type,
    at: made.at,
    bootId: made.bootId,
    uptimeMs: made.uptimeMs,
    businessOn: made.businessOn,
    currency: made.currency,
    till: null,
    shiftId: null,
    cashierId: null,
    receipt:
      receiptId === null
        ? null
        : { id: receiptId, number: '', originalId: null, cover: keeps ? 'right' : null },
    movements: [],
    tenders: [],
    stock: [],
    leases: [],
    word,
    coupons: [],
  }
}
