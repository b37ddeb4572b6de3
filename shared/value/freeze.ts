import { changed, done, refused, repeated } from './free-part.ts'
import type { Ledger, Outcome } from './ledger.ts'

/**
 * Stops every promise and every spend in the cloud from now on. What hubs hold already is out of
 * its reach; how much that is, the console shows (spine B1.11).
 */
export function freeze(ledger: Ledger, accountId: string): Outcome {
  return setFrozen(ledger, accountId, true)
}

export function unfreeze(ledger: Ledger, accountId: string): Outcome {
  return setFrozen(ledger, accountId, false)
}

function setFrozen(ledger: Ledger, accountId: string, frozen: boolean): Outcome {
  const account = ledger.account(accountId)
  if (account === undefined) return refused('no-account')
  if (account.frozen === frozen) return repeated
  ledger.saveAccount(changed(account, { frozen }))
  return done
}
