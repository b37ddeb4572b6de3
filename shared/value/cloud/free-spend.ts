import type { ValueMovement } from '../../contracts/event.ts'
import { cameBefore, partId } from '../command.ts'
import { changed } from '../free-part.ts'
import type { Ledger } from '../ledger.ts'
import { lotsTotal, takeOldest } from '../lots.ts'
import { systemPlace } from '../movement.ts'
import { accountOfFact, type Fact } from './fact.ts'
import { bookSpend } from './lease-spend.ts'

/**
 * What a hub spent without a lease: the free part pays what it has, oldest lots first and whether
 * frozen or not, and never falls below 0; the risk account pays the rest. Answers that rest in
 * units, or null for a movement that is in the books already.
 */
export function spendOfFree(ledger: Ledger, movement: ValueMovement, fact: Fact): number | null {
  const { id, amount } = movement
  if (cameBefore(ledger, id, { kind: 'spend', amount, receiptId: fact.receiptId })) return null
  const account = accountOfFact(ledger, movement.account)
  const { unit } = account.terms
  const paid = Math.min(amount, lotsTotal(account.lots))
  if (paid > 0) {
    const { taken, rest } = takeOldest(account.lots, paid)
    bookSpend(ledger, { id, unit, from: account.id, amount: paid, lots: taken }, movement, fact)
    ledger.saveAccount(changed(account, { lots: rest }))
  }
  const short = amount - paid
  if (short > 0) {
    const from = systemPlace('risk', unit)
    const part = { id: partId(id, paid > 0 ? 2 : 1), unit, from, amount: short, lots: [] }
    bookSpend(ledger, part, movement, fact)
  }
  return short
}
