import type { Envelope, ValueMovement } from '#shared/contracts/event.ts'
import { epochOfNumber } from '#shared/domain/receipt-number.ts'
import type { CloudMark } from '#shared/journal/kept-sales.ts'
import { type Account, freeOf, postedOf } from '#shared/value/account.ts'
import { isReached } from '#shared/value/hub/overlay.ts'
import { type Lease, openAmount } from '#shared/value/lease.ts'
import type { Alarm } from '#shared/value/ledger.ts'
import { lotsTotal } from '#shared/value/lots.ts'
import {
  holdPlace,
  leasePlace,
  type Movement,
  riskLeasePlace,
  systemPlace,
} from '#shared/value/movement.ts'
import type { Disk } from './disk.ts'
import type { MemoryLedger } from './memory-ledger.ts'
import type { FeedCut, SimRecord } from './messages.ts'
import type { Books } from './nodes/books.ts'
import { hashRecord } from './nodes/hash-record.ts'
import type { Oracle } from './oracle.ts'
import { checkRefunds } from './points-laws.ts'

/** A change of what the shops know, made in the cloud; a restored backup takes it back. */
export interface Told {
  readonly undo: () => void
  readonly redo: () => void
}

interface KnownLease {
  /** Hub and epoch; more than one where two disks answered the sale that brought a coupon. */
  readonly holders: ReadonlySet<string>
  /** The request whose answer brought it; null = the cloud granted it. */
  readonly sale: string | null
  readonly account: string
  readonly amount: number
  readonly endsAt: number
  spent: number
}

/** To this hub, in this epoch. */
export type Promised = Pick<Lease, 'id' | 'hub' | 'epoch' | 'granted' | 'endsAt'>

/** Holds the machines against the oracle after every step that changed something. */
export interface Checks {
  books(books: Books, record: SimRecord | null): void
  shown(shown: {
    readonly hub: number
    readonly account: string
    readonly shown: number
    readonly feed: FeedCut
    readonly records: Disk<SimRecord>
  }): void
  readonly chain: (records: Disk<SimRecord>, from: number) => void
  readonly cutMade: (cut: FeedCut, books: Books) => void
  granted(lease: Promised, account: string): void
  /** A sale answered by a second disk brings the same coupon again: one lease, with one unit in it. */
  born(lease: Promised & { readonly sale: string }, account: string): void
  leaseSpend(spend: {
    readonly lease: string
    readonly hub: number
    readonly epoch: number
    readonly now: number
  }): void
  /** A record of a hub is durable: its spends are within what was promised to it. */
  covered(envelope: Envelope): void
  /** What the cloud has told so far: belongs to a backup of it. */
  told(): readonly Told[]
  /** The books are those of a backup again; it need not be one of this history. */
  restored(toldThen: readonly Told[]): void
  readonly answeredTwice: (dropped: Envelope) => void
  /** After everything came to rest. */
  atRest(books: Books): void
}

/** Alarms that no honest history of this simulator may raise. */
const neverAlarms: ReadonlySet<Alarm['kind']> = new Set([
  'lease-overspent',
  'unknown-lease',
  'unknown-account',
])

export function createChecks(oracle: Oracle): Checks {
  const leases = new Map<string, KnownLease>()
  const booksByCut = new Map<number, Pick<Books, 'applied' | 'log'>>()
  let told: Told[] = []
  let alarmsSeen = 0
  let isRestored = false
  /** Leases of which an alarm is right: the risk account pays what comes of them out of its order. */
  const excused = new Set<string>()
  /** Leases into which some disk has put value back. */
  const refilled = new Set<string>()
  const covered = new Set<string>()
  /** Uses of a coupon that were given back before the books had heard of them. */
  const givenBack = new Map<string, { readonly back: string; readonly use: string }[]>()

  function accounts(ledger: MemoryLedger): void {
    for (const id of ledger.touched) {
      const account = ledger.account(id)
      if (account === undefined) continue
      const at = (place: string) => ledger.sumsByPlace.get(place) ?? 0
      const wrong = (where: string, has: number, sum: number) =>
        oracle.fail('value is conserved', `${where} holds ${has}, its movements add up to ${sum}`)
      let posted = at(id)
      if (freeOf(account) !== at(id)) wrong(`${id}, free,`, freeOf(account), at(id))
      for (const hold of account.holds) {
        const sum = at(holdPlace(id, hold.id))
        posted += sum
        if (lotsTotal(hold.lots) !== sum) wrong(`hold ${hold.id}`, lotsTotal(hold.lots), sum)
      }
      for (const lease of account.leases) {
        const risk = lease.state === 'forfeited'
        const place = risk ? riskLeasePlace(lease.id, account.terms.unit) : leasePlace(id, lease.id)
        const sum = at(place)
        if (!risk) posted += sum
        if (lotsTotal(lease.lots) !== sum) wrong(`lease ${lease.id}`, openAmount(lease), sum)
      }
      if (postedOf(account) !== posted) wrong(id, postedOf(account), posted)
      vouchers(ledger, account)
    }
    ledger.touched.clear()
  }

  function vouchers(ledger: MemoryLedger, account: Account): void {
    const { id, owed, terms } = account
    // What was loaded after the backup is gone from restored books, and may be spent: it is owed then.
    if (isRestored && owed > 0) return
    if (terms.kind === 'gift-card' && owed > 0) {
      oracle.fail('no card or coupon owes', `${id} owes ${owed}`)
    }
    const coupon = terms.kind === 'coupon' ? ledger.coupon(id) : undefined
    if (coupon === undefined) return
    const isOut = coupon.state === 'sold' || coupon.state === 'issued' || coupon.state === 'held'
    if (postedOf(account) === (isOut ? 1 : 0) + unheardOf(ledger, id)) return
    oracle.fail(
      'a coupon is where its unit is',
      `${id} is ${coupon.state}, its holder has ${postedOf(account)}`,
    )
  }

  /** Units that came back and whose use another till has yet to offer: they are there twice. */
  function unheardOf(ledger: MemoryLedger, coupon: string): number {
    const waiting = givenBack.get(coupon) ?? []
    const isBooked = (id: string) => ledger.movement(id) !== undefined
    return waiting.filter(({ back, use }) => isBooked(back) && !isBooked(use)).length
  }

  function noteGivenBack(
    ledger: MemoryLedger,
    { id: back, kind, account, reverses }: ValueMovement,
  ): void {
    if (kind !== 'give-back' || reverses === null || ledger.movement(reverses)) return
    givenBack.set(account, [...(givenBack.get(account) ?? []), { back, use: reverses }])
  }

  function tell(redo: () => void, undo: () => void): void {
    redo()
    told.push({ redo, undo })
  }

  function moved(account: string, amount: number, claim: boolean): void {
    // What is taken back by a restore may have been spent: it is owed then.
    tell(
      () => oracle.moved(account, amount, claim),
      () => oracle.moved(account, -amount, amount > 0),
    )
  }

  function movements(books: Books, byEvent: boolean): void {
    for (const { kind, from, to, amount } of books.ledger.fresh) {
      switch (kind) {
        case 'issue':
          moved(to, amount, false)
          break
        case 'load':
          if (!byEvent) moved(to, amount, false)
          break
        case 'give-back':
          // A pending credit is settled whenever its right comes back.
          if (from.startsWith('issued@')) moved(to, amount, false)
          else if (!byEvent) moved(to, amount, false)
          break
        case 'spend':
          if (!byEvent && !from.startsWith('risk')) moved(accountOf(from), -amount, false)
          break
        case 'take-back':
          if (!byEvent && !from.startsWith('risk')) moved(from, -amount, true)
          break
        case 'correct':
          if (to.startsWith('corrected@')) moved(from, -amount, true)
          else moved(to, amount, false)
          break
        case 'expire':
          moved(from, -amount, false)
          break
        case 'make-good':
          oracle.allow(to, amount)
          break
        // From the shops, or from one place of an account to another.
        case 'earn':
        case 'hold':
        case 'release':
        case 'grant':
        case 'return':
        case 'forfeit':
        case 'write-off':
      }
    }
    books.ledger.fresh.length = 0
  }

  /** The books have it as its hub does: of a dead epoch nobody holds it. */
  function born(ledger: MemoryLedger, { epoch, body, firstHash }: SimRecord): void {
    const { movements, receipt } = body.envelope
    for (const { id: load, kind, account, lease: id } of movements) {
      if (kind !== 'load' || id === null) continue
      const lease = ledger.account(account)?.leases.find((each) => each.id === id)
      const isDead = firstHash !== null || epochOfNumber(receipt?.number ?? '') !== epoch
      if (lease?.state === (isDead ? 'void' : 'open')) continue
      // Frozen or owing, it is asked back at once.
      if (!isDead && lease?.state === 'recalled') continue
      // Opened by its use, which another till brought before: HQ may have given it up since.
      const isOvertaken = ledger.movement(id)?.lots.some((lot) => lot.id === load) === false
      if (isDead && isOvertaken && lease?.state !== 'open') continue
      oracle.fail(
        'no escrow is lost without an open entry',
        `lease ${id} of ${account}, born ${isDead ? 'in a dead epoch' : 'now'}, is ${lease?.state ?? 'nowhere'}`,
      )
    }
  }

  /** Also out of the lease of a box that died, when a till brings what it kept (spine B1.3). */
  function paidByLease(
    ledger: MemoryLedger,
    { kind, cover, account, lease: id }: ValueMovement,
    ...parts: readonly (Movement | undefined)[]
  ): void {
    if (kind !== 'spend' || cover !== 'lease') return
    if (!parts.some((part) => part?.from.startsWith('risk@'))) return
    const lease = ledger.account(account)?.leases.find((each) => each.id === id)
    if (lease === undefined || lotsTotal(lease.lots) === 0) return
    oracle.fail(
      'a lease pays for what was spent out of it',
      `risk paid for a spend of lease ${id} of ${account}, which holds ${lotsTotal(lease.lots)}`,
    )
  }

  function event(books: Books, record: SimRecord): void {
    const { id, body, firstHash } = record
    const { envelope } = body
    born(books.ledger, record)
    if (firstHash !== null) outOfOrder(envelope)
    if (oracle.isInBooks(id)) {
      oracle.fail(
        'acknowledged = journaled = in the books exactly once',
        `event ${id} (${envelope.type}) was applied twice`,
      )
    }
    tell(
      () => oracle.inBooks(id, envelope, true),
      () => oracle.inBooks(id, envelope, false),
    )
    const isClaim = envelope.receipt?.cover === 'pending-credit'
    for (const movement of envelope.movements) {
      if (isClaim && movement.reverses === null) continue
      const { ledger } = books
      const first = ledger.movement(movement.id) ?? ledger.movement(`${movement.id}#1`)
      const second = ledger.movement(`${movement.id}#2`)
      paidByLease(ledger, movement, first ?? second, second)
      noteGivenBack(ledger, movement)
      if (first ?? second) continue
      oracle.fail(
        'every movement of an event is in the books',
        `${movement.kind} ${movement.amount} of ${movement.account}, event ${id}, is not`,
      )
    }
  }

  /**
   * After a disk was lost each till offers what it kept, so a spend may come in before the refund
   * that had put value back into its lease.
   */
  function outOfOrder({ movements }: Envelope): void {
    for (const { lease } of movements)
      if (lease !== null && refilled.has(lease)) excuse('lease-overspent', lease)
  }

  function excuse(kind: Alarm['kind'], lease: string): void {
    excused.add(`${kind}: lease ${lease}`)
  }

  function excuseWrittenOff({ log }: Books): void {
    const last = log.at(-1)
    if (last?.kind !== 'command' || last.command.verb !== 'writeOffForfeit') return
    excuse('lease-overspent', last.command.command.lease)
  }

  function alarms(ledger: MemoryLedger): void {
    for (; alarmsSeen < ledger.alarms.length; alarmsSeen += 1) {
      const alarm = ledger.alarms[alarmsSeen]
      if (alarm === undefined || !neverAlarms.has(alarm.kind)) continue
      if (excused.has(`${alarm.kind}: ${alarm.subject}`)) continue
      oracle.fail(
        'nothing is spent but under a lease, a trust cap or a loaded balance',
        alarm.words,
      )
    }
  }

  return {
    books(books, record) {
      if (record === null) excuseWrittenOff(books)
      movements(books, record !== null)
      if (record !== null) event(books, record)
      accounts(books.ledger)
      alarms(books.ledger)
    },
    chain(records, from) {
      for (let index = from; index < records.end(); index += 1) {
        const record = records.at(index)
        const before = records.at(index - 1)
        if (record === undefined) continue
        const follows = record.seq === index + 1 && record.prev === (before?.hash ?? '')
        if (follows && record.hash === hashRecord(record)) continue
        const at = `event ${record.seq} of epoch ${record.epoch}, hub ${record.hub}`
        oracle.fail('chains are whole', `${at} does not follow the one before it`)
      }
    },
    cutMade: (cut, { applied, log }) => void booksByCut.set(cut.number, { applied, log }),
    shown({ hub, account, shown, feed, records }) {
      const books = booksByCut.get(feed.number)
      if (books === undefined) return
      let expected = feed.balances.get(account) ?? 0
      for (let index = records.first(); index < records.end(); index += 1) {
        const record = records.at(index)
        if (record === undefined) continue
        const { movements } = record.body.envelope
        if (!movements.some((movement) => movement.account === account)) continue
        if (isKnownIn(record, { hub, feed, books })) continue
        for (const movement of movements) {
          if (movement.account !== account) continue
          const loses = movement.kind === 'spend' || movement.kind === 'take-back'
          expected += loses ? -movement.amount : movement.amount
        }
      }
      if (expected === shown) return
      oracle.fail(
        'the shown balance is right at its age',
        `hub ${hub} shows ${shown} of ${account} by cut ${feed.number}; right is ${expected}`,
      )
    },
    granted({ id, hub, epoch, granted, endsAt }, account) {
      if (leases.has(id)) {
        oracle.fail('a lease id is granted once', `lease ${id} was granted before`)
      }
      const holders = new Set([holderOf(hub, epoch)])
      leases.set(id, { holders, sale: null, account, amount: granted, endsAt, spent: 0 })
    },
    born({ id, hub, epoch, granted, endsAt, sale }, account) {
      const first = leases.get(id)
      const isSame = first?.sale === sale && first.account === account && first.amount === granted
      if (first !== undefined && !isSame) {
        const of = first.sale === null ? 'was granted before' : `was born of sale ${first.sale}`
        oracle.fail('a lease id is granted once', `lease ${id}, born of sale ${sale}, ${of}`)
      }
      const { spent, ...before } = first ?? { holders: [], endsAt, spent: 0 }
      const holders = new Set([...before.holders, holderOf(hub, epoch)])
      const end = Math.max(endsAt, before.endsAt)
      leases.set(id, { holders, sale, account, amount: granted, endsAt: end, spent })
    },
    leaseSpend({ lease, hub, epoch, now }) {
      const known = leases.get(lease)
      if (known === undefined || !known.holders.has(holderOf(hub, epoch))) {
        oracle.fail(
          'nothing is spent but under a lease, a trust cap or a loaded balance',
          `hub ${hub} spends lease ${lease} in epoch ${epoch}, in which it was never granted it`,
        )
      } else if (now >= known.endsAt) {
        oracle.fail(
          'no lease is spent after its end',
          `lease ${lease} ended ${now - known.endsAt} ms ago`,
        )
      }
    },
    covered(envelope) {
      const key = `${envelope.id} ${envelope.leases.join()}`
      if (covered.has(key)) return
      covered.add(key)
      for (const { kind, cover, account, lease, amount } of envelope.movements) {
        if (kind === 'spend' && cover === 'account') {
          oracle.fail(
            'nothing is spent but under a lease, a trust cap or a loaded balance',
            `${amount} of ${account} were spent without any cover`,
          )
        }
        const known = lease === null ? undefined : leases.get(lease)
        if (known === undefined || kind === 'load') continue
        if (kind === 'give-back' && lease !== null) refilled.add(lease)
        known.spent += kind === 'give-back' ? -amount : amount
        if (known.spent > known.amount) {
          oracle.fail(
            'nothing is spent but under a lease, a trust cap or a loaded balance',
            `${known.spent} were spent out of lease ${lease} of ${known.amount}`,
          )
        }
      }
    },
    answeredTwice(dropped) {
      // Its hub counts a spend that the books do not: an alarm about that lease is right.
      for (const { lease } of dropped.movements)
        if (lease !== null) excuse('lease-overspent', lease)
    },
    told: () => [...told],
    restored(toldThen) {
      let same = 0
      while (same < told.length && told[same] === toldThen[same]) same += 1
      for (let i = told.length - 1; i >= same; i -= 1) told[i]?.undo()
      for (let i = same; i < toldThen.length; i += 1) toldThen[i]?.redo()
      told = [...toldThen]
      alarmsSeen = 0
      isRestored = true
    },
    atRest: (books) => atRest(oracle, books),
  }
}

/**
 * Does the feed hold it, and is that to be known in the store? It came in at a place of this hub's
 * own journal, or at one that the till told of. Where another copy of the disk had it and no till
 * told that, nobody there can know before this hub has sent it.
 */
function isKnownIn(
  record: SimRecord,
  at: {
    readonly hub: number
    readonly feed: FeedCut
    readonly books: Pick<Books, 'applied' | 'log'>
  },
): boolean {
  const { hub, feed, books } = at
  const { epoch, seq, body } = record
  const applied = books.applied.get(record.id)
  if (applied === undefined || applied > feed.applied) return false
  if (isReached({ hub, epoch, seq }, feed.reached)) return true
  const entry = books.log[applied - 1]
  if (entry?.kind !== 'event') return false
  const first = entry.event
  const isFirst = (place: CloudMark) =>
    place.hub === first.hub && place.epoch === first.epoch && place.seq === first.record.seq
  if (isFirst({ hub, epoch, seq })) return true
  return body.places?.some((place) => isFirst(place) || isReached(place, feed.reached)) ?? false
}

function holderOf(hub: number, epoch: number): string {
  return `${hub}/${epoch}`
}

function accountOf(place: string): string {
  const end = place.indexOf('/')
  return end < 0 ? place : place.slice(0, end)
}

/** Every promise that may be broken for a while is held when everything has come to rest. */
function atRest(oracle: Oracle, books: Books): void {
  checkRefunds(oracle)
  const { ledger } = books
  for (const [id, { acked, boxes, envelope }] of oracle.events()) {
    if ((acked || boxes.size > 0) && !books.applied.has(id)) {
      oracle.fail(
        'acknowledged = journaled = in the books exactly once',
        `event ${id} (${envelope.type}) was saved and is not in the books`,
      )
    }
  }
  for (const [receipt, taken] of books.takings) {
    if ((books.turnover.get(receipt) ?? 0) !== taken) {
      oracle.fail(
        'acknowledged = journaled = in the books exactly once',
        `receipt ${receipt}: turnover ${books.turnover.get(receipt)}, takings ${taken}`,
      )
    }
  }
  const posted = new Map<string, number>()
  const wealth = new Map<string, number>()
  for (const account of ledger.accounts.values()) {
    const { unit } = account.terms
    posted.set(unit, (posted.get(unit) ?? 0) + postedOf(account))
    const known = oracle.wealth(account.id) + (oracle.localWealth.get(account.id) ?? 0)
    const trusted = oracle.trustSpent.get(account.id) ?? 0
    wealth.set(unit, (wealth.get(unit) ?? 0) + known - trusted)
  }
  for (const [unit, inBooks] of posted) {
    let risk = ledger.sumsByPlace.get(systemPlace('risk', unit)) ?? 0
    for (const account of ledger.accounts.values()) {
      if (account.terms.unit !== unit) continue
      for (const lease of account.leases)
        if (lease.state === 'forfeited') risk += lotsTotal(lease.lots)
    }
    const right = (wealth.get(unit) ?? 0) - risk
    if (inBooks !== right) {
      oracle.fail(
        unit.includes('local-balance')
          ? 'an overspent balance is booked to the unit'
          : 'value is conserved',
        `${unit}: the books hold ${inBooks}, the shops know of ${right} (risk ${risk})`,
      )
    }
  }
  for (const [place, sum] of ledger.sumsByPlace) {
    if (sum === 0 || !place.includes('/lease:')) continue
    const id = place.slice(place.indexOf('/lease:') + 7).split('@')[0] ?? ''
    const account = ledger.account(ledger.accountOfLease(id) ?? '')
    if (account?.leases.some((lease) => lease.id === id) !== true) {
      oracle.fail(
        'no escrow is lost without an open entry',
        `${place} holds ${sum}, nobody lists it`,
      )
    }
  }
}
