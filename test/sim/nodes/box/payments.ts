import type { LeasePart, Reserved } from '#shared/value/hub/spend-leases.ts'
import type { BoxSite } from './box-site.ts'
import { addTo } from './sums.ts'

/** What pays one account's part of a payment: leases, the day's trust, or a balance kept here. */
export interface Cover {
  readonly amount: number
  readonly parts: readonly LeasePart[]
  readonly trust: { readonly allowance: string; readonly rule: string; readonly day: string } | null
  readonly local: boolean
}

/** Value that payments in work have reserved. All of it dies with the program. */
export interface Payments {
  readonly reserved: Reserved
  reservedLocally(account: string): number
  /** The covers by account; asking begins the payment. */
  begun(receiptId: string): ReadonlyMap<string, Cover>
  has(receiptId: string): boolean
  coverOf(receiptId: string, account: string): Cover | undefined
  reserve(receiptId: string, account: string, cover: Cover): void
  /** Ends a payment; tells the accounts that it covered. */
  letGo(receiptId: string): readonly string[]
  /** It was journaled or given up: nothing is reserved for it any more. */
  hasEnded(receiptId: string): boolean
  receipts(): ReadonlySet<string>
  /** Those whose till never came back. */
  forgotten(): readonly string[]
  trustInWork(allowance: string, account: string): { readonly hub: number; readonly mine: number }
  isEmpty(): boolean
  /** An epoch ended, and with it whatever was reserved. */
  clear(): void
  start(): void
}

/** Longer than any basket stays parked. */
const PAYMENT_MS_MAX = 6 * 3_600_000
const noAccounts: readonly string[] = []

export function createPayments({ clock }: BoxSite): Payments {
  const payments = new Map<string, Map<string, Cover>>()
  /** By uptime: no clock that is set may end a payment. */
  const begunAt = new Map<string, number>()
  const ended = new Set<string>()
  const reserved = new Map<string, number>()
  const reservedLocally = new Map<string, number>()

  function begun(receiptId: string): Map<string, Cover> {
    let covers = payments.get(receiptId)
    if (covers === undefined) {
      payments.set(receiptId, (covers = new Map()))
      begunAt.set(receiptId, clock.uptime())
    }
    return covers
  }

  function clear(): void {
    for (const map of [payments, begunAt, reserved, reservedLocally]) map.clear()
  }

  return {
    reserved,
    reservedLocally: (account) => reservedLocally.get(account) ?? 0,
    begun,
    has: (receiptId) => payments.has(receiptId),
    coverOf: (receiptId, account) => payments.get(receiptId)?.get(account),
    reserve(receiptId, account, cover) {
      begun(receiptId).set(account, cover)
      for (const { lease, amount } of cover.parts) addTo(reserved, lease, amount)
      if (cover.local) addTo(reservedLocally, account, cover.amount)
    },
    letGo(receiptId) {
      ended.add(receiptId)
      const covers = payments.get(receiptId)
      if (covers === undefined) return noAccounts
      payments.delete(receiptId)
      begunAt.delete(receiptId)
      for (const [account, cover] of covers) {
        for (const { lease, amount } of cover.parts) addTo(reserved, lease, -amount)
        if (cover.local) addTo(reservedLocally, account, -cover.amount)
      }
      return [...covers.keys()]
    },
    hasEnded: (receiptId) => ended.has(receiptId),
    receipts: () => new Set(payments.keys()),
    forgotten() {
      const now = clock.uptime()
      const over: string[] = []
      for (const [receiptId, at] of begunAt) if (now >= at + PAYMENT_MS_MAX) over.push(receiptId)
      return over
    },
    trustInWork(allowance, account) {
      let hub = 0
      let mine = 0
      for (const covers of payments.values()) {
        for (const [other, { trust, amount }] of covers) {
          if (trust?.allowance !== allowance) continue
          hub += amount
          if (other === account) mine += amount
        }
      }
      return { hub, mine }
    },
    isEmpty: () => payments.size === 0,
    clear,
    start() {
      clear()
      ended.clear()
    },
  }
}
