import type { Account } from './account.ts'
import { cameBefore, sameField, wholeAmount } from './command.ts'
import { changed, done, putIn, refused, repeated } from './free-part.ts'
import type { Ledger, Outcome } from './ledger.ts'
import { systemPlace } from './movement.ts'

export interface AddPending {
  readonly id: string
  readonly account: string
  /** The receipt whose refund it is. */
  readonly receiptId: string
  readonly amount: number
}

export interface PostPending {
  /** Id of the pending credit; the movement and its lot get the same. */
  readonly id: string
  readonly account: string
  /** How much of it is settled; the rest is dropped. */
  readonly amount: number
  readonly endsAt: number | null
  readonly at: number
}

/**
 * A credit that cannot be spent yet, because another hub may still refund the same receipt (spine
 * B5): it counts in no balance. After a drop the account remembers nothing of it; that a dropped
 * claim does not come again is for the claims of the refund right to see to.
 */
export function addPending(ledger: Ledger, command: AddPending): Outcome {
  const { id, receiptId, amount } = command
  wholeAmount(amount)
  if (cameBefore(ledger, id, { kind: 'give-back', to: command.account, receiptId })) return repeated
  const account = ledger.account(command.account)
  if (account === undefined) return refused('no-account')
  const known = account.pending.find((each) => each.id === id)
  if (known === undefined) {
    const pending = [...account.pending, { id, receiptId, amount }]
    ledger.saveAccount(changed(account, { pending }))
    return done
  }
  sameField(id, 'amount', known.amount, amount)
  sameField(id, 'receiptId', known.receiptId, receiptId)
  return repeated
}

/** The right was settled: the settled part becomes free. `no-pending` when it was dropped before. */
export function postPending(ledger: Ledger, command: PostPending): Outcome {
  const { id, amount, endsAt, at } = command
  const content = { kind: 'give-back', amount: wholeAmount(amount), endsAt } as const
  if (cameBefore(ledger, id, { ...content, to: command.account })) return repeated
  const account = ledger.account(command.account)
  if (account === undefined) return refused('no-account')
  const pending = account.pending.find((each) => each.id === id)
  if (pending === undefined) return refused('no-pending', account)
  if (amount > pending.amount) return refused('too-little', account)
  const { unit } = account.terms
  const lots = [{ id, amount, endsAt }]
  ledger.addMovement({
    id,
    kind: 'give-back',
    unit,
    from: systemPlace('issued', unit),
    to: account.id,
    amount,
    lots,
    at,
    receiptId: pending.receiptId,
    rule: null,
    reverses: null,
  })
  const without = { ...putIn(account, lots), pending: withoutPending(account, id) }
  ledger.saveAccount(changed(account, without))
  return done
}

/** The right was used up elsewhere: nothing comes of it. */
export function dropPending(
  ledger: Ledger,
  command: { readonly id: string; readonly account: string },
): Outcome {
  const account = ledger.account(command.account)
  if (account === undefined) return refused('no-account')
  const pending = withoutPending(account, command.id)
  if (pending.length === account.pending.length) return repeated
  ledger.saveAccount(changed(account, { pending }))
  return done
}

function withoutPending({ pending }: Account, id: string): Account['pending'] {
  return pending.filter((each) => each.id !== id)
}
