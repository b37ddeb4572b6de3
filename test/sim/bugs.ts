import type { Bug } from './bugs/bug.ts'
import { anchorSurvivesReboot, monthsOfThirtyDays, noAnchor } from './bugs/clock.ts'
import { bornLeaseLeftOpen, bornUnitFree, couponCheckThenAct } from './bugs/coupon.ts'
import {
  expiryReturnsEscrow,
  forfeitNotCharged,
  keptSpendAgainstRisk,
  leaseIdReused,
} from './bugs/escrow.ts'
import { ingestedTwice, quarantineDropsMovements, rebuiltInHubOrder } from './bugs/ingest.ts'
import { offeredTwice, overlayPruned, overlayReadTwice } from './bugs/overlay.ts'
import {
  cashAndPoints,
  couponStaysSold,
  earnedOnPoints,
  loadBookedTwice,
  refundKeepsEarned,
  refundOfPartAlone,
} from './bugs/points.ts'
import { creditAtOnce, refundTwice } from './bugs/refund.ts'
import { lateGrantKept, unknownRecallIgnored, waitsForAnswered } from './bugs/stream.ts'
import { productRules, type Rules } from './rules.ts'

/** Every mistake that the simulator must find, by the name that `--bug` takes. */
export const bugs: Readonly<Record<string, Bug>> = {
  'expiry-returns-escrow': expiryReturnsEscrow,
  'no-anchor': noAnchor,
  'anchor-survives-reboot': anchorSurvivesReboot,
  'overlay-pruned-by-the-mark': overlayPruned,
  'overlay-read-in-two-transactions': overlayReadTwice,
  'offered-sale-counted-twice': offeredTwice,
  'grant-after-deadline-kept': lateGrantKept,
  'recall-of-unknown-lease-ignored': unknownRecallIgnored,
  'copy-waits-for-what-was-answered': waitsForAnswered,
  'lease-id-reused': leaseIdReused,
  'forfeited-lease-not-charged-to-risk': forfeitNotCharged,
  'kept-spend-against-risk': keptSpendAgainstRisk,
  'quarantine-drops-movements': quarantineDropsMovements,
  'refund-twice-in-two-stores': refundTwice,
  'offline-credit-spendable-at-once': creditAtOnce,
  'duplicate-ingest-after-restart': ingestedTwice,
  'rebuild-in-hub-order': rebuiltInHubOrder,
  'check-then-act-on-a-coupon': couponCheckThenAct,
  'months-of-thirty-days': monthsOfThirtyDays,
  'points-earned-on-points': earnedOnPoints,
  'refund-keeps-earned-points': refundKeepsEarned,
  'refund-of-a-part-alone': refundOfPartAlone,
  'cash-and-points': cashAndPoints,
  'load-booked-twice': loadBookedTwice,
  'used-coupon-stays-sold': couponStaysSold,
  'born-unit-stays-free': bornUnitFree,
  'born-lease-of-a-dead-epoch-stays-open': bornLeaseLeftOpen,
}

export function rulesWith(bug: string | null): Rules {
  if (bug === null) return productRules
  const found = bugs[bug]
  if (found === undefined) throw new RangeError(`there is no bug "${bug}"`)
  return { ...productRules, ...found.change(productRules) }
}
