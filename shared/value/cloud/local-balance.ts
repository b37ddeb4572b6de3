import type { ValueMovement } from '../../contracts/event.ts'
import { changed } from '../free-part.ts'
import type { Ledger } from '../ledger.ts'
import { accountOfFact, type Fact } from './fact.ts'
import { spendOfFree } from './free-spend.ts'

/**
 * Spent from the balance that the store loaded last (design 5, `local-balance`). What stores spent
 * together beyond the balance is found here to the unit: the risk account pays it, the card is
 * frozen and HQ sees it.
 */
export function applyLocalSpend(ledger: Ledger, movement: ValueMovement, fact: Fact): void {
  const overspent = spendOfFree(ledger, movement, fact)
  if (overspent === null || overspent === 0) return
  const account = accountOfFact(ledger, movement.account)
  if (!account.frozen) ledger.saveAccount(changed(account, { frozen: true }))
  raiseOverspent(ledger, movement, overspent, fact, 'The card is frozen.')
}

/**
 * A spend that names the free part itself, which only the cloud may promise: booked like any fact,
 * and what the free part lacks is an alarm.
 */
export function applyFreeSpend(ledger: Ledger, movement: ValueMovement, fact: Fact): void {
  const overspent = spendOfFree(ledger, movement, fact)
  if (overspent !== null && overspent > 0) raiseOverspent(ledger, movement, overspent, fact, '')
}

function raiseOverspent(
  ledger: Ledger,
  { account }: ValueMovement,
  units: number,
  { hub, receiptId }: Fact,
  then: string,
): void {
  ledger.raise({
    kind: 'balance-overspent',
    subject: `account ${account}`,
    words:
      `Hub ${hub} spent ${units} units more than account ${account} had on receipt ${receiptId}; the risk account paid them. ${then}`.trimEnd(),
  })
}
