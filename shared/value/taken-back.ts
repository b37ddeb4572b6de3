import type { Account } from './account.ts'
import { partId } from './command.ts'
import { changed } from './free-part.ts'
import type { Alarm, Ledger } from './ledger.ts'
import { systemPlace } from './movement.ts'

/**
 * A coupon that went with the refund of its sale. Tills tell the sale, its use, and the refunds of both
 * in any order (spine B2.7), so a use and the refund of that use may come in after it.
 */
export interface TakenBack {
  /** Of the take-back. */
  readonly id: string
  /** What it took the units out of. */
  readonly lease: string | null
  /** The credit that it takes back. */
  readonly load: string | null
  readonly amount: number
  /**
   * Units that were used as well. The risk account paid them, or they are owed until the sale is
   * heard of; the refund of that use pays them back.
   */
  readonly short: number
}

/** A coupon whose sale the books have yet to hear of: its unit is owed until then. */
export function owesUntilSold(ledger: Ledger, { id, terms }: Account): boolean {
  return terms.kind === 'coupon' && ledger.coupon(id) === undefined
}

/** Of a coupon alone: what is on a card may be anybody's by the time a refund comes in. */
export function isFollowed({ terms }: Account): boolean {
  return terms.kind === 'coupon' && !terms.mayOwe
}

export function takenOutOf(account: Account, lease: string | null): TakenBack | undefined {
  if (lease === null) return undefined
  return account.takenBack?.find((taken) => taken.lease === lease && taken.short < taken.amount)
}

/** The one that a refund of a use pays back. */
export function shortOf(account: Account, units: number): TakenBack | undefined {
  return account.takenBack?.find(({ short }) => short >= units)
}

export function noteTakenBack(ledger: Ledger, accountId: string, taken: TakenBack): void {
  const account = ledger.account(accountId)
  if (account === undefined || !isFollowed(account)) return
  ledger.saveAccount(changed(account, { takenBack: noted(account, taken) }))
}

function noted({ takenBack = [] }: Account, taken: TakenBack): readonly TakenBack[] {
  return [...takenBack.filter(({ id }) => id !== taken.id), taken]
}

/** HQ sees it until the refund of the use has come in. */
export function fellOnRisk({ id, terms }: Account, taken: TakenBack): Alarm {
  const words = `${taken.short} ${terms.unit} of take-back ${taken.id} fell on the risk account`
  return { kind: 'balance-overspent', subject: id, words }
}

/**
 * The sale of a coupon came in after its refund. What the coupon still owes was used as well: from now
 * on the risk account pays it, until that use is refunded.
 */
export function soldAfterRefund(
  ledger: Ledger,
  accountId: string,
  {
    load,
    at,
    receiptId,
  }: { readonly load: string; readonly at: number; readonly receiptId: string | null },
): void {
  const account = ledger.account(accountId)
  const [taken] = account?.takenBack ?? []
  if (account === undefined || taken === undefined) return
  const short = { ...taken, short: Math.min(account.owed, taken.amount) }
  const takenBack = noted(account, short)
  ledger.saveAccount(changed(account, { takenBack, owed: account.owed - short.short }))
  if (short.short === 0) return
  const { unit } = account.terms
  ledger.addMovement({
    id: partId(load, 2),
    kind: 'make-good',
    unit,
    from: systemPlace('risk', unit),
    to: account.id,
    amount: short.short,
    lots: [],
    at,
    receiptId,
    rule: null,
    reverses: null,
  })
  ledger.raiseLasting(fellOnRisk(account, short))
}
