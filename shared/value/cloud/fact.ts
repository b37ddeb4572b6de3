import { type Account, openAccount } from '../account.ts'
import type { Ledger } from '../ledger.ts'

/** What a hub's journal tells: it has happened, so it is booked and never refused. */
export interface Fact {
  readonly hub: number
  /** The epoch that it was ingested under. */
  readonly epoch: number
  readonly at: number
  readonly receiptId: string | null
  /** A till kept it from another disk, which may have been another hub's (spine B2.7). */
  readonly chainedAgain: boolean
}

/**
 * The account that a fact is about. One that the books do not know (they were restored from before
 * it was opened) is opened frozen in a unit of its own, until HQ says what it is: the fact is kept
 * and no unit of another account is touched (spine B1.12).
 */
export function accountOfFact(ledger: Ledger, accountId: string): Account {
  const known = ledger.account(accountId)
  if (known !== undefined) return known
  const opened: Account = {
    ...openAccount(accountId, {
      kind: 'store-credit',
      unit: `unknown:${accountId}`,
      offline: 'online-only',
      mayOwe: false,
    }),
    frozen: true,
  }
  ledger.saveAccount(opened)
  ledger.raise({
    kind: 'unknown-account',
    subject: `account ${accountId}`,
    words: `A store reports value of account ${accountId}, which the books do not know; it was opened frozen until HQ says what it is.`,
  })
  return opened
}
