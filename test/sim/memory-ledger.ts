import { Failure } from '#shared/domain/failure.ts'
import { type Account, openAccount } from '#shared/value/account.ts'
import type { Coupon } from '#shared/value/coupon.ts'
import { type Alarm, type Ledger, nextVersion } from '#shared/value/ledger.ts'
import type { Movement } from '#shared/value/movement.ts'
import type { RefundRight } from '#shared/value/refund-right.ts'
import { couponTerms, givenCoupon } from './next-order.ts'

interface LeaseNote {
  readonly hub: number
  readonly account: string
  readonly open: boolean
}

/** The books in maps; every value is immutable, so a copy is a backup. */
export interface MemoryLedger extends Ledger {
  readonly accounts: Map<string, Account>
  readonly movements: Map<string, Movement>
  /** Sum of what came minus what went, by place. */
  readonly sumsByPlace: Map<string, number>
  readonly coupons: Map<string, Coupon>
  readonly refundRights: Map<string, RefundRight>
  readonly leases: Map<string, LeaseNote>
  readonly alarms: Alarm[]
  /** Those that have an end, as long as they last. */
  readonly lasting: Map<string, Alarm>
  /** What was written since these were last emptied, for checks after a step. */
  readonly touched: Set<string>
  readonly fresh: Movement[]
  copy(): MemoryLedger
}

export function createMemoryLedger(from?: MemoryLedger): MemoryLedger {
  const accounts = new Map(from?.accounts)
  const movements = new Map(from?.movements)
  const sumsByPlace = new Map(from?.sumsByPlace)
  const coupons = new Map(from?.coupons)
  const refundRights = new Map(from?.refundRights)
  const leases = new Map(from?.leases)
  const openByHub = new Map<number, Set<string>>()
  const reversed = new Map<string, number>()
  const alarms: Alarm[] = [...(from?.alarms ?? [])]
  const lasting = new Map(from?.lasting)
  const touched = new Set<string>()
  const fresh: Movement[] = []
  for (const [id, note] of leases) if (note.open) openOf(note.hub).add(id)
  for (const { reverses, amount } of movements.values()) noteReversal(reverses, amount)

  function openOf(hub: number): Set<string> {
    let open = openByHub.get(hub)
    if (open === undefined) openByHub.set(hub, (open = new Set()))
    return open
  }

  function noteReversal(id: string | null, amount: number): void {
    if (id !== null) reversed.set(id, (reversed.get(id) ?? 0) + amount)
  }

  function add(place: string, amount: number): void {
    sumsByPlace.set(place, (sumsByPlace.get(place) ?? 0) + amount)
  }

  const ledger: MemoryLedger = {
    accounts,
    movements,
    sumsByPlace,
    coupons,
    refundRights,
    leases,
    alarms,
    lasting,
    touched,
    fresh,
    copy: () => createMemoryLedger(ledger),
    account: (id) => accounts.get(id) ?? opened(id),
    saveAccount(account) {
      nextVersion(`account ${account.id}`, ledger.account(account.id), account)
      accounts.set(account.id, account)
      touched.add(account.id)
    },
    accountOfLease: (leaseId) => leases.get(leaseId)?.account,
    noteLease({ id, hub, account }) {
      if (leases.has(id)) throw new Failure('conflict', `lease ${id} was granted before`)
      leases.set(id, { hub, account, open: true })
      openOf(hub).add(id)
    },
    leasesOfHub: (hub) => [...openOf(hub)],
    closeLease(leaseId) {
      const note = leases.get(leaseId)
      if (note === undefined) throw new Failure('not-found', `lease ${leaseId} is not known`)
      leases.set(leaseId, { ...note, open: false })
      openOf(note.hub).delete(leaseId)
    },
    movement: (id) => movements.get(id),
    reversedOf: (id) => reversed.get(id) ?? 0,
    addMovement(movement) {
      if (movements.has(movement.id)) {
        throw new Failure('conflict', `movement ${movement.id} is in the books already`)
      }
      movements.set(movement.id, movement)
      fresh.push(movement)
      noteReversal(movement.reverses, movement.amount)
      add(movement.from, -movement.amount)
      add(movement.to, movement.amount)
    },
    coupon: (id) => coupons.get(id),
    saveCoupon(coupon) {
      nextVersion(`coupon ${coupon.id}`, coupons.get(coupon.id), coupon)
      coupons.set(coupon.id, coupon)
    },
    refundRight: (receiptId) => refundRights.get(receiptId),
    saveRefundRight(right) {
      nextVersion(`refund right ${right.receiptId}`, refundRights.get(right.receiptId), right)
      refundRights.set(right.receiptId, right)
    },
    raise: (alarm) => void alarms.push(alarm),
    raiseLasting: (alarm) => void lasting.set(alarm.words, alarm),
    endAlarm: ({ words }) => void lasting.delete(words),
  }
  return ledger
}

/** An account of a known programme is there before anybody wrote it. */
function opened(id: string): Account | undefined {
  return id.startsWith(givenCoupon) ? openAccount(id, couponTerms) : undefined
}
