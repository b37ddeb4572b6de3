import type { z } from 'zod'
import type { CashMoved } from '#shared/contracts/event.ts'
import type { MoveCash } from '#shared/contracts/till.ts'
import { Failure } from '#shared/domain/failure.ts'
import type { SalesDeps, SaveOutcome } from '../sales/sell.ts'
import { earlierTry, otherContent, requestHash } from '../shop.ts'
import { cashierWith, type TillSession } from '../tills/session.ts'
import { keptOf } from './kept-of.ts'
import { moveShift } from './store.ts'

/** Cash put into the drawer or taken out of it outside sales. */
export async function moveCash(
  deps: Pick<SalesDeps, 'shop' | 'shifts' | 'receipts'>,
  till: TillSession,
  request: z.infer<typeof MoveCash>,
): Promise<SaveOutcome> {
  const { shop, shifts, receipts } = deps
  const { id, shiftId, amount, reason } = request
  const hash = requestHash('cash.moved', request)
  const earlier = earlierTry(shop.journal, id, hash)
  if (earlier !== null) {
    const saved = receipts.saved(earlier, id, null)
    return { outcome: 'repeated', saved: { ...saved, ...keptOf(shop.journal, id) } }
  }

  const cashier = cashierWith(till, 'cash.move')
  shifts.needOpen(till, shiftId)
  const payload: z.infer<typeof CashMoved> = { v: 1, amount, reason }
  const result = await shop.journal.append({
    envelope: shop.envelope({ id, type: 'cash.moved', till, cashierId: cashier.id, shiftId }),
    payload,
    requestHash: hash,
    alongside: moveShift(shiftId, till.code, { movedCash: amount }),
  })
  if (result.outcome === 'differs') throw otherContent(id)
  if (result.outcome === 'conflict')
    throw new Failure('conflict', `shift ${shiftId} was closed meanwhile: open a new one`, {
      extra: { conflict: result.conflict },
    })
  const saved = receipts.saved(result.position, id, null)
  return { outcome: result.outcome, saved: { ...saved, ...keptOf(shop.journal, id) } }
}
