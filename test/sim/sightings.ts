import type { Envelope } from '#shared/contracts/event.ts'
import { bornLeases } from '#shared/value/born-lease.ts'
import type { Lease } from '#shared/value/lease.ts'
import { earliestEnd } from '#shared/value/lots.ts'
import type { Movement } from '#shared/value/movement.ts'
import type { FeedCut, SimRecord } from './messages.ts'
import type { Books } from './nodes/books.ts'

/** Tells which rules were at work, from what they left behind; it decides and changes nothing. */
export interface Sightings {
  granted(lease: Lease): void
  /** A hub's record is durable. */
  journaled(envelope: Envelope): void
  shown(seen: {
    readonly hub: number
    readonly account: string
    readonly shown: number
    readonly feed: FeedCut
  }): void
  /** After an entry of the books; before anybody empties what it left fresh. */
  books(books: Books, record: SimRecord | null): void
}

export function createSightings(reach: (transition: string) => void): Sightings {
  const feeds = new Map<number, FeedCut>()
  let alarms = 0
  let held = 0

  function newAlarms({ ledger }: Books): void {
    // A restored backup has fewer; they were told before.
    if (ledger.alarms.length < alarms) alarms = ledger.alarms.length
    for (; alarms < ledger.alarms.length; alarms += 1) {
      const alarm = ledger.alarms[alarms]
      if (alarm !== undefined) reach(`alarm: ${alarm.kind}`)
    }
  }

  function accounts({ ledger }: Books): void {
    for (const id of ledger.touched) {
      const account = ledger.account(id)
      if (account === undefined) continue
      if (account.owed > 0) reach('books: an account owes')
      if (account.owed > 0 && account.leases.length > 0) reach('books: a debt beside open leases')
      if (account.frozen && account.leases.length > 0) reach('books: a freeze beside open leases')
      if (account.pending.length > 0) reach('books: a pending credit waits')
    }
  }

  function quarantine({ quarantine: { held: now }, incompleteShifts }: Books): void {
    if (now.length === held - 1) reach('books: a repair is applied')
    if (now.length < held - 1) reach('books: a repair lets its dependents go')
    held = now.length
    if (incompleteShifts.size > 0 && now.length > 0) reach('books: a shift is incomplete')
  }

  return {
    granted(lease) {
      if (lease.endsAt !== earliestEnd(lease.lots)) return
      reach(`cloud: a lot cuts the end of a ${lease.receiptId === null ? 'lease' : 'hold'}`)
    },
    journaled(envelope) {
      const { receipt, movements } = envelope
      if (receipt !== null && provisional.test(receipt.number)) reach('hub: a provisional number')
      if (movements.length > 1 && paysTwice(envelope)) reach('hub: two leases pay together')
      if (envelope.coupons.length > 0) reach('hub: a coupon is used')
    },
    shown({ hub, account, shown, feed }) {
      const before = feeds.get(hub)
      feeds.set(hub, feed)
      if (before !== undefined && feed.number < before.number)
        reach('hub: an older feed is adopted')
      if (shown !== feed.balances.get(account)) reach('hub: own movements lie over the feed')
    },
    books(books, record) {
      for (const movement of books.ledger.fresh) {
        const name = nameOf(movement, record !== null)
        if (name !== null) reach(name)
        if (isBornDead(books, movement)) reach('books: a lease of a dead epoch is born')
      }
      if (record !== null) {
        if (record.firstHash !== null) reach('books: an event that was chained again')
        if (record.body.payload.v > 1) reach('books: a newer contract after the upgrade')
      }
      accounts(books)
      newAlarms(books)
      quarantine(books)
    },
  }
}

function isBornDead({ ledger }: Books, { kind, from, to }: Movement): boolean {
  if (kind !== 'grant' || !to.includes(`/lease:${bornLeases}`)) return false
  const leases = ledger.account(from)?.leases ?? []
  return leases.some(({ id, state }) => state === 'void' && to.endsWith(`/lease:${id}`))
}

const provisional = /-\d+X-/

function paysTwice({ movements }: Envelope): boolean {
  return movements.some(
    ({ account, lease }, i) =>
      lease !== null && movements.findIndex((each) => each.account === account) < i,
  )
}

/** A movement that some rule of the spine made; null = everyday business. */
function nameOf(movement: Movement, byEvent: boolean): string | null {
  const { kind, from, to, lots, unit, rule } = movement
  switch (kind) {
    case 'spend':
      if (from.startsWith('risk/lease:')) return 'books: a forfeited lease was spent'
      if (rule?.startsWith('trust:') === true) {
        return from.startsWith('risk@')
          ? 'books: risk pays what trust spent'
          : 'books: the account pays what trust spent'
      }
      if (from.startsWith('risk@')) {
        return unit.includes('local-balance')
          ? 'books: risk pays an overspent balance'
          : 'books: risk pays what no lease holds'
      }
      return from.includes('/lease:') ? 'books: a lease is spent' : null
    case 'give-back':
      if (to.startsWith('risk/lease:')) return 'books: value goes back into a forfeited lease'
      if (to.includes('/lease:')) return 'books: value goes back into its lease'
      if (from.startsWith('issued@')) return 'books: a pending credit is posted'
      if (to.startsWith('risk@')) return 'books: risk gets back what it paid'
      return byEvent ? 'books: value goes back into the free part' : null
    case 'return':
      return from.startsWith('risk/lease:')
        ? 'books: a forfeited lease comes back'
        : 'books: a lease comes back'
    case 'grant':
      if (!byEvent) return null
      if (!to.includes(`/lease:${bornLeases}`)) return 'books: a lease is recreated'
      return lots.some(({ id }) => id.startsWith('recreated:'))
        ? 'books: a coupon is used before its sale comes in'
        : 'books: a lease is born'
    case 'take-back':
      return from.startsWith('risk@') ? 'books: risk pays a take-back' : null
    case 'expire':
      return 'books: a lot ends'
    case 'make-good':
      return byEvent ? 'books: a put-back makes the holder good' : 'books: a holder is made good'
    case 'write-off':
      return unit.startsWith('refund:') ? 'books: risk pays a refund too many' : null
    case 'issue':
    case 'earn':
    case 'load':
    case 'correct':
    case 'hold':
    case 'release':
    case 'forfeit':
      return null
  }
}
