import type { ValueMovement } from '../../contracts/event.ts'
import { bornLease } from '../born-lease.ts'
import { changed } from '../free-part.ts'
import type { Lease } from '../lease.ts'
import type { Ledger } from '../ledger.ts'
import { lotsTotal } from '../lots.ts'
import { bookGrant } from './grant-lease.ts'
import type { IngestedEvent } from './ingested-event.ts'

/**
 * What a hub loaded into a lease of its own leaves the free part at once, which may fall below 0: in
 * restored books another store's use of it may have come first, and the promise stands (spine B1.12).
 * Idempotent by lease id.
 */
export function openBornLease(
  ledger: Ledger,
  movement: ValueMovement,
  { hub, epoch, envelope, chainedAgain = false }: IngestedEvent,
): void {
  const born = bornLease(movement, envelope)
  if (born === null || ledger.accountOfLease(born.id) !== undefined) return
  const account = ledger.account(movement.account)
  const { lots, amount } = ledger.movement(movement.id) ?? { lots: [], amount: 0 }
  if (account === undefined || amount === 0) return
  const { id, endsAt } = born
  const lease: Lease = {
    id,
    hub,
    epoch,
    receiptId: null,
    lots,
    granted: amount,
    spent: 0,
    endsAt,
    // Of an epoch that ended, or of another disk: nobody holds it any more.
    state: chainedAgain || born.epoch !== epoch ? 'void' : 'open',
  }
  ledger.noteLease({ id, hub, account: account.id })
  bookGrant(ledger, account, lease, envelope.at)
  const rest = account.lots.filter(({ id: lot }) => lot !== movement.id)
  const paidDebt = amount - (lotsTotal(account.lots) - lotsTotal(rest))
  const owed = account.owed + paidDebt
  ledger.saveAccount(changed(account, { lots: rest, owed, leases: [...account.leases, lease] }))
}
