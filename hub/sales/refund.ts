import type { PricedBasket } from '#shared/contracts/basket.ts'
import type { Envelope, SaleRefunded } from '#shared/contracts/event.ts'
import type { Settlement } from '#shared/contracts/tender.ts'
import type { RefundRequest } from '#shared/contracts/till.ts'
import { Failure } from '#shared/domain/failure.ts'
import { refundLines } from '#shared/domain/refund-lines.ts'
import { refundTenders } from '#shared/domain/refund-tenders.ts'
import { moveShift } from '../shifts/store.ts'
import { earlierTry, otherContent, requestHash } from '../shop.ts'
import { cashierWith, type TillSession } from '../tills/session.ts'
import type { MovedValue } from '../value/receipt-value.ts'
import type { StoredSale } from './receipts.ts'
import {
  announce,
  noMember,
  repeated,
  type SalesDeps,
  type SaveOutcome,
  stockOf,
  storedBy,
} from './sell.ts'
import { addReceipt, moveRefunded, type RefundState } from './store.ts'

const MAX_TRIES = 20

/** Gives back a receipt of this hub, whole or in part, any number of times, never more than is left. */
export async function refund(
  deps: SalesDeps,
  till: TillSession,
  request: RefundRequest,
): Promise<SaveOutcome> {
  const { shop } = deps
  const hash = requestHash('sale.refunded', request)
  const earlier = earlierTry(shop.journal, request.id, hash)
  if (earlier !== null) return repeated(deps, earlier, request.id)
  deps.disk.needRoomToSell()
  // Another refund of the same receipt may come first: look again at what is left.
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const outcome = await tryRefund(deps, till, request, hash)
    if (outcome !== null) return outcome
  }
  throw new Failure(
    'conflict',
    `receipt ${request.receiptId} is being refunded elsewhere: look again`,
  )
}

async function tryRefund(
  deps: SalesDeps,
  till: TillSession,
  request: RefundRequest,
  hash: string,
): Promise<SaveOutcome | null> {
  const { shop, receipts, prints } = deps
  const { id, shiftId, receiptId, reason } = request
  const cashier = cashierWith(till, 'refund')
  deps.shifts.needOpen(till, shiftId)
  const sale = receipts.sale(receiptId)
  const { refunds: before } = sale
  const priced = refundLines({
    original: sale.payload.priced,
    alreadyRefunded: before.lines,
    wanted: request.lines,
  })
  const settlement = refundTenders({
    amount: -priced.total,
    original: sale.payload.settlement,
    refunds: before.settlements,
    cashRounding: shop.profile().company.cashRounding,
    wanted: request.tenders,
  })
  const tenders = settlement.tenders.map(({ kind, amount }) => ({ kind, amount }))
  const { customerId, memberId, customer = null } = sale.payload
  const moved = givenBack(deps, sale, tenders)
  const envelope = shop.envelope({
    id,
    type: 'sale.refunded',
    till,
    cashierId: cashier.id,
    shiftId,
    receipt: { id, number: '', originalId: receiptId, cover: 'right' },
    tenders,
    stock: stockOf(priced),
    ...(moved && { movements: moved.movements }),
  })
  const payload: SaleRefunded = {
    v: 1,
    cashierName: cashier.name,
    customer,
    originalId: receiptId,
    originalNumber: sale.number,
    reason,
    customerId,
    memberId,
    priced,
    settlement,
  }
  const plan = prints.plan({
    kind: 'receipt',
    refId: id,
    till: till.code,
    openDrawer: tenders.some(({ kind }) => kind === 'cash'),
    duplicate: false,
  })
  const result = await shop.journal.append({
    envelope,
    payload,
    requestHash: hash,
    receipt: { till: till.code, store: shop.profile().store.code },
    ...(moved && { guard: moved.guard }),
    alongside: [
      moveRefunded(sale.seq, stateAfter(before, priced, settlement)),
      addReceipt({
        kind: 'refund',
        at: envelope.at,
        till: till.code,
        total: priced.total,
        originalSeq: sale.seq,
      }),
      ...moveShift(shiftId, till.code, { refunds: 1, tenders }),
      ...plan.statements,
    ],
  })
  if (result.outcome === 'differs') throw otherContent(id)
  // The next look says why: less is left, or the shift is closed.
  if (result.outcome === 'conflict') return null
  if (result.outcome === 'repeated') return repeated(deps, result.position, id)
  prints.added(plan.jobs)
  const receipt = receipts.fresh(result.number, { kind: 'refund', envelope, payload })
  announce(deps, receipt)
  const stored = storedBy(result, hash)
  return { outcome: 'saved', saved: receipts.savedReceipt(result.position, receipt, stored) }
}

/** Store credit goes back as value; null = none of it does. */
function givenBack(
  { value }: SalesDeps,
  { envelope, payload }: StoredSale,
  tenders: Envelope['tenders'],
): MovedValue | null {
  let amount = 0
  for (const tender of tenders) if (tender.kind === 'store-credit') amount -= tender.amount
  if (amount === 0) return null
  const { memberId } = payload
  if (memberId === null) throw noMember(amount)
  return value.giveBack({ memberId, amount }, envelope.movements)
}

/** What is given back of a sale once this is, too. */
export function stateAfter(
  before: RefundState,
  priced: PricedBasket,
  settlement: Settlement,
): RefundState {
  const lines: Record<string, number> = { ...before.lines }
  for (const { kind, id, quantity } of priced.lines)
    if (kind === 'product') lines[id] = (lines[id] ?? 0) - quantity
  const settlements = [...before.settlements, settlement]
  return { refunds: before.refunds + 1, lines, settlements }
}
