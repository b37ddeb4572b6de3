import { Failure } from '../domain/failure.ts'
import { freeOf } from './account.ts'
import { cameBefore, partId, wholeAmount } from './command.ts'
import { changed, done, refused, repeated, takeOut } from './free-part.ts'
import type { Ledger, Outcome } from './ledger.ts'
import { type Lot } from './lots.ts'
import { type Place, systemPlace } from './movement.ts'
import {
  fellOnRisk,
  isFollowed,
  noteTakenBack,
  owesUntilSold,
  type TakenBack,
} from './taken-back.ts'

export interface TakeBack {
  readonly id: string
  /** The credit that is taken back, wholly or in part; null = no one credit. */
  readonly reverses: string | null
  readonly account: string
  readonly amount: number
  readonly at: number
  readonly receiptId: string | null
  /** A hub reports that it happened: it is booked whatever the account can carry. */
  readonly fact?: boolean
  /** Of a fact: what the hub took it out of. */
  readonly lease?: string | null
}

/**
 * Earned value is taken again, oldest lots first. What was spent meanwhile becomes a debt where
 * the account may owe (spine B1.6); elsewhere the command is refused with `would-owe` and nothing
 * moves, but a fact is booked against the risk account, with an alarm: of a coupon until its use is
 * refunded, and not before the sale is heard of, until when the coupon owes it. More than the credit has
 * left is refused with `over-reversed`; of a fact the excess falls on the risk account too, and
 * reverses nothing. Throws `not-found` for an unknown credit (a fact may come before its credit:
 * the store that gave it is still cut off) and `invalid` for a movement that is no credit of this
 * account.
 */
export function takeBack(ledger: Ledger, command: TakeBack): Outcome {
  const { id, reverses, amount, at, receiptId, fact = false, lease = null } = command
  const content = { kind: 'take-back', amount: wholeAmount(amount), receiptId } as const
  if (cameBefore(ledger, id, content)) {
    checkSame(ledger, command)
    return repeated
  }
  const account = ledger.account(command.account)
  if (account === undefined) return refused('no-account')
  const reversible = Math.min(amount, leftToReverse(ledger, command))
  if (reversible < amount && !fact) return refused('over-reversed', account)
  const { mayOwe, unit } = account.terms
  const had = Math.min(reversible, Math.max(0, freeOf(account)))
  const carried = mayOwe || (fact && owesUntilSold(ledger, account)) ? reversible : had
  if (carried < reversible && !fact) return refused('would-owe', account)

  let part = 1
  const book = (from: Place, units: number, lots: readonly Lot[], reversed: string | null) => {
    if (units === 0) return
    const to = systemPlace('issued', unit)
    const partly = partId(id, part++)
    const rest = { at, receiptId, rule: null, reverses: reversed }
    ledger.addMovement({
      id: partly,
      kind: 'take-back',
      unit,
      from,
      to,
      amount: units,
      lots,
      ...rest,
    })
  }
  const { free, lots } = takeOut(account, carried)
  const risk = systemPlace('risk', unit)
  book(account.id, carried, lots, reverses)
  book(risk, reversible - carried, [], reverses)
  book(risk, amount - reversible, [], null)
  if (carried > 0) ledger.saveAccount(changed(account, free))
  const taken: TakenBack = { id, lease, load: reverses, amount, short: amount - had }
  const isWhole = fact && reversible === amount
  if (isWhole) noteTakenBack(ledger, account.id, taken)
  if (carried === amount) return done
  const alarm = fellOnRisk(account, { ...taken, short: amount - carried })
  if (isWhole && isFollowed(account)) ledger.raiseLasting(alarm)
  else ledger.raise(alarm)
  return done
}

/** What no earlier reversal has taken of the credit; no limit where none is known. */
function leftToReverse(ledger: Ledger, { reverses, account, fact = false }: TakeBack): number {
  if (reverses === null) return Number.POSITIVE_INFINITY
  const credited = ledger.movement(reverses)
  if (credited === undefined) {
    if (fact) return Number.POSITIVE_INFINITY
    throw new Failure('not-found', `credit ${reverses} is not in the books`)
  }
  const { kind, to } = credited
  if (!fact && (to !== account || (kind !== 'issue' && kind !== 'earn' && kind !== 'load'))) {
    throw new Failure(
      'invalid',
      `movement ${reverses} (${kind} to ${to}) is no credit of ${account}`,
    )
  }
  return Math.max(0, credited.amount - ledger.reversedOf(reverses))
}

/** The first movement names neither the account nor the credit where the risk account paid it all. */
function checkSame(ledger: Ledger, { id, account, reverses }: TakeBack): void {
  const known = ledger.movement(id)
  if (known === undefined) return
  const content = { kind: 'take-back' } as const
  const risk = systemPlace('risk', known.unit)
  if (known.from !== risk) cameBefore(ledger, id, { ...content, from: account, reverses })
  else if (known.reverses !== null) cameBefore(ledger, id, { ...content, reverses })
}
