import { Failure } from '../domain/failure.ts'
import type { Account } from './account.ts'
import { cameBefore, partId, partsOf, sameField, wholeAmount } from './command.ts'
import { changed, done, putIn, refused, repeated } from './free-part.ts'
import type { Ledger, Outcome } from './ledger.ts'
import { putBackLast } from './lots.ts'
import { accountOfPlace, type Movement, systemPlace } from './movement.ts'

export interface GiveBack {
  readonly id: string
  /** The spend that is taken back, wholly or in part. */
  readonly reverses: string
  readonly amount: number
  readonly at: number
  readonly receiptId: string | null
}

/**
 * Spent value returns to whoever paid. What the risk account paid of it returns first (a spend
 * beyond what the holder had), then the holder's own lots with their own ends, into the free part,
 * those taken last first. `over-reversed` when all reversals together would exceed the spend.
 * Throws `not-found` for a spend that is not in the books, `invalid` for what is no spend.
 */
export function giveBack(ledger: Ledger, command: GiveBack): Outcome {
  const { id, reverses, amount, receiptId } = command
  const content = { kind: 'give-back', amount: wholeAmount(amount), receiptId } as const
  if (cameBefore(ledger, id, content)) {
    const known = ledger.movement(id)?.reverses ?? null
    if (known?.startsWith(`${reverses}#`) !== true) sameField(id, 'reverses', known, reverses)
    return repeated
  }
  const spent = spentParts(ledger, reverses)
  let left = 0
  for (const part of spent) left += part.amount - ledger.reversedOf(part.id)
  if (amount > left) return refused('over-reversed', payerOf(ledger, spent[0]))
  let wanted = amount
  let number = 1
  for (const part of spent.toReversed()) {
    const already = ledger.reversedOf(part.id)
    const units = Math.min(wanted, part.amount - already)
    if (units <= 0) continue
    const account = payerOf(ledger, part)
    const lots = account === undefined ? [] : putBackLast(part.lots, units, already)
    ledger.addMovement({
      id: partId(id, number++),
      kind: 'give-back',
      unit: part.unit,
      from: part.to,
      to: account?.id ?? systemPlace('risk', part.unit),
      amount: units,
      lots,
      at: command.at,
      receiptId,
      rule: part.rule,
      reverses: part.id,
    })
    if (account !== undefined) ledger.saveAccount(changed(account, putIn(account, lots)))
    wanted -= units
  }
  return done
}

/** What the holder paid, and after it what the risk account paid. */
function spentParts(ledger: Ledger, id: string): readonly Movement[] {
  const parts = partsOf(ledger, id)
  const [first] = parts
  if (first === undefined) throw new Failure('not-found', `spend ${id} is not in the books`)
  if (first.kind === 'spend') return parts.filter(({ kind }) => kind === 'spend')
  throw new Failure('invalid', `movement ${id} is of kind ${first.kind}, not a spend`)
}

/** Undefined where the risk account paid. */
function payerOf(ledger: Ledger, part: Movement | undefined): Account | undefined {
  const payer = part === undefined ? null : accountOfPlace(part.from)
  return payer === null ? undefined : ledger.account(payer)
}
