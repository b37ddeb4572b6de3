import { cameBefore, wholeAmount } from './command.ts'
import { changed, done, putIn, refused, repeated } from './free-part.ts'
import type { Ledger, Outcome } from './ledger.ts'
import { systemPlace } from './movement.ts'

export interface Credit {
  /** Made by the client; also the id of the lot. */
  readonly id: string
  readonly account: string
  readonly kind: 'issue' | 'earn' | 'load'
  readonly amount: number
  /** First millisecond at which it is worth nothing; null = never. */
  readonly endsAt: number | null
  readonly at: number
  readonly receiptId: string | null
  readonly rule: string | null
}

/** New value comes to its holder; what is owed is paid first. A frozen account goes on earning. */
export function credit(ledger: Ledger, command: Credit): Outcome {
  const { id, kind, amount, endsAt, at, receiptId, rule } = command
  const content = { kind, amount: wholeAmount(amount), receiptId, rule, reverses: null, endsAt }
  if (cameBefore(ledger, id, { ...content, to: command.account })) return repeated
  const account = ledger.account(command.account)
  if (account === undefined) return refused('no-account')
  const { unit } = account.terms
  const lots = [{ id, amount, endsAt }]
  ledger.addMovement({
    id,
    kind,
    unit,
    from: systemPlace('issued', unit),
    to: account.id,
    amount,
    lots,
    at,
    receiptId,
    rule,
    reverses: null,
  })
  ledger.saveAccount(changed(account, putIn(account, lots)))
  return done
}
