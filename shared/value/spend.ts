import { cameBefore, wholeAmount } from './command.ts'
import { changed, done, refused, repeated, whyNot } from './free-part.ts'
import type { Ledger, Outcome } from './ledger.ts'
import { takeOldest } from './lots.ts'
import { systemPlace } from './movement.ts'

export interface Spend {
  readonly id: string
  readonly account: string
  readonly amount: number
  readonly at: number
  readonly receiptId: string | null
  readonly rule: string | null
}

/** Free value is spent in the cloud itself, oldest lots first; never more than there is. */
export function spend(ledger: Ledger, command: Spend): Outcome {
  const { id, amount, at, receiptId, rule } = command
  const content = { kind: 'spend', amount: wholeAmount(amount), receiptId, rule } as const
  if (cameBefore(ledger, id, { ...content, from: command.account })) return repeated
  const account = ledger.account(command.account)
  if (account === undefined) return refused('no-account')
  const reason = whyNot(account, amount, at)
  if (reason !== null) return refused(reason, account)
  const { unit } = account.terms
  const { taken, rest } = takeOldest(account.lots, amount, at + 1)
  ledger.addMovement({
    id,
    kind: 'spend',
    unit,
    from: account.id,
    to: systemPlace('redeemed', unit),
    amount,
    lots: taken,
    at,
    receiptId,
    rule,
    reverses: null,
  })
  ledger.saveAccount(changed(account, { lots: rest }))
  return done
}
