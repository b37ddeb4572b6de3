import { Failure } from '../domain/failure.ts'
import { cameBefore, wholeAmount } from './command.ts'
import { changed, done, putIn, refused, repeated } from './free-part.ts'
import type { Ledger, Outcome } from './ledger.ts'
import { type Lot, putBackLast } from './lots.ts'
import { accountOfPlace, type Movement, type Place, systemPlace } from './movement.ts'

export interface GiveBack {
  readonly id: string
  /** The spend that is taken back, wholly or in part. */
  readonly reverses: string
  readonly amount: number
  readonly at: number
  readonly receiptId: string | null
}

/**
 * Spent value returns to the free part of whoever paid: its lots come back with their own ends,
 * those taken last first. What the risk account paid returns to it. Throws `not-found` for a spend
 * that is not in the books and `invalid` for a movement that is no spend; `over-reversed` when all
 * reversals together would exceed the spend.
 */
export function giveBack(ledger: Ledger, command: GiveBack): Outcome {
  const { id, reverses, amount, receiptId } = command
  const content = { kind: 'give-back', amount: wholeAmount(amount), reverses, receiptId } as const
  if (cameBefore(ledger, id, content)) return repeated
  const spent = ledger.movement(reverses)
  if (spent === undefined) throw new Failure('not-found', `spend ${reverses} is not in the books`)
  if (spent.kind !== 'spend') {
    throw new Failure('invalid', `movement ${reverses} is of kind ${spent.kind}, not a spend`)
  }
  const payer = accountOfPlace(spent.from)
  const account = payer === null ? undefined : ledger.account(payer)
  if (payer !== null && account === undefined) return refused('no-account')
  const already = ledger.reversedOf(reverses)
  if (already + amount > spent.amount) return refused('over-reversed', account)
  if (account === undefined) {
    ledger.addMovement(reversal(spent, command, systemPlace('risk', spent.unit), []))
    return done
  }
  const lots = putBackLast(spent.lots, amount, already)
  ledger.addMovement(reversal(spent, command, account.id, lots))
  ledger.saveAccount(changed(account, putIn(account, lots)))
  return done
}

function reversal(spent: Movement, command: GiveBack, to: Place, lots: readonly Lot[]): Movement {
  return {
    id: command.id,
    kind: 'give-back',
    unit: spent.unit,
    from: spent.to,
    to,
    amount: command.amount,
    lots,
    at: command.at,
    receiptId: command.receiptId,
    rule: spent.rule,
    reverses: spent.id,
  }
}
