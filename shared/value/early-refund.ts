import { type Account, postedOf } from './account.ts'
import type { Ledger } from './ledger.ts'
import type { Lot } from './lots.ts'

/**
 * What the holder has, in units, without what came back of uses that the books have yet to hear of:
 * the refund came in first, so those units are there twice, and the use will take them (spine B2.7).
 */
export function heardUnits(ledger: Ledger, account: Account): number {
  let units = postedOf(account)
  for (const lot of allLots(account)) if (isEarlyRefund(ledger, lot)) units -= lot.amount
  return units
}

function isEarlyRefund(ledger: Ledger, { id }: Lot): boolean {
  const back = ledger.movement(id)
  if (back?.kind !== 'give-back' || back.reverses === null) return false
  return ledger.movement(back.reverses) === undefined
}

function allLots({ lots, holds, leases }: Account): readonly Lot[] {
  // What is in a forfeited lease is the risk account's.
  const own = leases.filter(({ state }) => state !== 'forfeited')
  return [...lots, ...[...holds, ...own].flatMap((each) => each.lots)]
}
