import type { LeaseGrant, StreamMessage } from '../../contracts/lease.ts'
import { closingDraft, type EventDraft, leaseDraft, leaseWord, rightDraft } from './event-draft.ts'
import { type HoldAsk, isLive } from './hold-desk.ts'
import type { Reserved } from './spend-leases.ts'
import type { ClockReading } from './time-anchor.ts'
import { type HubLease, leftOf, type StreamPosition, type Wallet } from './wallet.ts'

/** Numbers of the stream begin anew in each of these. */
interface StreamLife {
  readonly incarnation: number
  readonly epoch: number
}

/** What the last handshake opened; it ends the session before it (spine B1.3). */
export interface HubSession extends StreamLife {
  readonly id: string
  /**
   * Number of the last message that was posted before it was opened: another copy of the disk may
   * have been told all up to here. Absent = an older cloud does not say.
   */
  readonly posted?: number | undefined
}

export type Received =
  /** An ended session, another epoch or another incarnation speaks: dropped, not acknowledged. */
  | { readonly outcome: 'other-session' }
  /** A message is missing: the cloud is asked to send on from `expected`. */
  | { readonly outcome: 'not-next'; readonly expected: number }
  /** Another copy of the disk may know that lease: it is asked again until the tills have spoken. */
  | { readonly outcome: 'unvouched' }
  /** The journal answers it already: only the acknowledgement is sent again. */
  | { readonly outcome: 'repeated'; readonly n: number }
  /** Acknowledged as number n when the draft is journaled (fsync), never before. */
  | {
      readonly outcome: 'taken'
      readonly n: number
      readonly draft: EventDraft
      /** No other copy of the disk can hold what it grants: no till needs to vouch for that. */
      readonly isOurs: boolean
    }

/**
 * One message of the cloud's numbered stream (spine B1.4). Every message taken is answered by
 * exactly one event that carries its number, so that the place in the stream is a projection of
 * the journal. Decision, event and projection belong to one step of the journal's writer: nothing
 * else may be decided about the wallet in between.
 *
 * A hold that nobody here waits for goes back at once. But one that was posted before this session
 * may be in the hands of another copy of the disk: until the tills vouch for this one it is kept,
 * and not spoken for, as leases of before the start are (`census.ts`). So is the right to refund a
 * receipt that was sold before: the missing tail may have refunded it. It goes back once they vouch.
 */
export function receiveMessage(input: {
  readonly message: StreamMessage
  readonly wallet: Wallet
  readonly session: HubSession | null
  readonly now: ClockReading
  /** Asked and not yet answered or given up (`hold-desk.ts`), by request id. */
  readonly openRequests: ReadonlyMap<string, HoldAsk>
  readonly reserved: Reserved
  /** Do the tills vouch for the disk? */
  readonly isWhole: boolean
  /** It was sold since the start: no other copy of the disk can have refunded it. */
  readonly isSoldSinceStart: (receiptId: string) => boolean
}): Received {
  const { message, wallet, session, now, openRequests, reserved, isWhole } = input
  if (session === null || !isOfSession(message, session)) return { outcome: 'other-session' }
  const expected = nextNumber(wallet.stream(), session)
  if (message.n < expected) return { outcome: 'repeated', n: message.n }
  if (message.n > expected) return { outcome: 'not-next', expected }
  const { body, n } = message
  const answers: StreamPosition = { incarnation: message.incarnation, epoch: message.epoch, n }
  switch (body.kind) {
    case 'grant': {
      const isLate =
        body.requestId !== null && !isWaitedFor(openRequests.get(body.requestId), body, now)
      const isOurs = n > (session.posted ?? 0) || (body.requestId !== null && !isLate)
      const isRefused = isLate && (isOurs || isWhole)
      const draft = onGrant(wallet.lease(body.lease), body, isRefused, answers)
      return { outcome: 'taken', n, draft, isOurs }
    }
    case 'recall': {
      if (!isWhole && wallet.lease(body.lease) === undefined) return { outcome: 'unvouched' }
      const draft = onRecall(wallet.lease(body.lease), body.lease, reserved, answers)
      return { outcome: 'taken', n, draft, isOurs: true }
    }
    case 'refund-recall': {
      const { receiptId } = body
      const keeps = !isWhole && !input.isSoldSinceStart(receiptId)
      return { outcome: 'taken', n, draft: rightDraft(receiptId, answers, keeps), isOurs: true }
    }
  }
}

function isOfSession(message: StreamMessage, session: HubSession): boolean {
  return (
    message.session === session.id &&
    message.incarnation === session.incarnation &&
    message.epoch === session.epoch
  )
}

/**
 * A hub has acknowledged more than this disk has answered. An answer is journaled before, so another
 * copy of the disk gave it: this one is an old image, which nobody told by its chain, for that answer
 * was not sent. It would wait for that number for ever, and what the answer said is not known here.
 */
export function lacksAnswers(
  at: StreamPosition,
  welcomed: StreamLife & { readonly acked?: number | undefined },
): boolean {
  return nextNumber(at, welcomed) <= (welcomed.acked ?? 0)
}

/** Numbers start at 1 in each incarnation of the cloud and each epoch of the hub. */
export function nextNumber(at: StreamPosition, session: StreamLife): number {
  const same = at.incarnation === session.incarnation && at.epoch === session.epoch
  return same ? at.n + 1 : 1
}

function onGrant(
  known: HubLease | undefined,
  body: LeaseGrant,
  isRefused: boolean,
  answers: StreamPosition,
): EventDraft {
  if (known !== undefined) return onKnownGrant(known, body, answers)
  const fresh: HubLease = {
    id: body.lease,
    account: body.account,
    epoch: 0,
    receiptId: body.receiptId,
    granted: body.amount,
    spent: 0,
    returned: 0,
    endsAt: body.endsAt,
    state: 'open',
    version: 0,
  }
  if (isRefused) {
    const word = leaseWord(fresh, { answers, returned: body.amount, reason: 'late' })
    return leaseDraft('lease.refused', word, answers)
  }
  const word = leaseWord(fresh, { answers, returned: 0, reason: 'granted' })
  return leaseDraft('lease.granted', word, answers)
}

function isWaitedFor(ask: HoldAsk | undefined, body: LeaseGrant, now: ClockReading): boolean {
  if (ask === undefined || !isLive(ask, now)) return false
  return ask.account === body.account && ask.receiptId === body.receiptId
}

/**
 * An id is never used again and never enlarged: a lease that is held is told again as it is (a
 * restored cloud repeats its grants), any other stays dead.
 */
function onKnownGrant(known: HubLease, body: LeaseGrant, answers: StreamPosition): EventDraft {
  if (known.state === 'open' || known.state === 'recalled') {
    const word = leaseWord(known, { answers, returned: 0, reason: 'granted' })
    return leaseDraft('lease.granted', word, answers)
  }
  const returned = known.state === 'refused' ? body.amount : 0
  const word = leaseWord(known, { answers, returned, reason: 'dead' })
  return leaseDraft('lease.refused', word, answers)
}

/** The account that a word names where the hub never learnt it; the cloud knows it by the lease. */
export const UNKNOWN_ACCOUNT = '?'

function onRecall(
  known: HubLease | undefined,
  id: string,
  reserved: Reserved,
  answers: StreamPosition,
): EventDraft {
  if (known === undefined || (known.state !== 'open' && known.state !== 'recalled')) {
    const word = leaseWord(known ?? neverHeld(id), { answers, returned: 0, reason: 'unknown' })
    return leaseDraft('lease.refused', word, answers)
  }
  const inPayment = reserved.get(id) ?? 0
  if (inPayment === 0) return closingDraft(known, 'recalled', answers)
  const returned = Math.max(0, leftOf(known) - inPayment)
  const word = leaseWord(known, { answers, returned, reason: 'recalled' })
  return leaseDraft('lease.returned', word, answers)
}

function neverHeld(id: string): HubLease {
  return {
    id,
    account: UNKNOWN_ACCOUNT,
    epoch: 0,
    receiptId: null,
    granted: 0,
    spent: 0,
    returned: 0,
    endsAt: 0,
    state: 'refused',
    version: 0,
  }
}
