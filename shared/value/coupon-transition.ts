import type { Account } from './account.ts'
import { cameBefore, sameField } from './command.ts'
import {
  type Coupon,
  type CouponTransition,
  couponAfter,
  couponMay,
  couponTransitions,
} from './coupon.ts'
import { done, refused, repeated } from './free-part.ts'
import type { Ledger, Outcome } from './ledger.ts'
import { accountOfPlace, type MovementKind } from './movement.ts'

export interface CouponCommand {
  /** Made by the client; the movement of the unit gets it. */
  readonly id: string
  readonly coupon: string
  /** The version that the client decided on; another one is refused with `stale-version`. */
  readonly expectedVersion: number
  readonly receiptId?: string | null
  readonly at: number
  /**
   * A hub reports that it happened: the version is skipped, and the caller books the unit itself
   * (a lease spend, say). `wrong-state` then tells that the state could not follow.
   */
  readonly fact?: boolean
}

/** Moves the unit of a transition by a verb of the ledger. */
export type BookUnit = (
  command: CouponCommand,
  coupon: Coupon,
  account: Account,
  ledger: Ledger,
) => Outcome

/** The unit and the state go together: where the unit cannot move, the state stays. */
export function transition(
  ledger: Ledger,
  name: CouponTransition,
  command: CouponCommand,
  bookUnit: BookUnit,
): Outcome {
  const { receiptId = null, expectedVersion, fact = false } = command
  const coupon = ledger.coupon(command.coupon)
  const account = ledger.account(command.coupon)
  if (coupon === undefined || account === undefined) return refused('no-account')
  if (!fact && sameMovement(ledger, name, command)) return repeated
  const next = couponAfter(coupon, name, receiptId)
  const isThere = hasArrived(coupon, name, receiptId)
  if (fact) {
    if (isThere) return repeated
    const believed = name === 'use' && coupon.state !== 'used'
    if (!believed && !couponMay(coupon, name)) return refused('wrong-state', account)
    ledger.saveCoupon(next)
    return done
  }
  if (isThere && coupon.version === expectedVersion + 1) return repeated
  if (coupon.version !== expectedVersion) return refused('stale-version', account)
  if (!couponMay(coupon, name)) return refused('wrong-state', account)
  const heldByOther = coupon.state === 'held' && coupon.receiptId !== receiptId
  if (name === 'use' && heldByOther) return refused('wrong-state', account)
  const outcome = bookUnit(command, coupon, account, ledger)
  if (outcome.outcome === 'done') ledger.saveCoupon(next)
  return outcome
}

/** Whether the transition that is asked for is what brought the coupon where it is. */
function hasArrived(coupon: Coupon, name: CouponTransition, receiptId: string | null): boolean {
  const { to } = couponTransitions[name]
  if (coupon.state !== to) return false
  if (to === 'sold') return coupon.soldOn === receiptId
  return (to !== 'held' && to !== 'used') || coupon.receiptId === receiptId
}

/** What moves the unit in each transition; with the receipt, where the command names it. */
const movementKindOf = {
  sell: { kind: 'load', namesReceipt: true },
  issue: { kind: 'issue', namesReceipt: true },
  unsell: { kind: 'take-back', namesReceipt: true },
  hold: { kind: 'hold', namesReceipt: true },
  release: { kind: 'release', namesReceipt: false },
  use: { kind: 'spend', namesReceipt: true },
  unuse: { kind: 'give-back', namesReceipt: true },
  expire: { kind: 'expire', namesReceipt: false },
  cancel: { kind: 'correct', namesReceipt: false },
} as const satisfies Record<
  CouponTransition,
  { readonly kind: MovementKind; readonly namesReceipt: boolean }
>

function sameMovement(ledger: Ledger, name: CouponTransition, command: CouponCommand): boolean {
  const { id, coupon, receiptId = null } = command
  const { kind, namesReceipt } = movementKindOf[name]
  if (!cameBefore(ledger, id, namesReceipt ? { kind, receiptId } : { kind })) return false
  const known = ledger.movement(id)
  if (known === undefined) return true
  const [from, to] = [accountOfPlace(known.from), accountOfPlace(known.to)]
  if (from !== coupon) sameField(id, 'coupon', to, coupon)
  return true
}
