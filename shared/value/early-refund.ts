import { type Account, postedOf } from './account.ts'
import { changed } from './free-part.ts'
import type { Ledger } from './ledger.ts'

/**
 * What the holder has, in units, without what came back of uses that the books have yet to hear of:
 * the refund came in first, so those units are there twice, and the use will take them (spine B2.7).
 */
export function heardUnits(ledger: Ledger, account: Account): number {
  let units = postedOf(account)
  for (const id of account.early ?? []) if (isEarly(ledger, id)) units -= amountOf(ledger, id)
  return units
}

/** Whatever becomes of the units that it brought: the use takes as many again. */
export function noteEarlyRefund(ledger: Ledger, accountId: string, id: string): void {
  const account = ledger.account(accountId)
  if (account === undefined) return
  const waiting = account.early?.filter((each) => isEarly(ledger, each)) ?? []
  ledger.saveAccount(changed(account, { early: [...waiting, id] }))
}

function isEarly(ledger: Ledger, id: string): boolean {
  const use = ledger.movement(id)?.reverses ?? null
  return use !== null && ledger.movement(use) === undefined
}

function amountOf(ledger: Ledger, id: string): number {
  return ledger.movement(id)?.amount ?? 0
}
