import type { Currency } from '#shared/contracts/units.ts'
import type { Movement, Place } from '#shared/value/movement.ts'
import { riskLeasePlace, systemPlace } from '#shared/value/movement.ts'
import type { StoreAccounts } from '../ledger/accounts.ts'
import { createEntry, type Entry } from '../ledger/entry.ts'
import type { ValueCommand } from './command.ts'

/**
 * What an older version of this program posted: only what it did to store credit. Its logs name the
 * accounts of that time, and a rebuild posts to them what was posted then.
 */
export function olderEntry(
  accounts: StoreAccounts,
  { movements, currency }: { readonly movements: readonly Movement[]; readonly currency: Currency },
  command?: ValueCommand,
): Entry | undefined {
  if (accounts.find('value-risk') === undefined) return undefined
  const unit = `credit:${currency}`
  const [risk, redeemed] = [systemPlace('risk', unit), systemPlace('redeemed', unit)]
  const paidBy = (isIt: (place: Place) => boolean) => {
    let paid = 0
    for (const { from, to, amount } of movements) {
      if (isIt(from)) paid += amount
      if (isIt(to)) paid -= amount
    }
    return paid
  }
  const owing = (amount: number) => ({ owed: { 'store-credit': amount } })
  if (command?.kind === 'credit' || command?.kind === 'correct') {
    const { amount } = command
    return createEntry('value-correction', { ...owing(amount), valueGiven: amount }, accounts)
  }
  if (command?.kind === 'capture-hold') {
    const valueCaptured = 0 - paidBy((place) => place === redeemed)
    return createEntry('value-capture', { ...owing(-valueCaptured), valueCaptured }, accounts)
  }
  const riskPaid = paidBy((place) => place === risk)
  const escrowPaid = paidBy((place) => place.startsWith(escrow) && place.endsWith(`@${unit}`))
  const both = { ...owing(riskPaid + escrowPaid), riskPaid, escrowKept: -escrowPaid }
  return createEntry('value-risk', both, accounts)
}

const [escrow = ''] = riskLeasePlace('|', '').split('|')
