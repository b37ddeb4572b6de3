import { couponFollows } from './coupon.ts'
import { changed } from './free-part.ts'
import type { Ledger } from './ledger.ts'
import { lotsTotal, splitEnded } from './lots.ts'
import { systemPlace } from './movement.ts'

/**
 * Sweeps the free lots that have ended at `now` and answers how many units that were. Holds and
 * leases keep theirs: what is promised is not touched (spine B1.7); it is swept when it comes back.
 */
export function expireLots(ledger: Ledger, accountId: string, now: number): number {
  const account = ledger.account(accountId)
  if (account === undefined) return 0
  const { ended, living } = splitEnded(account.lots, now)
  if (ended.length === 0) return 0
  const { unit } = account.terms
  for (const lot of ended) {
    ledger.addMovement({
      id: unusedId(ledger, `${lot.id}#expired`),
      kind: 'expire',
      unit,
      from: account.id,
      to: systemPlace('expired', unit),
      amount: lot.amount,
      lots: [lot],
      at: now,
      receiptId: null,
      rule: null,
      reverses: null,
    })
  }
  ledger.saveAccount(changed(account, { lots: living }))
  if (account.terms.kind === 'coupon') couponFollows(ledger, accountId, 'expire')
  return lotsTotal(ended)
}

/** A part of a lot that comes back after its end expires again, under the next number. */
function unusedId(ledger: Ledger, first: string): string {
  let id = first
  for (let part = 2; ledger.movement(id) !== undefined; part++) id = `${first}-${part}`
  return id
}
