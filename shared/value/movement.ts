import type { Lot } from './lots.ts'

export const movementKinds = [
  'issue',
  'earn',
  'load',
  'spend',
  'give-back',
  'take-back',
  'expire',
  'correct',
  'hold',
  'release',
  'grant',
  'return',
  'forfeit',
  'write-off',
  'make-good',
] as const
export type MovementKind = (typeof movementKinds)[number]

/**
 * Value that went from one place to another: what one place loses the other gains, so nothing is
 * made or lost. Immutable; a mistake is corrected by a movement that names the one it reverses.
 */
export interface Movement {
  /** Made by the client that asked for it; where one command moves several times, its id and a number. */
  readonly id: string
  readonly kind: MovementKind
  readonly unit: string
  readonly from: Place
  readonly to: Place
  /** Positive, in whole units. */
  readonly amount: number
  /** Which lots of the account moved; they add up to the amount where the account has lots to move. */
  readonly lots: readonly Lot[]
  readonly at: number
  readonly receiptId: string | null
  readonly rule: string | null
  /** The movement that this one takes back, wholly or in part. */
  readonly reverses: string | null
}

/**
 * `<account>` (its free part), `<account>/hold:<id>`, `<account>/lease:<id>`, or a system account:
 * `issued`, `redeemed`, `expired`, `corrected`, `risk` and `risk/lease:<id>` with `@<unit>` behind.
 */
export type Place = string

export const systemAccounts = ['issued', 'redeemed', 'expired', 'corrected', 'risk'] as const
export type SystemAccount = (typeof systemAccounts)[number]

export function systemPlace(account: SystemAccount, unit: string): Place {
  return `${account}@${unit}`
}

/** Escrow of a forfeited lease: it belongs to the risk account until the hub's word comes. */
export function riskLeasePlace(leaseId: string, unit: string): Place {
  return `risk/lease:${leaseId}@${unit}`
}

export function leasePlace(accountId: string, leaseId: string): Place {
  return `${accountId}/lease:${leaseId}`
}

export function holdPlace(accountId: string, holdId: string): Place {
  return `${accountId}/hold:${holdId}`
}

/** The account that a place is a part of; null for a place of a system account. */
export function accountOfPlace(place: Place): string | null {
  const part = partOfPlace.exec(place)
  if (part !== null) return place.slice(0, part.index)
  return systemPlaces.test(place) ? null : place
}

const partOfPlace = /\/(?:hold|lease):[^@]*$/
const systemPlaces = new RegExp(`^(?:(?:${systemAccounts.join('|')})@|risk/lease:.*@)`)
