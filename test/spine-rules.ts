/**
 * The rules of leases, journal, feed, receipt numbers and refunds (spine B1 to B5), each in one
 * sentence, with the invariants and transitions of the simulator that are about it. The tests that
 * show a rule carry its id at the end of their titles: `… [B1.4]`.
 */
export interface SpineRule {
  readonly id: string
  readonly text: string
  /** Names of `test/sim/oracle.ts` and `test/sim/transitions.ts`. */
  readonly simulated: readonly string[]
}

export const spineRules: readonly SpineRule[] = [
  {
    id: 'B1.1',
    text: 'What is promised to a machine that can act alone comes back only by its own word or by a declared loss: the end of a lease takes the right to spend, never returns the escrow.',
    simulated: [
      'nothing is spent twice',
      'no escrow is lost without an open entry',
      'HQ: a lease is forfeited (open, by hand)',
      'HQ: a forfeit is written off',
      'books: a holder is made good',
      'books: a forfeited lease was spent',
      'books: a forfeited lease comes back',
      'HQ: what nobody holds any more is given up',
    ],
  },
  {
    id: 'B1.2',
    text: 'A hub spends a lease only with a time anchor of this boot, younger than 72 h, while its upper bound of the time is below the lease’s end.',
    simulated: [
      'no lease is spent after its end',
      'hub: leases do not cover (no-anchor)',
      'hub: a lease ended under the payment',
      'hub: lease.closed (ended)',
    ],
  },
  {
    id: 'B1.3',
    text: 'The anchor is given in a handshake that proves the head of the journal and ends the session before it; an old image or a copy goes on by itself in a new epoch, and the leases of the old one are void.',
    simulated: [
      'chains are whole',
      'a lease pays for what was spent out of it',
      'cloud: orders an epoch (old-image)',
      'cloud: orders an epoch (diverged)',
      'cloud: asks for a proof',
      'hub: a tail is chained again',
      'HQ: a lease is forfeited (void, by hand)',
      'HQ: what nobody holds any more is given up',
    ],
  },
  {
    id: 'B1.4',
    text: 'Grants and recalls are one numbered stream; a lease id is never used again, a recall of an unknown lease is refused, a late grant goes back at once, and a close is journaled before it is sent.',
    simulated: [
      'a lease id is granted once',
      'a hold given late goes back at once',
      'a recall is answered by the hub',
      'hub: lease.refused (late)',
      'hub: lease.refused (dead)',
      'hub: lease.refused (unknown)',
      'hub: lease.returned (recalled)',
    ],
  },
  {
    id: 'B1.5',
    text: 'A standing lease is a part of the balance, for members who come to the store and redeem, and is renewed at use; only coupons and gift cards of one warehouse are leased whole.',
    simulated: ['cloud: a lease by custom', 'cloud: a lease is renewed at use'],
  },
  {
    id: 'B1.6',
    text: 'Free may be negative and posted is free plus open leases; while an account owes it is granted and held nothing, its leases are recalled, and what hubs spend within theirs is honoured.',
    simulated: [
      'value is conserved',
      'books: an account owes',
      'books: a debt beside open leases',
      'cloud: no grant (owes)',
      'HQ: leases are recalled for a debt or a freeze',
    ],
  },
  {
    id: 'B1.7',
    text: 'A lease lists slices of lots and ends no later than the first of them; oldest first holds inside one place.',
    simulated: [
      'lots end on their calendar day',
      'cloud: a lot cuts the end of a lease',
      'cloud: a lot cuts the end of a hold',
      'books: a lot ends',
    ],
  },
  {
    id: 'B1.8',
    text: 'Credits given offline wait until the cloud has posted them; only what a hub took out of its own open lease in this epoch goes back into it.',
    simulated: [
      'nothing is spent but under a lease, a trust cap or a loaded balance',
      'hub: value is put back',
      'hub: a credit waits',
      'books: value goes back into its lease',
      'books: a pending credit is posted',
    ],
  },
  {
    id: 'B1.9',
    text: 'The home store moves after three visits and a lead of two, at most once in 14 days, and only when the old lease is closed.',
    simulated: ['cloud: a home moves', 'cloud: a home waits for its old lease'],
  },
  {
    id: 'B1.10',
    text: 'Trust is capped per member and hub, per hub and day, and per company and day.',
    simulated: [
      'trust stays under its caps',
      'hub: trust covers',
      'hub: no trust (member-cap)',
      'hub: no trust (hub-cap)',
      'hub: no trust (company-cap)',
      'hub: no trust (no-trust-day)',
      'books: risk pays what trust spent',
    ],
  },
  {
    id: 'B1.11',
    text: 'A freeze stops every new promise; what it cannot reach is the lease and the trust of one hub, and that number is told.',
    simulated: [
      'books: a freeze beside open leases',
      'hub: a frozen account is refused',
      'cloud: no grant (frozen)',
      'cloud: refuses a hold (frozen)',
    ],
  },
  {
    id: 'B1.12',
    text: 'A restored cloud is a new incarnation and promises nothing until every hub has reported or HQ overrides it; hubs keep 35 days whatever was acknowledged, and unknown leases are recreated from free.',
    simulated: [
      'cloud: a backup is restored',
      'cloud: promises nothing while it recovers',
      'cloud: every hub has reported',
      'HQ: recovery is overridden',
      'books: a lease is recreated',
    ],
  },
  {
    id: 'B1.13',
    text: 'Spending needs the journal and the anchor, a grant needs the stream, neither waits for the feed; a hold is refused with its reason after 800 ms.',
    simulated: [
      'hub: a lease covers offline',
      'hub: a hold came in time',
      'hub: no hold (no-answer)',
    ],
  },
  {
    id: 'B2.1',
    text: 'The envelope’s movements are always applied and only a payload steps aside; a wrong envelope stops its hub’s stream.',
    simulated: ['every movement of an event is in the books', 'cloud: an event: quarantine'],
  },
  {
    id: 'B2.2',
    text: 'What names a quarantined receipt is parked behind it in order; a shift closes at once, marked with the receipts that it lacks.',
    simulated: ['cloud: an event: park', 'books: a shift is incomplete'],
  },
  {
    id: 'B2.3',
    text: 'A repair is an event in HQ’s own log, and a rebuild replays in the order in which things were applied.',
    simulated: [
      'a rebuild gives the same books',
      'books: a repair is applied',
      'books: a repair lets its dependents go',
      'books: rebuilt and equal',
    ],
  },
  {
    id: 'B2.4',
    text: 'An event newer than the cloud is no poison: its hub’s stream waits and goes on after the upgrade.',
    simulated: ['cloud: an event: stop', 'books: a newer contract after the upgrade'],
  },
  {
    id: 'B2.5',
    text: 'The same id with the same content has the same answer; with another content it is a conflict.',
    simulated: [
      'acknowledged = journaled = in the books exactly once',
      'hub: the same request again',
      'hub: the same id with other content',
      'cloud: an event it has already',
      'alarm: answered-twice',
    ],
  },
  {
    id: 'B2.6',
    text: 'The hash covers the chain, the hub, the place, the id, the type, the time and the bytes as they are stored and sent.',
    simulated: ['chains are whole', 'cloud: a batch apply', 'cloud: a batch repeated'],
  },
  {
    id: 'B2.7',
    text: 'A till keeps its acknowledged sales until the cloud has passed them, and offers them to a replaced hub by the same ids.',
    simulated: [
      'acknowledged = journaled = in the books exactly once',
      'a lease pays for what was spent out of it',
      'till: offers what it kept',
      'hub: a kept sale is taken from a till',
      'box: a new box is claimed',
      'cloud: a hub is turned away (revoked)',
      'box: unsynced writes are lost',
    ],
  },
  {
    id: 'B2.8',
    text: 'Tills are witnesses: a hub that lacks what a till saw is an old image at once, without leases and under provisional numbers until the handshake.',
    simulated: [
      'hub: a till witnesses an old image',
      'hub: a provisional number',
      'hub: all tills vouch for the disk',
    ],
  },
  {
    id: 'B2.9',
    text: 'Each event keeps wall time, boot and uptime; the cloud corrects the time when that boot has an anchor, and an event for a closed period posts into the open one.',
    simulated: [],
  },
  {
    id: 'B2.10',
    text: 'Epochs are allotted by the cloud alone and bound to the key of the first contact; a second key on one epoch is refused.',
    simulated: ['cloud: a hub is turned away (second-key)', 'alarm: second-key'],
  },
  {
    id: 'B3',
    text: 'Shown is the feed’s balance and the own movements after the feed’s mark, read together; the overlay is never pruned by the mark of a replica, and the replica decides no spend.',
    simulated: [
      'the shown balance is right at its age',
      'hub: own movements lie over the feed',
      'hub: an older feed is adopted',
      'box: the replica is built again',
      'hub: the feed tells an old image (ahead)',
      'hub: the feed tells an old image (other-hash)',
      'cloud: refuses a hold (send-first)',
    ],
  },
  {
    id: 'B4',
    text: 'A receipt number names store, till, epoch and counter and prints two characters of the event’s hash; a repeated number is an alarm, not a refusal.',
    simulated: ['alarm: repeated-receipt-number', 'hub: a provisional number'],
  },
  {
    id: 'B5',
    text: 'The right to refund a receipt is its seller’s, as a lease on what remains; elsewhere it is asked back online, and offline there is only a credit that waits, or cash within the refund trust.',
    simulated: [
      'a receipt is refunded once',
      'hub: a refund under right',
      'hub: a refund under pending-credit',
      'hub: a refund under trust',
      'hub: a refund that the cloud granted',
      'hub: refund-right.returned',
      'books: risk pays a refund too many',
    ],
  },
]
