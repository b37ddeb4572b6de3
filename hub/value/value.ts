import type { Logger } from 'pino'
import type { LeaseGrant, StreamMessage } from '#shared/contracts/lease.ts'
import type { TillAccount } from '#shared/contracts/till.ts'
import { businessDay } from '#shared/domain/business-day.ts'
import { programmeOfAccount, valueAccountId } from '#shared/value/account-id.ts'
import type { HubSession, Received } from '#shared/value/hub/receive.ts'
import type { ValueMessage } from '../cloud-link/cloud-link.ts'
import type { HubTime } from '../cloud-link/time.ts'
import { paysWithPin } from '../pin/pays-with-pin.ts'
import { createPins } from '../pin/pins.ts'
import type { SealKey } from '../pin/seal-key.ts'
import type { ReplicaProgramme } from '../replica/replica.ts'
import type { Shop } from '../shop.ts'
import { createCensus } from './census.ts'
import { type Covers, createCovers, type Standing } from './covers.ts'
import { notSpendable } from './hindrance.ts'
import { createHolds, type Wanted } from './holds.ts'
import type { CloseLeasesJob, LeaseTerms } from './lease-jobs.ts'
import type { ValueLine } from './line.ts'
import { createLocalDesk } from './local-desk.ts'
import { takeMoment } from './moment.ts'
import { createOfflineTries } from './offline-tries.ts'
import { createOverlay, type Overlay } from './overlay.ts'
import { createPayments } from './payments.ts'
import { createReceiptValue, type ReceiptValue } from './receipt-value.ts'
import { createRefundAsks } from './refund-asks.ts'
import { createRefundCovers, type RefundCovers } from './refund-covers.ts'
import { createStoredWallet, type StoredWallet } from './store.ts'
import { createStreamDesk } from './stream-desk.ts'
import { createToldBalances } from './told-balances.ts'
import { createTrustDesk } from './trust-desk.ts'
import { createVoucherClaims, type VoucherClaims } from './voucher-claims.ts'

/** Stored value in this store: what members have, what may be spent of it here, and who decides. */
export interface Value extends ReceiptValue {
  /** A member's accounts as of now; throws `unavailable` without a replica. */
  readonly accountsOf: (member: {
    readonly id: number
    readonly blocked: boolean
  }) => readonly TillAccount[]
  /** Asks the cloud for the balances of a customer who is here, 800 ms at most. */
  readonly ask: (
    holder: { readonly memberId: number } | { readonly account: string },
  ) => Promise<void>
  /** What is reserved for a receipt of this account. */
  readonly reservedFor: (receiptId: string, account: string) => number
  /** What vouchers are, and what theirs are worth, as this hub has it. */
  readonly ofVoucher: VoucherValue
  /** Reserves value for a receipt and answers the account; throws `conflict` with why not. */
  readonly cover: (receiptId: string, wanted: WantedValue) => Promise<string>
  /** The receipt is given up, or paid without this account. */
  readonly letGo: (receiptId: string, account?: string) => void
  /** A till was heard that saw nothing later than this disk holds. */
  readonly hearTill: (till: string) => void
  readonly hear: (message: ValueMessage) => void
  /** Whether a receipt may be given back here, and under what. */
  readonly refunds: RefundCovers
  readonly sessionOpened: (session: HubSession) => void
  /** The cloud has more of the journal. */
  readonly confirmed: () => void
  /** The cloud said from where its books have what was taken before. */
  readonly placesLearned: () => void
  /** The replica has a new state. */
  readonly feedChanged: () => void
  /** Ends what is over; done by itself every half minute. */
  readonly sweep: () => Promise<void>
  readonly start: () => void
  readonly stop: () => void
}

/** What is known here of a voucher's account. */
export interface VoucherValue {
  readonly history: Overlay['history']
  readonly since: Overlay['since']
  readonly worthOf: Covers['worthOf']
  /** The newer of the replica's balance and what the cloud told of it. */
  readonly newest: Overlay['newest']
  /** Asks the cloud to keep a voucher of no store's stock for this hub while it sells it. */
  readonly keep: VoucherClaims['keep']
  readonly isKept: VoucherClaims['isKept']
  /** Receipts in work that have reserved of it, or sell it. */
  readonly receiptsOf: (account: string) => readonly string[]
  /** A receipt sells or loads it: no other one may, until it is let go of. */
  readonly claim: (receiptId: string, account: string) => void
  /** The cloud would hear a question now. */
  readonly isOnline: () => boolean
  /** A coupon that a sale of this hub brought for the next order. */
  readonly issuedHere: StoredWallet['issued']
  /** A sale was journaled that brought these leases: they are of since the start. */
  readonly wereBorn: (leases: Iterable<string>) => void
}

/** What pays a part of a receipt, in the units of its account. */
export type WantedValue =
  | { readonly kind: 'store-credit'; readonly memberId: number; readonly amount: number }
  | {
      readonly kind: 'points'
      readonly memberId: number
      readonly programme: string
      readonly amount: number
      /** As typed; not needed where the payment was reserved with it before. */
      readonly pin?: string | undefined
    }
  | {
      readonly kind: 'gift-card' | 'coupon'
      readonly account: string
      readonly amount: number
    }

export interface ValueDeps {
  readonly shop: Shop
  readonly time: Pick<HubTime, 'reading' | 'upper' | 'lower' | 'trustDay'>
  /** Of the box: PINs are sealed with it. */
  readonly sealKey: SealKey
  readonly line: ValueLine
  /** Codes of the paired tills. */
  readonly tills: () => readonly string[]
  /** The feed has events of this hub that the disk lacks. */
  readonly onOldImage: (words: string) => void
  readonly log: Logger
}

const SWEEP_EVERY_MS = 30_000
const DAY_MS = 86_400_000
/** A closing job closes so many at most. */
const CLOSINGS_A_JOB = 100
const nothingGranted: ReadonlySet<string> = new Set()

export function createValue(deps: ValueDeps): Value {
  const { shop, line, log } = deps
  const { journal, replica } = shop
  const wallet = createStoredWallet(journal.rows)
  const grantedSinceStart = new Set<string>()
  const startSeq = journal.head().seq
  let epoch = journal.head().epoch
  let incarnation = wallet.stream().incarnation
  let sweeping: NodeJS.Timeout | undefined

  /** On an old image nobody knows the time. */
  const upper = () => (journal.isProvisional() ? null : deps.time.upper())
  const payments = createPayments(
    () => deps.time.reading().uptimeMs,
    (receiptId) => journal.rows('SELECT 1 FROM event WHERE id = ?', [receiptId]).length > 0,
  )
  const terms = (): LeaseTerms => {
    const isWhole = census.isWhole()
    return {
      moment: takeMoment({ ...deps.time, upper }),
      made: shop.moment(),
      reserved: payments.reserved(),
      isWhole,
      grantedSinceStart: isWhole ? nothingGranted : grantedSinceStart,
      startSeq,
    }
  }
  const close = async (of: CloseLeasesJob['of']): Promise<void> => {
    if (journal.identity() === null) return
    try {
      let closed: number
      do closed = await journal.closeLeases({ terms: terms(), of })
      while (closed === CLOSINGS_A_JOB)
    } catch (error) {
      log.warn({ err: error, of }, 'leases are not closed yet: the next sweep tries again')
    }
  }
  const closeOrphans = () => close({ why: 'orphans', receiptsInProgress: payments.receipts() })
  const census = createCensus({
    paired: deps.tills,
    onWhole: () => setImmediate(() => void closeOrphans()),
  })
  const closeReceipt = (receiptId: string, accounts: readonly string[]): void => {
    void close({ why: 'receipt', receiptId, accounts })
  }
  const holds = createHolds({
    line,
    head: journal.head,
    reading: deps.time.reading,
    newId: shop.newId,
    onLate: ({ receiptId, account }) => closeReceipt(receiptId, [account]),
  })
  const standing = (): Standing => ({
    epoch: journal.head().epoch,
    upper: upper(),
    isWhole: census.isWhole(),
    isOldImage: journal.isProvisional(),
    isOnline: line.isOpen(),
    grantedSinceStart,
  })
  const today = (): string | null => {
    const { timeZone } = shop.profile().store
    const last = wallet.trustDay()
    if (journal.isProvisional()) return last
    return deps.time.trustDay(last, (at) => businessDay(at, timeZone))
  }
  const { isWhole } = census
  const { profile } = shop
  const trust = createTrustDesk({ wallet, payments, profile, today, isWhole })
  const pins = createPins({
    journal,
    sealKey: deps.sealKey,
    lookupKey: () => shop.identity().lookupKey,
    time: () => ({ reading: deps.time.reading(), upper: upper(), lower: deps.time.lower() }),
    clock: shop.clock,
    line,
    isLoaded: (account) =>
      replica
        .programmes()
        .some(
          ({ code, offline }) =>
            offline === 'local-balance' && code === programmeOfAccount(account),
        ),
    log,
  })
  const uptimeMs = () => deps.time.reading().uptimeMs
  const told = createToldBalances({ line, head: journal.head, newId: shop.newId, uptimeMs })
  const claims = createVoucherClaims({ line, head: journal.head, newId: shop.newId, uptimeMs })
  const letGo = (receiptId: string, account?: string): void => {
    if (account === undefined) claims.letGo(receiptId)
    pins.forget(receiptId, account)
    covers.letGo(receiptId, account)
  }
  const local = createLocalDesk({
    wallet,
    payments,
    loaded: (account) => overlay.loaded(account),
    epoch: () => journal.head().epoch,
    isWhole,
  })
  const covers = createCovers({ wallet, payments, holds, trust, local, standing, closeReceipt })
  const overlay = createOverlay({
    shop,
    wallet,
    told,
    worthOf: covers.worthOf,
    onOldImage({ epoch: seenEpoch, seq }) {
      const head = journal.head()
      const words = `The cloud has event ${seq} of epoch ${seenEpoch}; this disk ends at ${head.seq} of ${head.epoch}.`
      deps.onOldImage(words)
    },
  })
  const desk = createStreamDesk({
    line,
    log,
    receive: (message, session) =>
      journal.receive({ message, session, terms: terms(), openRequests: holds.open() }),
    onTaken,
  })

  function onTaken({ body }: StreamMessage, { draft, isOurs }: Taken): void {
    if (draft.type !== 'lease.granted' || draft.word === null) return
    if (isOurs) grantedSinceStart.add(draft.word.lease)
    if (body.kind === 'grant' && body.requestId !== null) answerHold(body, body.requestId)
  }
  function answerHold({ lease }: LeaseGrant, requestId: string): void {
    holds.granted(requestId, lease)
  }
  function inBackground(work: Promise<void>): void {
    work.catch((error: unknown) => log.error({ err: error }, 'PINs are as they were'))
  }
  async function sweep(): Promise<void> {
    for (const receiptId of payments.forgotten()) letGo(receiptId)
    claims.sweep()
    if (line.isOpen()) tries.tell()
    if (upper() !== null) await close({ why: 'ended' })
  }

  const tries = createOfflineTries({
    journal,
    line,
    businessDay: (daysAgo) =>
      businessDay(shop.clock() - daysAgo * DAY_MS, shop.profile().store.timeZone),
    log,
  })
  const refundAsks = createRefundAsks({ line, head: journal.head })
  const refunds = createRefundCovers({
    wallet,
    asks: refundAsks,
    disk: () => ({ epoch: journal.head().epoch, isOldImage: journal.isProvisional() }),
    profile: shop.profile,
    trustDay: today,
    isConfirmed: () => census.isWhole() && upper() !== null,
    soldAt(receiptId) {
      const event = journal.eventById(receiptId)
      // What another disk sold first proves nothing about this one.
      return event?.type === 'sale.closed' && event.firstHash === null ? event : null
    },
    startSeq,
  })

  const needProgramme = (asked: number, isIt: (one: ReplicaProgramme) => boolean) => {
    const found = replica.programmes().find(isIt)
    if (found !== undefined) return found
    throw notSpendable({ hindrance: 'no-account', asked, spendable: 0 })
  }
  const cover = async (receiptId: string, wanted: WantedValue) => {
    const { amount } = wanted
    const code = codeOf(wanted)
    const programme = needProgramme(amount, (one) =>
      code === null ? one.kind === 'store-credit' : one.code === code && one.kind === wanted.kind,
    )
    const isMember = 'memberId' in wanted
    const account = isMember ? valueAccountId(programme.code, wanted.memberId) : wanted.account
    const one = { receiptId, account, amount }
    const pay = () =>
      isMember ? coverOfMember(one, wanted, programme) : covers.find(one, programme)
    // The sale asks again for what was reserved before.
    const isReserved = payments.of(receiptId, account)?.amount === amount
    return isReserved ? pay() : tries.count(programme.code, pay)
  }
  const coverOfMember = async (
    one: Wanted,
    wanted: Extract<WantedValue, { memberId: number }>,
    programme: ReplicaProgramme,
  ) => {
    const { receiptId, account, amount } = one
    const { memberId } = wanted
    // What another store spent of it a minute ago is not in the replica yet.
    if (programme.offline === 'local-balance') await told.ask([account])
    if (replica.isFrozen(memberId, programme.id)) {
      throw notSpendable({ hindrance: 'frozen', asked: amount, spendable: 0 })
    }
    if (wanted.kind !== 'points' || !paysWithPin(shop, programme.id)) {
      return covers.find(one, programme)
    }
    const pin = await pins.admit({ ...one, memberId, pin: wanted.pin })
    const found = await covers.find({ ...one, ...pin }, programme)
    pins.proved(receiptId, account)
    return found
  }

  const accountsOf = (memberId: number): readonly string[] =>
    replica.programmes().flatMap(({ kind, code }) => {
      const isVoucher = kind === 'coupon' || kind === 'gift-card'
      return isVoucher ? [] : valueAccountId(code, memberId)
    })

  return {
    ...createReceiptValue({ shop, wallet, cover, terms, local, letGo, needProgramme }),
    accountsOf({ id, blocked }) {
      const accounts = overlay.accountsOf(id)
      if (!blocked) return accounts
      return accounts.map((account) => ({ ...account, spendable: 0, hindrance: 'blocked' }))
    },
    ask: (holder) => told.ask('account' in holder ? [holder.account] : accountsOf(holder.memberId)),
    reservedFor: (receiptId, account) => payments.of(receiptId, account)?.amount ?? 0,
    ofVoucher: {
      history: overlay.history,
      since: overlay.since,
      worthOf: covers.worthOf,
      newest: overlay.newest,
      keep: claims.keep,
      isKept: claims.isKept,
      receiptsOf: payments.receiptsOf,
      claim(receiptId, account) {
        payments.reserve(receiptId, { account, amount: 0, parts: [], trust: null, local: null })
      },
      isOnline: line.isOpen,
      issuedHere: wallet.issued,
      wereBorn(leases) {
        for (const lease of leases) grantedSinceStart.add(lease)
      },
    },
    cover: async (receiptId, wanted) => (await cover(receiptId, wanted)).account,
    letGo,
    refunds,
    hearTill: census.hear,
    hear(message) {
      switch (message.kind) {
        case 'message':
          return desk.hear(message.message)
        case 'hold-refused':
          return holds.refused(message.refusal)
        case 'refund-answer':
          return refundAsks.hear(message)
        case 'voucher-answer':
          return claims.hear(message)
        case 'balances':
          return told.hear(message)
        case 'pins':
          return inBackground(pins.hear(message))
      }
    },
    sessionOpened(session) {
      if (session.epoch !== epoch) payments.clear()
      if (session.epoch !== epoch || session.incarnation !== incarnation) told.forget()
      ;({ epoch, incarnation } = session)
      desk.sessionOpened(session)
      inBackground(pins.sessionOpened(session))
      holds.askAgain()
      claims.sessionOpened()
      tries.tell()
    },
    confirmed: holds.confirmed,
    placesLearned: told.forget,
    feedChanged: overlay.look,
    sweep,
    start() {
      sweeping = setInterval(() => void sweep(), SWEEP_EVERY_MS)
      sweeping.unref()
    },
    stop: () => clearInterval(sweeping),
  }
}

/** Null: a company has one programme of store credit. */
function codeOf(wanted: WantedValue): string | null {
  if (wanted.kind === 'store-credit') return null
  return wanted.kind === 'points' ? wanted.programme : programmeOfAccount(wanted.account)
}

type Taken = Extract<Received, { outcome: 'taken' }>
