import type { Meeting } from '#shared/journal/handshake.ts'
import type { Verdict } from '#shared/journal/judge-event.ts'
import type { HoldRefusalReason } from '#shared/value/hub/hold-desk.ts'
import type { TrustRefusal } from '#shared/value/hub/trust.ts'
import type { AlarmKind } from '#shared/value/ledger.ts'

/** Every transition and rule that the simulator must reach: one it never reaches is its own failure. */
export const transitions: readonly string[] = [
  ...alike('box: ', [
    'a copy runs beside the first',
    'a new box is claimed',
    'an old image is brought back',
    'the power is cut',
    'the process is killed',
    'the replica is built again',
    'unsynced writes are lost',
  ]),

  // --- the hub: sessions, epochs, the stream ------------------------------------------------------
  ...alike('hub: ', [
    'a session is open',
    'a message of an ended session',
    'a message that is not the next',
    'a tail is chained again',
    'an epoch without a tail',
    'a till witnesses an old image',
    'lacks the answer to an acknowledged message',
    'all tills vouch for the disk',
    'a provisional number',
    'the feed tells an old image (ahead)',
    'the feed tells an old image (other-hash)',
    'an older feed is adopted',
    'own movements lie over the feed',
    'a kept sale is taken from a till',
    'an old image takes no kept sale',
    'the same request again',
    'the same id with other content',
    'a sale is journaled',
  ]),
  // Its words on leases, as the journal has them.
  ...alike('hub: lease.', [
    'granted (granted)',
    'returned (recalled)',
    'closed (ended)',
    'closed (recalled)',
    'closed (receipt-ended)',
    'refused (late)',
    'refused (dead)',
    'refused (unknown)',
  ]),
  'hub: refund-right.returned',
  'hub: refund-right.returned (kept)',
  'hub: a sold coupon comes back unused',
  'hub: a sold coupon is not held here',
  ...alike('hub: a coupon for the next order ', ['is given', 'ends with its order', 'stays out']),

  // --- the hub: paying with value ----------------------------------------------------------------
  ...alike('hub: ', [
    'a lease covers',
    'a lease covers offline',
    'two leases pay together',
    'a lease ended under the payment',
    'leases do not cover (no-anchor)',
    'leases do not cover (too-little)',
    'a loaded balance covers',
    'a loaded balance is too little',
    'a frozen account is refused',
    'a coupon is used',
    'a hold came in time',
    'a hold came for a receipt that was over',
    'a forgotten payment ends',
  ]),
  ...holdRefusals().map((reason) => `hub: no hold (${reason})`),
  'hub: trust covers',
  ...trustRefusals().map((reason) => `hub: no trust (${reason})`),
  'hub: a refund under right',
  'hub: a refund under pending-credit',
  'hub: a refund under trust',
  'hub: a refund that the cloud granted',
  // `no-account` has no till to ask for it: who wants a credit names its account.
  'hub: no refund (too-much)',
  ...trustRefusals().map((reason) => `hub: no refund (${reason})`),
  'hub: value is put back',
  'hub: points are paid out in cash',
  'hub: a credit waits',

  // --- the tills ---------------------------------------------------------------------------------
  'till: a payment is cancelled',
  'till: offers what it kept',
  'till: sells for money instead',

  // --- the cloud: handshake, journal, stream -----------------------------------------------------
  ...alike('cloud: ', [
    'the process is killed',
    'a backup is restored',
    'a hold of before the restore is ended',
    'every hub has reported',
    'promises nothing while it recovers',
    'asks for a proof',
    'orders an epoch quietly',
    'orders an epoch (old-image)',
    'orders an epoch (diverged)',
    // A session that was heard fits one history, so a batch in it neither forks nor leaves a gap.
    'a batch apply',
    'a batch repeated',
    'a batch of an ended session',
    'an event it has already',
    'a request was answered twice, otherwise',
    'posts a grant',
    'posts a recall',
    'posts a refund-recall',
  ]),
  'cloud: grants a refund',
  ...['no-receipt', 'right-elsewhere', 'too-little'].map(
    (reason) => `cloud: refuses a refund (${reason})`,
  ),
  ...meetingRefusals().map((reason) => `cloud: a hub is turned away (${reason})`),
  'cloud: a hub is turned away (revoked)',
  ...verdicts().map((verdict) => `cloud: an event: ${verdict}`),

  // --- the cloud: leases -------------------------------------------------------------------------
  ...alike('cloud: ', [
    'a home moves',
    'a home waits for its old lease',
    'a lease by custom',
    'a lease is renewed at use',
    'a lot cuts the end of a lease',
    'a lot cuts the end of a hold',
    'no grant (frozen)',
    'no grant (online-only)',
    'no grant (owes)',
    'no grant (too-little)',
    'grants a hold',
    'recalls for a hold',
  ]),
  ...holdRefusals()
    .filter((reason) => reason !== 'no-answer')
    .map((reason) => `cloud: refuses a hold (${reason})`),

  // --- the books ---------------------------------------------------------------------------------
  ...alike('books: ', [
    'a lease is spent',
    'a lease comes back',
    'a lease is recreated',
    'a lease is born',
    'a lease of a dead epoch is born',
    'a coupon is used before its sale comes in',
    'a forfeited lease was spent',
    'a forfeited lease comes back',
    'a holder is made good',
    'a put-back makes the holder good',
    'an account owes',
    'a debt beside open leases',
    'a freeze beside open leases',
    'a lot ends',
    'value goes back into its lease',
    'value goes back into a forfeited lease',
    'value goes back into the free part',
    'a pending credit waits',
    'a pending credit is posted',
    'risk pays what trust spent',
    'the account pays what trust spent',
    'risk pays an overspent balance',
    'risk pays what no lease holds',
    'risk gets back what it paid',
    'risk pays a refund too many',
    'risk pays a take-back',
    'an event that was chained again',
    'a newer contract after the upgrade',
    'a repair is applied',
    'a repair lets its dependents go',
    'a shift is incomplete',
    'rebuilt and equal',
  ]),
  ...alarms().map((kind) => `alarm: ${kind}`),

  // --- headquarters and the web shop -------------------------------------------------------------
  ...['open', 'recalled', 'void'].flatMap((state) => [
    `HQ: a lease is forfeited (${state}, by hand)`,
    `HQ: a lease is forfeited (${state}, by setting)`,
  ]),
  ...alike('HQ: ', [
    'a forfeit is written off',
    'what nobody holds any more is given up',
    'a granted refund is given up',
    'a correction is done',
    'a correction is refused',
    'a claw-back is done',
    'a claw-back is refused',
    'a coupon is cancelled: done',
    'a coupon is cancelled: wrong-state',
    'a coupon is cancelled: would-owe',
    'leases are recalled for a debt or a freeze',
    'recovery is overridden',
    'takes nothing back while the books recover',
  ]),
  ...alike('web: ', [
    'a spend is done',
    'a spend is refused',
    'a refund is done',
    'a refund is refused',
    'a hold is done',
    'a hold is refused',
    'a hold is captured: done',
    'a hold is captured: refused',
    'a coupon is used: done',
    'a coupon is used: wrong-state',
    'a coupon is used: stale-version',
    'a coupon is used: too-little',
    'a coupon is used: frozen',
    'a coupon is held: done',
    'a coupon is held: wrong-state',
    'a coupon is held: stale-version',
    'a coupon is held: too-little',
    'a coupon is held: frozen',
    'a held coupon ends: done',
    'a held coupon ends: frozen',
    'a held coupon ends: stale-version',
    'nothing is spent while the books recover',
  ]),
]

function alike(prefix: string, names: readonly string[]): readonly string[] {
  return names.map((name) => prefix + name)
}

/** All of a union, told by the compiler when one is missing. */
function all<Name extends string>(names: Readonly<Record<Name, boolean>>): readonly string[] {
  return Object.entries(names).flatMap(([name, isReached]) => (isReached ? [name] : []))
}

function holdRefusals(): readonly string[] {
  return all<HoldRefusalReason>({
    'send-first': true,
    'session-ended': true,
    'no-account': true,
    // No hub asks for a hold of a balance that is loaded.
    'not-leased': false,
    frozen: true,
    'too-little': true,
    recovering: true,
    'no-answer': true,
    // Members of the simulator have no PIN.
    'pin-needed': false,
    'pin-wrong': false,
    'pin-locked': false,
    'pin-unset': false,
  })
}

function trustRefusals(): readonly string[] {
  return all<TrustRefusal>({
    'trust-off': true,
    'no-trust-day': true,
    'member-cap': true,
    'hub-cap': true,
    'company-cap': true,
  })
}

function meetingRefusals(): readonly string[] {
  return all<Extract<Meeting, { outcome: 'refused' }>['reason']>({
    'second-key': true,
    // Every hub of a simulated chain was claimed.
    'unknown-hub': false,
  })
}

function verdicts(): readonly string[] {
  return all<Verdict['verdict']>({ apply: true, quarantine: true, park: true, stop: true })
}

function alarms(): readonly string[] {
  return all<AlarmKind>({
    'old-image': true,
    diverged: true,
    'second-key': true,
    'repeated-receipt-number': true,
    'answered-twice': true,
    'balance-overspent': true,
    // No simulated store sells vouchers twice.
    'voucher-state': false,
    'refund-overdrawn': true,
    // Of leases that were written off, or an invariant is broken.
    'lease-overspent': true,
    // Never in an honest history.
    'unknown-lease': false,
    'unknown-account': false,
    // Raised by programs, not by rules.
    quarantined: false,
    'stream-stopped': false,
    'journal-salvaged': false,
    'kept-sale-refused': false,
    'replica-differs': false,
    'clock-behind': false,
  })
}
