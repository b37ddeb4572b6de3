import type { VoucherState } from '#shared/contracts/voucher.ts'
import type { OwnMovement } from '#shared/value/hub/overlay.ts'
import type { ReplicaVoucher } from '../replica/replica.ts'

/** What a voucher is by now. */
export interface StateNow {
  readonly state: VoucherState
  /** What a used or held one falls back to. */
  readonly before: 'sold' | 'issued' | null
  /** Of a gift card; of a coupon it is 1 or 0. */
  readonly balance: number
}

/** The books' word, and then what this hub did that the books did not know yet. */
export function stateSince(
  voucher: ReplicaVoucher,
  own: readonly OwnMovement[],
  /** A sale of this hub brought it: nobody paid for it, and it ends with that sale. */
  isIssuedHere: boolean,
): StateNow {
  let now: StateNow = {
    state: voucher.state,
    before: voucher.kind === 'coupon' ? voucher.before : null,
    balance: voucher.kind === 'coupon' ? Number(isAlive(voucher.state)) : voucher.balance,
  }
  const wasReserved = voucher.state === 'reserved'
  for (const movement of own) {
    now =
      voucher.kind === 'coupon'
        ? couponAfter(now, movement, isIssuedHere)
        : cardAfter(now, movement)
  }
  // A card that this hub sold and took back whole is printed paper again.
  const isUndone = voucher.kind === 'gift-card' && wasReserved && now.balance === 0
  return isUndone && !own.some(({ kind }) => kind === 'spend') ? { ...now, state: 'reserved' } : now
}

/** Sold or issued: it may pay. */
export function isAlive(state: VoucherState): state is 'sold' | 'issued' {
  return state === 'sold' || state === 'issued'
}

function couponAfter(now: StateNow, { kind }: OwnMovement, isIssuedHere: boolean): StateNow {
  switch (kind) {
    case 'load':
      return { state: isIssuedHere ? 'issued' : 'sold', before: null, balance: 1 }
    case 'earn':
      return { state: 'issued', before: null, balance: 1 }
    case 'spend':
      return { state: 'used', before: isAlive(now.state) ? now.state : now.before, balance: 0 }
    case 'give-back':
      return { state: now.before ?? 'issued', before: null, balance: 1 }
    case 'take-back':
      return { state: isIssuedHere ? 'cancelled' : 'reserved', before: null, balance: 0 }
  }
}

function cardAfter(now: StateNow, { kind, amount }: OwnMovement): StateNow {
  const isLess = kind === 'spend' || kind === 'take-back'
  const balance = now.balance + (isLess ? -amount : amount)
  return { ...now, state: now.state === 'reserved' && !isLess ? 'sold' : now.state, balance }
}
