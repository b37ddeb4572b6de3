import type { Envelope, ValueMovement } from '#shared/contracts/event.ts'
import type { TrustCaps } from '#shared/value/trust-caps.ts'
import { checkEarned, checkPaid } from './points-laws.ts'

/** A broken promise, in the trade's words. */
export interface Violation {
  readonly invariant: Invariant
  readonly words: string
}

export const invariants = [
  'value is conserved',
  'nothing is spent twice',
  'a lease pays for what was spent out of it',
  'nothing is spent but under a lease, a trust cap or a loaded balance',
  'no lease is spent after its end',
  'a lease id is granted once',
  'a hold given late goes back at once',
  'a recall is answered by the hub',
  'acknowledged = journaled = in the books exactly once',
  'every movement of an event is in the books',
  'a receipt is refunded once',
  'points are earned on money only',
  'points pay what they are worth',
  'a refund takes and gives back points',
  'a coupon is where its unit is',
  'no card or coupon owes',
  'trust stays under its caps',
  'an overspent balance is booked to the unit',
  'chains are whole',
  'the shown balance is right at its age',
  'no escrow is lost without an open entry',
  'lots end on their calendar day',
  'a rebuild gives the same books',
] as const
export type Invariant = (typeof invariants)[number]

/** One event as it happened in the shops, wherever a copy of it is. */
export interface Happening {
  envelope: Envelope
  readonly boxes: Set<number>
  /** The first box that had it, and whether another had it too. */
  firstBox: number | null
  onTwoBoxes: boolean
  acked: boolean
  inBooks: boolean
}

/**
 * What really happened, kept apart from every machine: an event counts while a till was told "saved",
 * the books hold it, or some disk does. Checks that need no machine are made here, as things happen.
 */
export interface Oracle {
  readonly violations: Violation[]
  fail(invariant: Invariant, words: string): void
  /** A record is durable on this box. */
  journaled(box: number, envelope: Envelope): void
  /** This box's disk no longer has it. */
  lost(box: number, eventId: string): void
  acked(eventId: string, envelope: Envelope): void
  inBooks(eventId: string, envelope: Envelope, there: boolean): void
  /** HQ or the web shop moved value. `claim`: it may leave a debt. */
  moved(account: string, amount: number, claim: boolean): void
  /** A declared loss: up to so much more may be spent of this account. */
  allow(account: string, amount: number): void
  isInBooks(eventId: string): boolean
  /** Two copies of a disk have it, at places of their own. */
  isOnTwoBoxes(eventId: string): boolean
  /** Sum of what the customer may still spend, as the shops know it. */
  wealth(account: string): number
  happened(eventId: string): boolean
  events(): IterableIterator<[string, Readonly<Happening>]>
  readonly trustSpent: ReadonlyMap<string, number>
  /** Spent on loaded balances, by account. */
  readonly localWealth: ReadonlyMap<string, number>
  /** What a lost disk of this store refunded may come in after others were granted the same. */
  epochEnded(store: number): void
  /** A declared loss: a disk that is gone may have paid out so much more of this receipt. */
  allowRefund(receiptId: string, amount: number): void
  refundedOf(receiptId: string): Readonly<Refunded>
}

interface Refunded {
  readonly underRight: number
  readonly onTrust: number
  readonly pending: number
}

const nothingRefunded: Refunded = { underRight: 0, onTrust: 0, pending: 0 }

export function createOracle(local: (account: string) => boolean, trustCaps: TrustCaps): Oracle {
  const violations: Violation[] = []
  const happenings = new Map<string, Happening>()
  const wealth = new Map<string, number>()
  /** How far below zero claims and declared losses may bring an account. */
  const allowance = new Map<string, number>()
  const trustSpent = new Map<string, number>()
  const trustByDay = new Map<string, number>()
  const localWealth = new Map<string, number>()
  const refunds = new Map<string, Refunded>()
  const totals = new Map<string, number>()
  const declaredRefunds = new Map<string, number>()
  /** Store that sold each receipt. */
  const sellers = new Map<string, number>()
  const ended = new Set<number>()

  function fail(invariant: Invariant, words: string): void {
    violations.push({ invariant, words })
  }

  function add(map: Map<string, number>, key: string, amount: number): number {
    const sum = (map.get(key) ?? 0) + amount
    map.set(key, sum)
    return sum
  }

  function happening(envelope: Envelope): Happening {
    let known = happenings.get(envelope.id)
    if (known === undefined) {
      known = {
        envelope,
        boxes: new Set(),
        firstBox: null,
        onTwoBoxes: false,
        acked: false,
        inBooks: false,
      }
      happenings.set(envelope.id, known)
    }
    return known
  }

  const counts = (one: Happening) => one.acked || one.inBooks || one.boxes.size > 0

  /** Runs a change of what is known of an event, and books the difference it makes. */
  function change(envelope: Envelope, edit: (one: Happening) => void): void {
    const one = happening(envelope)
    const before = counts(one)
    // A request that was lost with its disk may be answered otherwise by the next hub, and of two
    // answers to one request the books take the first that comes.
    const differs = one.envelope !== envelope
    if (differs && before && edit === setInBooks) {
      book(one.envelope, -1)
      one.envelope = envelope
      book(envelope, 1)
    } else if (!before) one.envelope = envelope
    edit(one)
    const after = counts(one)
    if (before !== after) book(one.envelope, after ? 1 : -1)
  }

  function book(envelope: Envelope, sign: 1 | -1): void {
    // A credit that waits for the right is no wealth before the books have settled it.
    const waits = envelope.receipt?.cover === 'pending-credit'
    for (const movement of envelope.movements) {
      if (!waits || movement.reverses !== null) bookMovement(movement, sign, envelope)
    }
    if (envelope.receipt === null) return
    const { id, originalId, cover } = envelope.receipt
    const amount = envelope.tenders.reduce((sum, tender) => sum + tender.amount, 0)
    if (envelope.type === 'sale.closed') {
      totals.set(id, amount)
      sellers.set(id, storeOf(envelope.receipt.number))
    }
    if (envelope.type !== 'sale.refunded' || originalId === null) return
    const had = refunds.get(originalId) ?? nothingRefunded
    const given = -amount * sign
    const now = {
      underRight: had.underRight + (cover === 'right' ? given : 0),
      onTrust: had.onTrust + (cover === 'trust' ? given : 0),
      pending: had.pending + (cover === 'pending-credit' ? given : 0),
    }
    refunds.set(originalId, now)
    const total = totals.get(originalId)
    const declared = declaredRefunds.get(originalId) ?? 0
    const excused = ended.has(sellers.get(originalId) ?? -1)
    if (sign === 1 && total !== undefined && now.underRight > total + declared && !excused) {
      fail(
        'a receipt is refunded once',
        `receipt ${originalId} of ${total} was refunded with ${now.underRight} under its right`,
      )
    }
  }

  function bookMovement(movement: ValueMovement, sign: 1 | -1, envelope: Envelope): void {
    const { account, kind, amount, cover } = movement
    if (kind === 'spend' && cover === 'trust') {
      add(trustSpent, account, sign * amount)
      bookTrust(movement, sign, envelope)
      return
    }
    if (local(account)) {
      add(
        localWealth,
        account,
        kind === 'spend' || kind === 'take-back' ? -sign * amount : sign * amount,
      )
      return
    }
    // Out of a lease, what was sold is taken as surely as if it were spent: nothing may be owed.
    const isHeld = kind === 'take-back' && cover === 'lease'
    if (kind === 'take-back' && !isHeld) add(allowance, account, sign * amount)
    const gain = kind === 'spend' || kind === 'take-back' ? -amount : amount
    const sum = add(wealth, account, sign * gain)
    if (sign === 1 && (kind === 'spend' || isHeld) && sum < -(allowance.get(account) ?? 0)) {
      fail(
        'nothing is spent twice',
        `${amount} of ${account} spent on ${envelope.receipt?.number ?? envelope.id} ` +
          `leave ${sum}: that much more was spent than there ever was`,
      )
    }
  }

  /** One member, and all, in one store, epoch and day: a new box or epoch knows nothing of the old. */
  function bookTrust(
    { account, amount, rule }: ValueMovement,
    sign: 1 | -1,
    { receipt }: Envelope,
  ): void {
    const [store, , epoch] = receipt?.number.split('-') ?? []
    const day = `${store}/${epoch}/${rule}`
    const hub = add(trustByDay, day, sign * amount)
    const member = add(trustByDay, `${day}/${account}`, sign * amount)
    const { memberHub, hubDay, companyDay, hubs } = trustCaps
    const most = Math.min(hubDay, Math.floor(companyDay / hubs))
    if (sign === -1 || (hub <= most && member <= memberHub)) return
    fail(
      'trust stays under its caps',
      `${day}: ${member} of ${account} (cap ${memberHub}), ${hub} of all (cap ${most})`,
    )
  }

  return {
    violations,
    fail,
    journaled(box, envelope) {
      checkEarned({ fail }, envelope)
      checkPaid({ fail }, envelope)
      change(envelope, (one) => void one.boxes.add(box))
      const one = happening(envelope)
      one.firstBox ??= box
      if (one.firstBox !== box) one.onTwoBoxes = true
    },
    lost(box, eventId) {
      const one = happenings.get(eventId)
      if (one !== undefined) change(one.envelope, (it) => void it.boxes.delete(box))
    },
    acked: (_, envelope) =>
      change(envelope, (one) => {
        one.acked = true
      }),
    inBooks: (_, envelope, there) => change(envelope, there ? setInBooks : setOutOfBooks),
    moved(account, amount, claim) {
      if (local(account)) {
        add(localWealth, account, amount)
        return
      }
      if (claim) add(allowance, account, Math.abs(amount))
      const sum = add(wealth, account, amount)
      if (amount < 0 && !claim && sum < -(allowance.get(account) ?? 0)) {
        fail('nothing is spent twice', `${-amount} of ${account} spent at HQ leave ${sum}`)
      }
    },
    allow: (account, amount) => void add(allowance, account, amount),
    isOnTwoBoxes: (eventId) => happenings.get(eventId)?.onTwoBoxes ?? false,
    isInBooks: (eventId) => happenings.get(eventId)?.inBooks ?? false,
    wealth: (account) => wealth.get(account) ?? 0,
    happened(eventId) {
      const one = happenings.get(eventId)
      return one !== undefined && counts(one)
    },
    events: () => happenings.entries(),
    trustSpent,
    localWealth,
    epochEnded: (store) => void ended.add(store),
    allowRefund: (receiptId, amount) => void add(declaredRefunds, receiptId, amount),
    refundedOf: (receiptId) => refunds.get(receiptId) ?? nothingRefunded,
  }
}

/** Receipt numbers begin with the store, `S0-`. */
function storeOf(number: string): number {
  return Number(number.slice(1, number.indexOf('-')))
}

function setInBooks(one: Happening): void {
  one.inBooks = true
}

function setOutOfBooks(one: Happening): void {
  one.inBooks = false
}
