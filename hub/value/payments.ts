import type { LeasePart, Reserved } from '#shared/value/hub/spend-leases.ts'
import type { LocalPart } from './local-desk.ts'
import type { TrustPart } from './trust-desk.ts'

/** What pays one account's part of a receipt. */
export interface Cover {
  readonly account: string
  readonly amount: number
  readonly parts: readonly LeasePart[]
  /** What leases do not pay of it. */
  readonly trust: TrustPart | null
  /** All of it, where the programme's rule is the balance that the store loaded. */
  readonly local: LocalPart | null
}

/** Value that payments in work have reserved, in memory: it dies with the process. */
export interface Payments {
  /**
   * What is journaled counts no more: the wallet has it as spent. So read this before the leases, or
   * a sale that is committed in between is missed in both.
   */
  readonly reserved: () => Reserved
  /** Drawn on an allowance by payments that are not journaled: by all, and by one account. */
  readonly trustInWork: (
    allowance: string,
    account: string,
  ) => { readonly hub: number; readonly mine: number }
  /** Drawn on an account's loaded balance by payments that are not journaled. */
  readonly localInWork: (account: string) => number
  readonly of: (receiptId: string, account: string) => Cover | undefined
  /** Receipts in work that have reserved of this account. */
  readonly receiptsOf: (account: string) => readonly string[]
  readonly reserve: (receiptId: string, cover: Cover) => void
  /**
   * It was journaled or given up, or paid without this account; answers the accounts that it had
   * reserved of.
   */
  readonly letGo: (receiptId: string, account?: string) => readonly string[]
  readonly receipts: () => ReadonlySet<string>
  /** Those whose till never came back. */
  readonly forgotten: () => readonly string[]
  /** An epoch ended, and with it whatever was promised. */
  readonly clear: () => void
}

/** As long as a quote: then the till must ask again. */
export const PAYMENT_MS_MAX = 15 * 60_000

export function createPayments(
  uptimeMs: () => number,
  isJournaled: (receiptId: string) => boolean,
): Payments {
  const payments = new Map<string, { readonly at: number; readonly covers: Map<string, Cover> }>()
  const reserved = new Map<string, number>()

  const add = ({ parts }: Cover, sign: 1 | -1, to = reserved): void => {
    for (const { lease, amount } of parts) {
      const sum = (to.get(lease) ?? 0) + sign * amount
      if (sum === 0) to.delete(lease)
      else to.set(lease, sum)
    }
  }

  return {
    reserved() {
      const held = new Map(reserved)
      for (const [receiptId, { covers }] of payments) {
        if (isJournaled(receiptId)) for (const cover of covers.values()) add(cover, -1, held)
      }
      return held
    },
    trustInWork(allowance, account) {
      const inWork = { hub: 0, mine: 0 }
      for (const [receiptId, { covers }] of payments) {
        const drawn = [...covers.values()].filter(({ trust }) => trust?.allowance === allowance)
        if (drawn.length === 0 || isJournaled(receiptId)) continue
        for (const { trust } of drawn) {
          inWork.hub += trust?.amount ?? 0
          if (trust?.account === account) inWork.mine += trust.amount
        }
      }
      return inWork
    },
    localInWork(account) {
      let inWork = 0
      for (const [receiptId, { covers }] of payments) {
        const amount = covers.get(account)?.local?.amount ?? 0
        if (amount > 0 && !isJournaled(receiptId)) inWork += amount
      }
      return inWork
    },
    of: (receiptId, account) => payments.get(receiptId)?.covers.get(account),
    receiptsOf(account) {
      const having = [...payments].filter(([, { covers }]) => covers.has(account))
      return having.flatMap(([receiptId]) => (isJournaled(receiptId) ? [] : receiptId))
    },
    reserve(receiptId, cover) {
      const payment = payments.get(receiptId) ?? { at: uptimeMs(), covers: new Map() }
      payments.set(receiptId, payment)
      const before = payment.covers.get(cover.account)
      if (before !== undefined) add(before, -1)
      payment.covers.set(cover.account, cover)
      add(cover, 1)
    },
    letGo(receiptId, account) {
      const { covers } = payments.get(receiptId) ?? {}
      if (covers === undefined) return []
      const gone = [...covers.values()].filter((each) => (account ?? each.account) === each.account)
      for (const cover of gone) {
        covers.delete(cover.account)
        add(cover, -1)
      }
      if (covers.size === 0) payments.delete(receiptId)
      return gone.map((cover) => cover.account)
    },
    receipts: () => new Set(payments.keys()),
    forgotten() {
      const now = uptimeMs()
      return [...payments].flatMap(([id, { at }]) => (now >= at + PAYMENT_MS_MAX ? [id] : []))
    },
    clear() {
      payments.clear()
      reserved.clear()
    },
  }
}
