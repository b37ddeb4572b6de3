import { Failure } from '#shared/domain/failure.ts'
import { isVoucherAccount } from '#shared/value/account-id.ts'
import { type Coupon, reservedCoupon } from '#shared/value/coupon.ts'
import { type Ledger, nextVersion } from '#shared/value/ledger.ts'
import { accountOfPlace, type Movement, type MovementKind } from '#shared/value/movement.ts'
import type { RefundRight } from '#shared/value/refund-right.ts'
import { type AlarmOrigin, endWords, raise, raiseLasting } from '../alarms/store.ts'
import type { HotDatabase, HotRow } from '../db/hot.ts'
import { voucherState } from '../vouchers/voucher-state.ts'
import { createAccountStore } from './account-store.ts'
import type { Touched } from './money-moved.ts'
import { rightOfReceipt } from './receipt-rights.ts'

/** Which entry of the applied log is being booked. */
export interface Booked {
  readonly appliedSeq: number
  /** By the clock of the cloud. */
  readonly at: number
  /** Null for a command that no hub has part in: nothing of it raises an alarm. */
  readonly origin: AlarmOrigin | null
}

/** The books of shared/value in the tables of this folder, inside the caller's transaction. */
export interface LedgerStore extends Ledger {
  /** What is written from now on belongs to this entry. */
  enter(entry: Booked): void
  /** Its movements so far; a savepoint that is rolled back does not take them back. */
  written(): readonly Movement[]
  /** The accounts that it changed, as they were and are. */
  touched(): ReadonlyMap<string, Touched>
  /** Tells the feeds what changed: once, at the end of the transaction. */
  announce(): void
}

export function openLedger(hot: HotDatabase, entry: Booked): LedgerStore {
  const accounts = createAccountStore(hot)
  let now = entry
  let written: Movement[] = []
  let touched = new Map<string, Touched>()

  return {
    enter(next) {
      now = next
      written = []
      touched = new Map()
    },
    written: () => written,
    touched: () => touched,
    announce: () => accounts.announce(),
    account: (id) => accounts.find(id),
    saveAccount(account) {
      const { id } = account
      const known = touched.get(id)
      const before = known === undefined ? accounts.find(id) : known.before
      accounts.save(account, now.at)
      touched.set(id, { before, after: account })
    },

    accountOfLease(leaseId) {
      const row = hot.prepare(leaseSql).get(leaseId)
      return row === undefined ? undefined : String(row[0])
    },
    noteLease({ id, hub, account }) {
      const row = hot.prepare(noteLeaseSql).get(id, hub, account)
      if (row === undefined) throw new Failure('conflict', `lease ${id} was granted before`)
    },
    leasesOfHub: (hub) =>
      hot
        .prepare(openLeasesSql)
        .all(hub)
        .map(([id]) => String(id)),
    closeLease(leaseId) {
      const row = hot.prepare(closeLeaseSql).get(leaseId)
      if (row === undefined) throw new Failure('not-found', `lease ${leaseId} is not known`)
    },

    movement(id) {
      const row = hot.prepare(movementSql).get(id)
      return row && toMovement(row)
    },
    reversedOf: (id) => Number(hot.prepare(reversedSql).get(id)?.[0] ?? 0),
    addMovement(movement) {
      const { id, kind, unit, from, to, amount, lots, at, receiptId, rule, reverses } = movement
      const account = accountOfPlace(from) ?? accountOfPlace(to)
      const key = account === null ? null : accounts.keyOf(account, now.at)
      const row = hot
        .prepare(addMovementSql)
        .get(
          id,
          now.appliedSeq,
          key,
          kind,
          unit,
          from,
          to,
          amount,
          JSON.stringify(lots),
          at,
          receiptId,
          rule,
          reverses,
        )
      if (row === undefined) {
        throw new Failure('conflict', `movement ${id} is in the books already`)
      }
      written.push(movement)
    },

    coupon: (id) => readCoupon(hot, id),
    saveCoupon(coupon) {
      const { id, version, ...state } = coupon
      nextVersion(`coupon ${id}`, readCoupon(hot, id), coupon)
      hot.prepare(saveCouponSql).run(id, version, JSON.stringify(state))
      const listed = voucherState(state.state)
      hot.prepare(listCouponSql).run(listed, id, listed)
      accounts.noteVoucher(id)
    },

    refundRight(receiptId) {
      const row = hot.prepare(rightSql).get(receiptId)
      return row === undefined ? rightOfReceipt(hot, receiptId) : toRight(receiptId, row)
    },
    saveRefundRight(right) {
      const { receiptId, hub, epoch, holder, version } = right
      const { total, refunded, claims, counted } = right
      const row = hot.prepare(rightSql).get(receiptId)
      const stored =
        row === undefined ? rightOfReceipt(hot, receiptId) : { version: Number(row[3]) }
      nextVersion(`refund right ${receiptId}`, stored, right)
      const state = JSON.stringify({ total, refunded, claims, counted } satisfies RightState)
      hot.prepare(saveRightSql).run(receiptId, hub, epoch, holder, version, state)
    },

    raise(alarm) {
      if (now.origin === null) throw new Error(`nobody to raise "${alarm.words}" for`)
      raise(hot, alarm, now.origin)
    },
    raiseLasting(alarm) {
      if (now.origin === null) throw new Error(`nobody to raise "${alarm.words}" for`)
      raiseLasting(hot, alarm, now.origin)
    },
    endAlarm: (alarm) => endWords(hot, alarm, now.at),
  }
}

export const movementColumns = `movement_id, kind, unit, from_place, to_place, amount, lots, at,
  receipt_id, rule, reverses`

export function toMovement(row: HotRow): Movement {
  const [id, kind, unit, from, to, amount, lots, at, receiptId, rule, reverses] = row
  return {
    id: String(id),
    kind: String(kind) as MovementKind,
    unit: String(unit),
    from: String(from),
    to: String(to),
    amount: Number(amount),
    lots: JSON.parse(String(lots)),
    at: Number(at),
    receiptId: textOrNull(receiptId),
    rule: textOrNull(rule),
    reverses: textOrNull(reverses),
  }
}

type CouponState = Omit<Coupon, 'id' | 'version'>
function readCoupon(hot: HotDatabase, id: string): Coupon | undefined {
  const row = hot.prepare(couponSql).get(id)
  if (row !== undefined) {
    return { id, version: Number(row[0]), ...(JSON.parse(String(row[1])) as CouponState) }
  }
  // One that nobody sold or issued has no row of its own.
  if (!isVoucherAccount(id)) return undefined
  const printed = hot.prepare(printedSql).get(id)
  return printed && reservedCoupon(id, printed[0] === null ? null : Number(printed[0]))
}

type RightState = Pick<RefundRight, 'total' | 'refunded' | 'claims' | 'counted'>

function toRight(receiptId: string, [hub, epoch, holder, version, state]: HotRow): RefundRight {
  const { total, refunded, claims, counted }: RightState = JSON.parse(String(state))
  return {
    receiptId,
    hub: Number(hub),
    epoch: Number(epoch),
    total,
    refunded,
    holder: String(holder) as RefundRight['holder'],
    claims,
    counted,
    version: Number(version),
  }
}

function textOrNull(value: HotRow[number] | undefined): string | null {
  return typeof value === 'string' ? value : null
}

const leaseSql = 'SELECT account_id FROM value_lease WHERE lease_id = ?'
const noteLeaseSql = `INSERT INTO value_lease (lease_id, hub_id, account_id, closed) VALUES (?, ?, ?, 0)
  ON CONFLICT DO NOTHING RETURNING id`
const openLeasesSql = 'SELECT lease_id FROM value_lease WHERE hub_id = ? AND closed = 0 ORDER BY id'
const closeLeaseSql = 'UPDATE value_lease SET closed = 1 WHERE lease_id = ? RETURNING id'
const movementSql = `SELECT ${movementColumns} FROM value_movement WHERE movement_id = ?`
const reversedSql = 'SELECT sum(amount) FROM value_movement WHERE reverses = ?'
const addMovementSql = `INSERT INTO value_movement (movement_id, applied_seq, account_key, kind, unit,
  from_place, to_place, amount, lots, at, receipt_id, rule, reverses)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id`
const couponSql = 'SELECT version, state FROM value_coupon WHERE coupon_id = ?'
const printedSql = 'SELECT ends_at FROM voucher WHERE account = ?'
const listCouponSql = 'UPDATE voucher SET state = ? WHERE account = ? AND state IS NOT ?'
const saveCouponSql = `INSERT INTO value_coupon (coupon_id, version, state) VALUES (?, ?, ?)
  ON CONFLICT (coupon_id) DO UPDATE SET version = excluded.version, state = excluded.state`
const rightSql =
  'SELECT hub_id, epoch, holder, version, state FROM refund_right WHERE receipt_id = ?'
const saveRightSql = `INSERT INTO refund_right (receipt_id, hub_id, epoch, holder, version, state)
  VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (receipt_id) DO UPDATE SET hub_id = excluded.hub_id,
  epoch = excluded.epoch, holder = excluded.holder, version = excluded.version, state = excluded.state`
