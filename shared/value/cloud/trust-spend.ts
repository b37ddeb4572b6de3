import type { ValueMovement } from '../../contracts/event.ts'
import type { Ledger } from '../ledger.ts'
import type { Fact } from './fact.ts'
import { spendOfFree } from './free-spend.ts'

/**
 * Spent on trust, inside the three caps that the company set (spine B1.10): the free part pays what
 * it has and the risk account the rest. No alarm: the company chose to run this risk.
 */
export function applyTrustSpend(ledger: Ledger, movement: ValueMovement, fact: Fact): void {
  spendOfFree(ledger, movement, fact)
}
