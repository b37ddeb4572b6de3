import { freeOf } from './account.ts'
import { cameBefore, wholeAmount } from './command.ts'
import { changed, done, putIn, refused, repeated, takeOut } from './free-part.ts'
import type { Ledger, Outcome } from './ledger.ts'
import { systemPlace } from './movement.ts'

export interface Correct {
  readonly id: string
  readonly account: string
  /** Positive gives, negative takes; not 0. */
  readonly amount: number
  /** End of what is given; null = never. Means nothing where value is taken. */
  readonly endsAt: number | null
  readonly at: number
}

/**
 * HQ puts a balance right; also a frozen one. Taking more than is free makes a debt where the
 * account may owe, and is refused with `would-owe` elsewhere.
 */
export function correct(ledger: Ledger, command: Correct): Outcome {
  const { id, endsAt, at } = command
  const amount = wholeAmount(Math.abs(command.amount))
  const gives = command.amount > 0
  const content = { kind: 'correct', amount } as const
  const place = gives ? { to: command.account, endsAt } : { from: command.account }
  if (cameBefore(ledger, id, { ...content, ...place })) return repeated
  const account = ledger.account(command.account)
  if (account === undefined) return refused('no-account')
  const { unit, mayOwe } = account.terms
  if (!gives && !mayOwe && freeOf(account) < amount) return refused('would-owe', account)
  const taken = gives ? null : takeOut(account, amount)
  const lots = taken?.lots ?? [{ id, amount, endsAt }]
  const corrected = systemPlace('corrected', unit)
  ledger.addMovement({
    id,
    kind: 'correct',
    unit,
    from: gives ? corrected : account.id,
    to: gives ? account.id : corrected,
    amount,
    lots,
    at,
    receiptId: null,
    rule: null,
    reverses: null,
  })
  ledger.saveAccount(changed(account, taken?.free ?? putIn(account, lots)))
  return done
}
