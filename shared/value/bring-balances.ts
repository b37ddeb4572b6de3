import { cameBefore, wholeAmount } from './command.ts'
import { changed, putIn } from './free-part.ts'
import type { Ledger } from './ledger.ts'
import type { Lot } from './lots.ts'
import { systemPlace } from './movement.ts'

/** What an account brings along from an older system. */
export interface OpeningBalance {
  /** Made from the name that it had there; also the id of its lot. */
  readonly id: string
  readonly account: string
  readonly amount: number
  /** First millisecond at which it is worth nothing; null = never. */
  readonly endsAt: number | null
}

/**
 * Many credits in one command: an account is written once, however many lots come to it, so that
 * tens of thousands of them on one account cost no more than they must. Answers how many were new;
 * throws `conflict` where an id came with other content.
 */
export function bringBalances(
  ledger: Ledger,
  balances: readonly OpeningBalance[],
  at: number,
): number {
  const byAccount = new Map<string, Lot[]>()
  for (const balance of balances) {
    if (isBrought(ledger, balance)) continue
    const { id, account, amount, endsAt } = balance
    const lots = byAccount.get(account) ?? []
    if (lots.length === 0) byAccount.set(account, lots)
    lots.push({ id, amount: wholeAmount(amount), endsAt })
  }
  let brought = 0
  for (const [to, lots] of byAccount) {
    const account = ledger.account(to)
    if (account === undefined) throw new Error(`account ${to} is of no programme`)
    const { unit } = account.terms
    const every = { kind: 'issue', unit, from: systemPlace('issued', unit), to, at } as const
    const none = { receiptId: null, rule: null, reverses: null }
    for (const lot of lots) {
      ledger.addMovement({ ...every, ...none, id: lot.id, amount: lot.amount, lots: [lot] })
    }
    ledger.saveAccount(changed(account, putIn(account, lots)))
    brought += lots.length
  }
  return brought
}

/** Whether it is in the books already; throws `conflict` where it is there with other content. */
export function isBrought(
  ledger: Ledger,
  { id, account: to, amount, endsAt }: OpeningBalance,
): boolean {
  const content = { kind: 'issue', amount, to, endsAt, receiptId: null } as const
  return cameBefore(ledger, id, content)
}
