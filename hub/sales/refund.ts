import type { Envelope, SaleRefunded } from '#shared/contracts/event.ts'
import type { RefundRequest } from '#shared/contracts/till.ts'
import { Failure } from '#shared/domain/failure.ts'
import { refundLines } from '#shared/domain/refund-lines.ts'
import { programmeOfAccount } from '#shared/value/account-id.ts'
import type { RefundCover } from '#shared/value/hub/refund-desk.ts'
import { moveShift } from '../shifts/store.ts'
import { earlierTry, otherContent, requestHash } from '../shop.ts'
import { cashierWith, type TillSession } from '../tills/session.ts'
import type { MovedValue } from '../value/receipt-value.ts'
import { withCardsLeft } from '../vouchers/cards-left.ts'
import { needRight, returnToVouchers, takeLoadsBack } from '../vouchers/refund-of-vouchers.ts'
import { type TakenIssued, takeIssuedBack } from '../vouchers/take-issued-back.ts'
import { createVouchers } from '../vouchers/vouchers.ts'
import { loyaltyOf } from './loyalty.ts'
import type { Original } from './originals.ts'
import {
  cashOf,
  movedByRefund,
  movePointsBack,
  needRightToPoints,
  pointsOfRefund,
} from './points-of-refund.ts'
import { announce, repeated, type SalesDeps, type SaveOutcome, stockOf, storedBy } from './sell.ts'
import { settleRefund } from './settle-refund.ts'
import { addReceipt, moveRefunded, stateAfter } from './store.ts'
import { noMember } from './value-of-sale.ts'

const MAX_TRIES = 20
const nothingTaken: TakenIssued = { moved: [], taken: [] }

/**
 * Gives back a receipt of any store of the company, whole or in part, any number of times, never
 * more than is left. Whose right it is to do so is decided here and again when it is journaled.
 */
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
  try {
    // Another refund of the same receipt may come first: look again at what is left.
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const outcome = await tryRefund(deps, till, request, hash)
      if (outcome !== null) return outcome
    }
  } finally {
    deps.value.letGo(request.id)
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
  const { shop, receipts, originals, prints, value } = deps
  const { id, shiftId, receiptId, reason } = request
  const cashier = cashierWith(till, 'refund')
  deps.shifts.needOpen(till, shiftId)
  const sale = await originals.forRefund(receiptId)
  const { refunds: before } = sale
  const priced = refundLines({
    original: sale.payload.priced,
    alreadyRefunded: before.lines,
    wanted: request.lines,
  })
  const points = pointsOfRefund(sale, priced, cashOf(shop, till, request.loyaltyRefundCash ?? 0))
  const back = settleRefund(sale, points, {
    amount: -priced.total,
    cashRounding: shop.profile().company.cashRounding,
    wanted: request.tenders,
  })
  const settlement = withCardsLeft(back, deps)
  const tenders = settlement.tenders.map(({ kind, amount }) => ({ kind, amount }))
  const { customerId, memberId, customer = null } = sale.payload
  const holder = creditedMember(deps, request, memberId)
  const ofVouchers = {
    id,
    original: sale.payload.priced,
    movements: sale.envelope.movements,
    before: before.lines,
    priced,
    tenders: settlement.tenders,
  }
  const desk = { value, vouchers: createVouchers(deps) }
  const unloaded = await takeLoadsBack(desk, ofVouchers)
  const covered = await value.refunds.find({
    id,
    receiptId,
    amount: -priced.total,
    signedTotal: sale.payload.priced.total,
    seen: before.refunds,
    wants: tenders.every(({ kind }) => kind === 'store-credit') ? 'credit' : 'cash',
    account: holder === null ? null : value.creditAccount(holder),
  })
  if (covered === null) {
    originals.forget(receiptId)
    return null
  }
  const { cover, trustDay } = covered
  needRight(ofVouchers, cover)
  const credited = givenBack(deps, { sale, tenders, holder, cover })
  const returned = cover === 'right' ? returnToVouchers(desk, ofVouchers) : []
  needRightToPoints(cover, points, {
    asked: -priced.total,
    isOurs: value.refunds.isOurs(receiptId),
  })
  const ofIssued =
    cover === 'right'
      ? await takeIssuedBack(desk, ofVouchers, sale.payload.issued ?? [])
      : nothingTaken
  const pointsBack = movePointsBack(deps, sale, points)
  const moved = [unloaded, credited, ...returned, ...pointsBack, ...ofIssued.moved].filter(
    (each) => each !== null,
  )
  const envelope = shop.envelope({
    id,
    type: 'sale.refunded',
    till,
    cashierId: cashier.id,
    shiftId,
    receipt: { id, number: '', originalId: receiptId, cover },
    tenders,
    stock: stockOf(priced),
    movements: moved.flatMap((each) => each.movements),
    leases: moved.flatMap((each) => each.leases),
  })
  const payload: SaleRefunded = {
    v: 1,
    cashierName: cashier.name,
    customer,
    ...(sale.payload.partner !== undefined && { partner: sale.payload.partner }),
    originalId: receiptId,
    originalNumber: sale.number,
    reason,
    ...(trustDay !== null && { trustDay }),
    customerId,
    memberId,
    priced,
    settlement,
    ...loyaltyOf(deps, memberId, movedByRefund(points)),
    ...(ofIssued.taken.length > 0 && { issuedTaken: ofIssued.taken }),
  }
  const after = stateAfter(before, priced, settlement)
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
    guard: { kind: 'all', guards: [covered.guard, ...moved.map((each) => each.guard)] },
    alongside: [
      ...(sale.seq === null
        ? []
        : [moveRefunded(sale.seq, { ...after, refunds: sale.refundsHere + 1 })]),
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
  // The next look says why: less is left, or the shift is closed. A lease may be gone, too.
  if (result.outcome === 'conflict') {
    value.letGo(id)
    return null
  }
  if (result.outcome === 'repeated') return repeated(deps, result.position, id)
  originals.refunded(receiptId, { id, priced, settlement })
  prints.added(plan.jobs)
  const receipt = receipts.fresh(result.number, { kind: 'refund', envelope, payload })
  announce(deps, receipt)
  const stored = storedBy(result, hash)
  return { outcome: 'saved', saved: receipts.savedReceipt(result.position, receipt, stored) }
}

/** Who gets what goes back as store credit. */
function creditedMember(
  { shop }: SalesDeps,
  { memberId }: RefundRequest,
  ofSale: number | null,
): number | null {
  if (memberId === undefined || memberId === ofSale) return ofSale
  if (shop.replica.member(memberId) !== undefined) return memberId
  const message = `member ${memberId} is not known here: look the card or phone up again`
  throw new Failure('invalid', message, {
    fields: [{ field: 'memberId', value: String(memberId), message }],
  })
}

/** Store credit goes back as value; null = none of it does. */
function givenBack(
  { value }: SalesDeps,
  of: {
    readonly sale: Original
    readonly tenders: Envelope['tenders']
    readonly holder: number | null
    readonly cover: Extract<RefundCover, { outcome: 'covered' }>['cover']
  },
): MovedValue | null {
  let amount = 0
  for (const tender of of.tenders) if (tender.kind === 'store-credit') amount -= tender.amount
  if (amount === 0) return null
  if (of.holder === null) throw noMember(amount)
  // Without the right no spend is undone: all of it waits for the right as new value.
  const spent = of.cover === 'right' ? of.sale.envelope.movements : []
  const credit = programmeOfAccount(value.creditAccount(of.holder) ?? '')
  const sold = spent.filter(({ account }) => programmeOfAccount(account) === credit)
  return value.giveBack({ memberId: of.holder, amount }, sold)
}
