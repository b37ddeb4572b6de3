import type { Envelope } from '#shared/contracts/event.ts'
import { earnPoints } from '#shared/domain/points/earn-points.ts'
import { payWithPoints } from '#shared/domain/points/pay-with-points.ts'
import { refundPoints } from '#shared/domain/points/refund-points.ts'
import { answeredTwice, sameContent } from '#shared/journal/answered-twice.ts'
import { headAt, judgeRequest, nextRecord } from '#shared/journal/append.ts'
import { meetHub } from '#shared/journal/handshake.ts'
import { hearSession, openSession } from '#shared/journal/history.ts'
import { takeBatch } from '#shared/journal/ingest.ts'
import { judgeEvent } from '#shared/journal/judge-event.ts'
import {
  keptPlaces,
  keptSales,
  restateSale,
  salesToOffer,
  statedEpoch,
} from '#shared/journal/kept-sales.ts'
import { blockedBy, hold, parkedInShift, repair } from '#shared/journal/quarantine.ts'
import { rebase } from '#shared/journal/rebase.ts'
import type { Head, Position } from '#shared/journal/record.ts'
import { isProvisional, isWitnessed, lastSeen } from '#shared/journal/witness.ts'
import { lotEnd } from '#shared/value/calendar-months.ts'
import { applyEnvelope } from '#shared/value/cloud/apply-envelope.ts'
import { forfeitLease, writeOffForfeit } from '#shared/value/cloud/forfeit-lease.ts'
import { forfeitAllowed } from '#shared/value/cloud/forfeit-policy.ts'
import { grantLease } from '#shared/value/cloud/grant-lease.ts'
import { grantOver } from '#shared/value/cloud/grant-over.ts'
import { answerHold } from '#shared/value/cloud/hold-answer.ts'
import { homeAfterVisit, visitsOf } from '#shared/value/cloud/home-store.ts'
import { leaseEnd, standingLeaseAmount } from '#shared/value/cloud/lease-policy.ts'
import { leasesToRecall, recallLease } from '#shared/value/cloud/recall-lease.ts'
import {
  endRestoredHolds,
  hubReported,
  mayPromise,
  overrideHub,
  startRecovery,
} from '#shared/value/cloud/recovery.ts'
import { voidRefundRight } from '#shared/value/cloud/refund-claims.ts'
import { grantRefund, revokeRefundGrant } from '#shared/value/cloud/refund-grants.ts'
import { voidLeases } from '#shared/value/cloud/void-leases.ts'
import { correct } from '#shared/value/correct.ts'
import {
  cancelCoupon,
  expireCoupon,
  holdCoupon,
  issueCoupon,
  releaseCoupon,
  sellCoupon,
  unuseCoupon,
  useCoupon,
} from '#shared/value/coupon-verbs.ts'
import { credit } from '#shared/value/credit.ts'
import { expireLots } from '#shared/value/expire.ts'
import { freeze, unfreeze } from '#shared/value/freeze.ts'
import { giveBack } from '#shared/value/give-back.ts'
import { captureHold, lapseHolds, placeHold, releaseHold } from '#shared/value/hold.ts'
import { isWhole, withUnproven } from '#shared/value/hub/census.ts'
import {
  closeAfterReceipt,
  closeOrphans,
  endedLeases,
  returnAskedRights,
} from '#shared/value/hub/end-leases.ts'
import { askHold, stepHold } from '#shared/value/hub/hold-desk.ts'
import { localSpendable } from '#shared/value/hub/local-balance.ts'
import { adoptFeed, type OwnMovement, shownBalance } from '#shared/value/hub/overlay.ts'
import { projectEvent } from '#shared/value/hub/project-event.ts'
import { putBackPlan } from '#shared/value/hub/put-back.ts'
import { lacksAnswers, receiveMessage } from '#shared/value/hub/receive.ts'
import { coverRefund } from '#shared/value/hub/refund-desk.ts'
import { partsStillHold, spendLeases } from '#shared/value/hub/spend-leases.ts'
import {
  type ClockReading,
  type TimeAnchor,
  takeAnchor,
  upperBound,
  wantsHandshake,
} from '#shared/value/hub/time-anchor.ts'
import { spendTrust, trustDay } from '#shared/value/hub/trust.ts'
import { spend } from '#shared/value/spend.ts'
import { takeBack } from '#shared/value/take-back.ts'
import type { MemoryLedger } from './memory-ledger.ts'
import type { FeedCut } from './messages.ts'

/**
 * Every decision that the simulated programs take, as the product takes it. A deliberate bug
 * (`bugs.ts`) is this record with one or two of them replaced; the product has no switch for it.
 */
export const productRules = {
  // the journal
  nextRecord,
  judgeRequest,
  headAt,
  rebase,
  isWitnessed,
  isProvisional,
  lastSeen,
  keptSales,
  keptPlaces,
  statedEpoch,
  restateSale,
  salesToOffer,
  meetHub,
  openSession,
  hearSession,
  takeBatch,
  judgeEvent,
  sameContent,
  answeredTwice,
  blockedBy,
  hold,
  parkedInShift,
  repair,
  // the hub
  takeAnchor,
  upperBound,
  wantsHandshake,
  isWhole,
  withUnproven,
  spendLeases,
  partsStillHold,
  receiveMessage,
  lacksAnswers,
  endedLeases,
  closeAfterReceipt,
  closeOrphans,
  returnAskedRights,
  projectEvent,
  shownBalance,
  adoptFeed,
  localSpendable,
  putBackPlan,
  coverRefund,
  askHold,
  stepHold,
  trustDay,
  spendTrust,
  // the rules of points
  earnPoints,
  payWithPoints,
  refundPoints,
  // the books
  applyEnvelope,
  credit,
  spend,
  placeHold,
  captureHold,
  releaseHold,
  lapseHolds,
  giveBack,
  takeBack,
  correct,
  expireLots,
  freeze,
  unfreeze,
  sellCoupon,
  issueCoupon,
  useCoupon,
  unuseCoupon,
  holdCoupon,
  releaseCoupon,
  expireCoupon,
  cancelCoupon,
  grantLease,
  answerHold,
  recallLease,
  leasesToRecall,
  voidLeases,
  voidRefundRight,
  grantRefund,
  grantOver,
  revokeRefundGrant,
  forfeitLease,
  forfeitAllowed,
  writeOffForfeit,
  standingLeaseAmount,
  leaseEnd,
  homeAfterVisit,
  visitsOf,
  startRecovery,
  endRestoredHolds,
  hubReported,
  overrideHub,
  mayPromise,
  lotEnd,
  // what a program does with its memory and its disk, where a bug is near
  anchorAfterBoot: (_anchor: TimeAnchor | null, _now: ClockReading): TimeAnchor | null => null,
  indexAfterFeed: (own: Map<string, OwnMovement[]>, _mark: Head): Map<string, OwnMovement[]> => own,
  readFeed: (
    account: string,
    markOf: (cut: FeedCut) => Head,
    feed: { readonly now: FeedCut; readonly before: FeedCut | null },
  ) => ({
    balance: feed.now.balances.get(account) ?? 0,
    mark: markOf(feed.now),
    reached: feed.now.reached,
  }),
  leaseId: (counter: number, incarnation: number): string => `L${incarnation}.${counter}`,
  holdLeaseId: (requestId: string): string => `hold:${requestId}`,
  /** What of an account's own credits a hub spends before the cloud has posted them: nothing. */
  creditAtOnce: (_own: readonly OwnMovement[], _mark: Position): number => 0,
  /** The part of an event that is booked when it comes: the whole envelope, whatever its payload. */
  envelopeToBook: (envelope: Envelope, _verdict: 'apply' | 'quarantine' | 'park'): Envelope =>
    envelope,
  /** From which entry of its log on a cloud knows after a restart what it has taken: the first. */
  knownAfterRestart: (_entries: number): number => 0,
  /** Leases whose escrow comes back with nothing but their end: none. */
  endedEscrow: (_ledger: MemoryLedger, _now: number): readonly string[] => [],
  orderOfRebuild: <Entry>(log: readonly Entry[]): readonly Entry[] => log,
}
export type Rules = typeof productRules
