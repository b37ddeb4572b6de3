import type { Envelope } from '#shared/contracts/event.ts'
import type { Head } from '#shared/journal/record.ts'
import type { OwnMovement } from '#shared/value/hub/overlay.ts'
import { createMemoryWallet, type MemoryWallet } from '../../memory-wallet.ts'
import type { SimBody, SimRecord } from '../../messages.ts'
import { markIn } from './box-disk.ts'
import type { BoxSite } from './box-site.ts'
import { addTo, pointsOf, tendersOf } from './sums.ts'

/** Where an event is, and what was asked for under its id. */
export interface Place {
  readonly seq: number
  readonly requestHash: string
}

/** All that the journal tells; read again from its start, it tells the same. */
export interface Projections {
  readonly wallet: MemoryWallet
  /** Leases that came to this program alone: no other disk can have spent them. */
  readonly grantedSinceStart: ReadonlySet<string>
  readonly noteGranted: (lease: string) => void
  /** A receipt became durable while this program runs: no older disk refunded it. */
  readonly noteSold: (receiptId: string) => void
  readonly isSoldSinceStart: (receiptId: string) => boolean
  readonly head: () => Head
  /** An old image was witnessed, and no epoch opened since. */
  readonly isProvisional: () => boolean
  placeOf(eventId: string): Place | undefined
  saleOf(receiptId: string): SimBody | undefined
  /** What refunds gave back of a spend, or took back of what was earned. */
  undoneOf(movementId: string): number
  refundedOf(receiptId: string): number
  /** In cash, for points that had paid. */
  paidOutOf(receiptId: string): number
  /** Receipts of this till in the present epoch. */
  receiptsOf(till: string): number
  ownOf(account: string): readonly OwnMovement[]
  /** A feed came in that has the journal up to this mark. */
  indexAfterFeed(mark: Head): void
  take(record: SimRecord): void
  readAgain(): void
  start(): void
}

const noMovements: readonly OwnMovement[] = []

export function createProjections({ world, disk }: BoxSite): Projections {
  const { rules } = world
  const wallet = createMemoryWallet()
  const places = new Map<string, Place>()
  const sales = new Map<string, number>()
  const undone = new Map<string, number>()
  const refunded = new Map<string, number>()
  const paidOut = new Map<string, number>()
  const counters = new Map<string, number>()
  const grantedSinceStart = new Set<string>()
  const soldSinceStart = new Set<string>()
  let own = new Map<string, OwnMovement[]>()
  let head: Head = { epoch: disk.identity.epoch, seq: 0, hash: '' }
  let provisional = false

  function fold(record: SimRecord): void {
    const { epoch, seq, hash, body } = record
    const { envelope, payload, requestHash } = body
    head = { epoch, seq, hash }
    places.set(record.id, { seq, requestHash })
    rules.projectEvent(wallet, { epoch, seq, envelope, payload })
    foldMovements(record)
    foldReceipt(epoch, seq, envelope)
    if (payload.note === 'epoch-opened' || payload.note === 'old-image-witnessed') {
      provisional = rules.isProvisional(payload.note)
    }
  }

  function foldMovements({ epoch, seq, body }: SimRecord): void {
    const beside = body.places === undefined ? {} : { places: body.places }
    for (const { account, kind, amount, reverses } of body.envelope.movements) {
      let index = own.get(account)
      if (index === undefined) own.set(account, (index = []))
      index.push({ epoch, seq, kind, amount, ...beside })
      const undoes = kind === 'give-back' || kind === 'take-back'
      if (undoes && reverses !== null) addTo(undone, reverses, amount)
    }
  }

  function foldReceipt(epoch: number, seq: number, envelope: Envelope): void {
    const { type, till, receipt } = envelope
    if (receipt === null) return
    if (type === 'sale.closed') sales.set(receipt.id, seq)
    if (type === 'sale.refunded' && receipt.originalId !== null) {
      addTo(refunded, receipt.originalId, -tendersOf(envelope))
      addTo(paidOut, receipt.originalId, pointsOf(envelope))
    }
    if (till !== null) addTo(counters, `${till}/${epoch}`, 1)
  }

  return {
    wallet,
    grantedSinceStart,
    noteGranted: (lease) => void grantedSinceStart.add(lease),
    noteSold: (receiptId) => void soldSinceStart.add(receiptId),
    isSoldSinceStart: (receiptId) => soldSinceStart.has(receiptId),
    head: () => head,
    isProvisional: () => provisional,
    placeOf: (eventId) => places.get(eventId),
    saleOf(receiptId) {
      const seq = sales.get(receiptId)
      return seq === undefined ? undefined : disk.journal.at(seq - 1)?.body
    },
    undoneOf: (movementId) => undone.get(movementId) ?? 0,
    refundedOf: (receiptId) => refunded.get(receiptId) ?? 0,
    paidOutOf: (receiptId) => paidOut.get(receiptId) ?? 0,
    receiptsOf: (till) => counters.get(`${till}/${head.epoch}`) ?? 0,
    ownOf: (account) => own.get(account) ?? noMovements,
    indexAfterFeed(mark) {
      own = rules.indexAfterFeed(own, mark)
    },
    take(record) {
      fold(record)
      for (const { kind, lease } of record.body.envelope.movements) {
        if (kind === 'load' && lease !== null) grantedSinceStart.add(lease)
      }
    },
    readAgain() {
      for (const map of [wallet, places, sales, undone, refunded, paidOut, counters]) map.clear()
      own = new Map()
      provisional = false
      head = { epoch: disk.identity.epoch, seq: 0, hash: '' }
      for (const record of disk.journal.records()) fold(record)
      head = { ...head, epoch: disk.identity.epoch }
      if (disk.feed !== null) own = rules.indexAfterFeed(own, markIn(disk.feed, disk))
    },
    start() {
      grantedSinceStart.clear()
      soldSinceStart.clear()
    },
  }
}
