import type { z } from 'zod'
import type { ReceiptReprinted } from '#shared/contracts/event.ts'
import { Failure } from '#shared/domain/failure.ts'
import { earlierTry, otherContent, requestHash } from '../shop.ts'
import { cashierWith, type TillSession } from '../tills/session.ts'
import type { SalesDeps, SaveOutcome } from './sell.ts'

/** Prints a receipt again, marked DUPLICATE; that it was done is an event of its own. */
export async function reprint(
  deps: SalesDeps,
  till: TillSession,
  request: { readonly id: string; readonly receiptId: string },
): Promise<SaveOutcome> {
  const { shop, receipts, prints, shifts } = deps
  const { id, receiptId } = request
  const hash = requestHash('receipt.reprinted', request)
  const earlier = earlierTry(shop.journal, id, hash)
  const receipt = receipts.get(receiptId)
  if (earlier !== null) return { outcome: 'repeated', saved: receipts.saved(earlier, id, receipt) }

  const cashier = cashierWith(till, 'sale')
  const plan = prints.plan({
    kind: 'receipt',
    refId: receiptId,
    till: till.code,
    openDrawer: false,
    duplicate: true,
  })
  if (plan.jobs.length === 0)
    throw new Failure('unavailable', `no printer prints for till ${till.code}: set one up first`)
  const payload: z.infer<typeof ReceiptReprinted> = { v: 1, receiptId }
  const result = await shop.journal.append({
    envelope: shop.envelope({
      id,
      type: 'receipt.reprinted',
      till,
      cashierId: cashier.id,
      shiftId: shifts.current(till)?.id ?? null,
    }),
    payload,
    requestHash: hash,
    alongside: plan.statements,
  })
  if (result.outcome === 'differs') throw otherContent(id)
  if (result.outcome === 'conflict') throw new Failure('conflict', result.conflict)
  if (result.outcome === 'saved') prints.added(plan.jobs)
  return {
    outcome: result.outcome,
    saved: receipts.saved(result.position, id, receipts.get(receiptId)),
  }
}
