import type { EventType, LeaseWord } from '../../contracts/event.ts'
import { changed, putIn } from '../free-part.ts'
import type { Ledger } from '../ledger.ts'
import { type Lot, lotsTotal, putBackLast, takeOldest } from '../lots.ts'
import { leasePlace, riskLeasePlace, systemPlace } from '../movement.ts'
import {
  type FoundLease,
  findLease,
  isBorn,
  leasesWith,
  leasesWithout,
} from './lease-of-account.ts'
import { recreateLease } from './recreate-lease.ts'

export interface WordTold {
  readonly eventId: string
  readonly hub: number
  /** The epoch that it was ingested under. */
  readonly epoch: number
  readonly at: number
  /** It was saved in an older epoch and chained again under this one. */
  readonly chainedAgain: boolean
}

/**
 * A hub's word on a lease, out of its journal: the only thing that brings escrow back (spine B1.1).
 * It is believed for the epoch in which the hub held the lease: a word from an old epoch that is
 * sent again under a new one may come from a copy of the disk (B1.3), so nothing comes back by it
 * and the lease stays until it is forfeited. Idempotent by event id and by the lease's state.
 */
export function applyWord(ledger: Ledger, word: LeaseWord, type: EventType, told: WordTold): void {
  if (type === 'lease.granted') granted(ledger, word, told)
  else if (type === 'lease.returned') returned(ledger, word, told)
  else if (type === 'lease.closed' || type === 'lease.refused') closed(ledger, word, type, told)
}

function granted(ledger: Ledger, word: LeaseWord, told: WordTold): void {
  if (word.granted === 0) return
  if (ledger.accountOfLease(word.lease) === undefined) recreateLease(ledger, word, told)
  else believable(ledger, word, told)
}

function returned(ledger: Ledger, word: LeaseWord, told: WordTold): void {
  if (ledger.movement(told.eventId) !== undefined) return
  const found = believable(ledger, word, told)
  if (found === undefined) return
  const { account, lease } = found
  const back = Math.min(word.returned, lotsTotal(lease.lots))
  if (back < word.returned) raiseDifference(ledger, word, lotsTotal(lease.lots))
  if (back === 0) return
  const lots = takeOldest(lease.lots, lotsTotal(lease.lots) - back).taken
  const leases = leasesWith(account, { ...lease, lots })
  bookReturn(ledger, found, putBackLast(lease.lots, back), leases, told)
}

function closed(ledger: Ledger, word: LeaseWord, type: EventType, told: WordTold): void {
  if (ledger.accountOfLease(word.lease) === undefined)
    return closedUnheard(ledger, word, type, told)
  const found = believable(ledger, word, told)
  if (found === undefined) return
  const { account, lease } = found
  const left = lotsTotal(lease.lots)
  if (type === 'lease.closed' && word.returned !== left) raiseDifference(ledger, word, left)
  bookReturn(ledger, found, lease.lots, leasesWithout(account, lease.id), told)
  ledger.closeLease(lease.id)
}

/** Granted and closed while the books that were restored looked away: the id stays used (B1.4). */
function closedUnheard(ledger: Ledger, word: LeaseWord, type: EventType, told: WordTold): void {
  ledger.noteLease({ id: word.lease, hub: told.hub, account: word.account })
  ledger.closeLease(word.lease)
  if (type === 'lease.closed') raiseUnknown(ledger, word, told)
}

/** What comes back goes to whom it belongs: the holder, or the risk account once it made him good. */
function bookReturn(
  ledger: Ledger,
  { account, lease }: FoundLease,
  lots: readonly Lot[],
  leases: FoundLease['account']['leases'],
  told: WordTold,
): void {
  const { unit } = account.terms
  const toRisk = lease.state === 'forfeited'
  const amount = lotsTotal(lots)
  if (amount > 0) {
    ledger.addMovement({
      id: told.eventId,
      kind: 'return',
      unit,
      from: toRisk ? riskLeasePlace(lease.id, unit) : leasePlace(account.id, lease.id),
      to: toRisk ? systemPlace('risk', unit) : account.id,
      amount,
      lots,
      at: told.at,
      receiptId: lease.receiptId,
      rule: null,
      reverses: null,
    })
  }
  ledger.saveAccount(changed(account, toRisk ? { leases } : { ...putIn(account, lots), leases }))
}

/**
 * The lease, if this hub may speak for it; a stranger's word is told to HQ and changes nothing. Of a
 * coupon that a sale gave, each hub that answered the sale has a word, and only the first one counts.
 */
function believable(ledger: Ledger, word: LeaseWord, told: WordTold): FoundLease | undefined {
  const found = findLease(ledger, word.lease)
  if (found === undefined) {
    if (ledger.accountOfLease(word.lease) === undefined) raiseUnknown(ledger, word, told)
    return undefined
  }
  const { lease } = found
  if (lease.hub !== told.hub) {
    if (!isBorn(found)) raiseUnknown(ledger, word, told)
    return undefined
  }
  const isOfItsEpoch = lease.epoch === told.epoch && !told.chainedAgain
  return isOfItsEpoch && lease.state !== 'void' ? found : undefined
}

function raiseUnknown(ledger: Ledger, word: LeaseWord, { hub }: WordTold): void {
  ledger.raise({
    kind: 'unknown-lease',
    subject: `lease ${word.lease}`,
    words: `Hub ${hub} reports lease ${word.lease} of account ${word.account}, which it was not granted as far as the books know; nothing was moved.`,
  })
}

function raiseDifference(ledger: Ledger, word: LeaseWord, left: number): void {
  ledger.raise({
    kind: 'lease-overspent',
    subject: `lease ${word.lease}`,
    words: `The hub gives back ${word.returned} units of lease ${word.lease}; the books have ${left} left in it. What the books have came back.`,
  })
}
