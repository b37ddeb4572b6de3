import type { BootClock } from './clocks.ts'
import type { Channel } from './network.ts'

/**
 * What people and accidents do, as plain data. Stores, tills, members, cards and coupons are
 * numbers from 0; `n` names a planned operation, and with it the receipt or order that it makes.
 * An operation that leans on one that is not in the plan (`of`, `slot`) does nothing, so every
 * part of a plan is a plan.
 */
export interface PlannedOp {
  /** Names it for ever: ids and chance come from it, not from its place in the list. */
  readonly n: number
  readonly at: number
  readonly op: Op
}

export type Op = StoreOp | WebOp | HqOp | Fault

/** Points of one member in the programme that has this offline rule; or another stored value. */
export type ValueRef =
  | { readonly kind: 'points'; readonly programme: Programme; readonly member: number }
  | { readonly kind: 'store-credit'; readonly member: number }
  | { readonly kind: 'gift-card'; readonly card: number }
  | { readonly kind: 'coupon'; readonly coupon: number }
  /** One that a store sells. */
  | { readonly kind: 'stock-coupon'; readonly hub: number; readonly stock: number }

export const programmes = ['leased', 'online-only', 'local-balance'] as const
export type Programme = (typeof programmes)[number]

/** `points:leased:3`, `store-credit:3`, `gift-card:1`, `coupon:5`, `coupon:S1.0`. */
export function accountOf(value: ValueRef): string {
  switch (value.kind) {
    case 'points':
      return `points:${value.programme}:${value.member}`
    case 'store-credit':
      return `store-credit:${value.member}`
    case 'gift-card':
      return `gift-card:${value.card}`
    case 'coupon':
      return `coupon:${value.coupon}`
    case 'stock-coupon':
      return `coupon:S${value.hub}.${value.stock}`
  }
}

export interface Spend {
  readonly value: ValueRef
  readonly amount: number
}

/** A basket with what its customer wants. Amounts in minor units, value in whole units. */
export interface Basket {
  readonly hub: number
  readonly till: number
  readonly member: number | null
  readonly total: number
  /** Points of the member's programmes; a coupon is a spend of 1. */
  readonly spends: readonly Spend[]
  /** By the rules of this programme. */
  readonly earns: { readonly programme: Programme } | null
  /** Months until the points earned end; null = never. */
  readonly earnsForMonths: number | null
  /** From the moment value is reserved to the payment. */
  readonly payAfterMs: number
  /** It brings a coupon for the next order. Months until that ends: 0 = today; null = never. */
  readonly brings?: { readonly months: number | null }
  /** Paid with the coupon that this sale brought. */
  readonly couponOf?: number
}

export type StoreOp =
  | ({ readonly kind: 'sale' } & Basket)
  /** Value is reserved, the basket parked and recalled later, then paid. */
  | ({ readonly kind: 'parked-sale'; readonly parkedMs: number } & Basket)
  /** Value is reserved and let go. */
  | ({ readonly kind: 'cancelled-payment' } & Basket)
  | {
      readonly kind: 'refund'
      /** Where the customer stands; not always where the sale was. */
      readonly hub: number
      readonly till: number
      /** The sale. */
      readonly of: number
      /** Part of the sale's total, in basis points; several may ask for more than the whole. */
      readonly partBp: number
      readonly pays: 'cash' | 'store-credit'
    }
  | {
      readonly kind: 'load-card'
      readonly hub: number
      readonly till: number
      readonly card: number
      readonly amount: number
    }
  | {
      readonly kind: 'sell-coupon'
      readonly hub: number
      readonly till: number
      readonly stock: number
    }
  | { readonly kind: 'open-shift' | 'close-shift'; readonly hub: number; readonly till: number }
  /** The till sends an id that it used before, with another content. */
  | {
      readonly kind: 'other-content'
      readonly hub: number
      readonly till: number
      readonly of: number
    }

export type WebOp =
  | {
      readonly kind: 'web-order'
      readonly spend: Spend
      readonly ends: 'capture' | 'release' | 'lapse'
      /** What a capture takes of the hold. */
      readonly partBp: number
      readonly endsAfterMs: number
      /** How long after its lapse a held coupon is ended; absent = just in time. */
      readonly lateMs?: number
    }
  /** Spent at once, without a hold. */
  | { readonly kind: 'web-spend'; readonly spend: Spend }
  /** Gives back what a web order or web spend took. */
  | { readonly kind: 'web-refund'; readonly of: number; readonly partBp: number }

export type HqOp =
  | {
      readonly kind: 'issue'
      readonly value: ValueRef
      readonly amount: number
      readonly earnedAt: number
      /** Calendar months; null = never ends. */
      readonly months: number | null
    }
  | { readonly kind: 'correct'; readonly value: ValueRef; readonly amount: number }
  /** Takes back what the operation `of` issued. */
  | { readonly kind: 'claw-back'; readonly of: number; readonly partBp: number }
  | { readonly kind: 'freeze' | 'unfreeze'; readonly value: ValueRef }
  /** A standing lease of this share of what is free. */
  | {
      readonly kind: 'grant'
      readonly hub: number
      readonly value: ValueRef
      readonly shareBp: number
      readonly forMs: number
    }
  | { readonly kind: 'recall'; readonly value: ValueRef }
  | {
      readonly kind: 'issue-coupon'
      readonly coupon: number
      readonly endsAt: number | null
    }
  | { readonly kind: 'cancel-coupon'; readonly coupon: number }
  /** Lots and coupons that ended, and holds that lapsed. */
  | { readonly kind: 'sweep' }
  /** Every lease that ended long enough ago; `auto` obeys the cap per day. */
  | { readonly kind: 'forfeit'; readonly by: 'hand' | 'setting' }
  /** HQ gives up waiting for the word of this store's forfeited leases. */
  | { readonly kind: 'write-off'; readonly hub: number }
  /** The oldest quarantined event of the store gets a payload that can be read. */
  | { readonly kind: 'repair'; readonly hub: number }
  /** HQ gives up waiting for this store after a restored backup. */
  | { readonly kind: 'override-recovery'; readonly hub: number }
  /** The books are built again from the applied log and compared. */
  | { readonly kind: 'rebuild' }

export const slots = [0, 1, 2] as const
export type Slot = (typeof slots)[number]

export type Direction = 'up' | 'down' | 'both'

/** Each ends by itself, so that taking one out leaves no store cut off for ever. */
export type Fault =
  | {
      readonly kind: 'cut'
      readonly hub: number
      readonly channels: readonly Exclude<Channel, 'till-lan'>[]
      /** `up`: what the hub sends. */
      readonly direction: Direction
      readonly forMs: number
    }
  | {
      readonly kind: 'cut-till'
      readonly hub: number
      readonly till: number
      /** `up`: what the till sends. */
      readonly direction: Direction
      readonly forMs: number
    }
  /** Loss, duplicates and reordering on every line of the store. */
  | {
      readonly kind: 'storm'
      readonly hub: number
      readonly loss: number
      readonly duplicate: number
      readonly reorder: number
      readonly forMs: number
    }
  /** The till repeats its requests at once and often, and gives up late. */
  | {
      readonly kind: 'hasty-till'
      readonly hub: number
      readonly till: number
      readonly forMs: number
    }
  /** The process dies after so many more steps of that hub; the disk keeps all that was written. */
  | {
      readonly kind: 'crash'
      readonly hub: number
      readonly afterSteps: number
      readonly downMs: number
    }
  /** As a crash, and unsynced writes are lost; the box boots. */
  | {
      readonly kind: 'power-cut'
      readonly hub: number
      readonly afterSteps: number
      readonly downMs: number
      readonly clock: BootClock
    }
  | { readonly kind: 'suspend'; readonly hub: number; readonly forMs: number }
  | { readonly kind: 'clock-jump'; readonly hub: number; readonly byMs: number }
  | { readonly kind: 'drift'; readonly hub: number; readonly ppm: number }
  | { readonly kind: 'take-image'; readonly hub: number; readonly slot: Slot }
  /** The box boots from that image. */
  | {
      readonly kind: 'restore-image'
      readonly hub: number
      readonly slot: Slot
      readonly downMs: number
    }
  /** A copy of the disk runs in a second box beside the first; some tills talk to the copy. */
  | {
      readonly kind: 'clone-box'
      readonly hub: number
      readonly tills: readonly number[]
      readonly forMs: number
    }
  /** The disk is dead: a new box is claimed, and gets from the tills what they kept. */
  | { readonly kind: 'replace-box'; readonly hub: number; readonly downMs: number }
  /** A second box starts from the same seed file, under a key of its own. */
  | { readonly kind: 'seed-file-twice'; readonly hub: number; readonly forMs: number }
  /** The replica is lost; the one that takes its place is so many cuts old. */
  | { readonly kind: 'rebuild-replica'; readonly hub: number; readonly cutsBack: number }
  /** The next sale of this store carries a payload that the cloud cannot read. */
  | { readonly kind: 'poison'; readonly hub: number }
  /** The hub writes a newer contract than the cloud knows; the cloud is upgraded after that time. */
  | { readonly kind: 'newer-contract'; readonly hub: number; readonly forMs: number }
  | { readonly kind: 'cloud-crash'; readonly afterSteps: number; readonly downMs: number }
  | { readonly kind: 'cloud-clock-jump'; readonly byMs: number }
  | { readonly kind: 'take-backup'; readonly slot: Slot }
  | { readonly kind: 'restore-backup'; readonly slot: Slot; readonly downMs: number }
