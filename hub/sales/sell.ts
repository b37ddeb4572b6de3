import type { PricedBasket } from '#shared/contracts/basket.ts'
import type { Envelope, SaleClosed } from '#shared/contracts/event.ts'
import type { Receipt, SaleRequest, Saved } from '#shared/contracts/till.ts'
import { Failure } from '#shared/domain/failure.ts'
import { settleTenders } from '#shared/domain/settle-tenders.ts'
import type { Counter } from '../counter.ts'
import type { Disk } from '../health/disk.ts'
import type { Position } from '../journal/job.ts'
import type { Appended } from '../journal/writer.ts'
import type { Live } from '../live/live.ts'
import type { Prints } from '../prints.ts'
import type { Shifts } from '../shifts/shifts.ts'
import { moveShift } from '../shifts/store.ts'
import { earlierTry, otherContent, requestHash, type Shop } from '../shop.ts'
import { cashierWith, type TillSession } from '../tills/session.ts'
import { leaseGone } from '../value/guard.ts'
import { idWithin } from '../value/id-within.ts'
import { newMovement } from '../value/movement.ts'
import type { Value } from '../value/value.ts'
import { withCardsLeft } from '../vouchers/cards-left.ts'
import { couponsForNextOrder } from '../vouchers/coupons-for-next-order.ts'
import { loadsOfSale } from '../vouchers/loads-of-sale.ts'
import { needSpendable } from '../vouchers/need-spendable.ts'
import { needStock } from '../vouchers/need-stock.ts'
import { couponsStillHold } from '../vouchers/offered-coupons.ts'
import { createVouchers } from '../vouchers/vouchers.ts'
import { broughtBySale } from './brought-by-sale.ts'
import type { KeptPlaces } from './kept-places.ts'
import { loyaltyOf, movedBySale } from './loyalty.ts'
import type { Originals } from './originals.ts'
import { pointsNotTaken } from './points-refused.ts'
import { type Priced, priceNow } from './price.ts'
import type { Quotes } from './quotes.ts'
import type { Receipts, Stored } from './receipts.ts'
import { addReceipt } from './store.ts'
import { tendersOf } from './tenders-of-sale.ts'
import { type PricedSale, valueOfSale } from './value-of-sale.ts'

export interface SalesDeps {
  readonly shop: Shop
  readonly shifts: Shifts
  readonly quotes: Quotes
  readonly receipts: Receipts
  readonly originals: Originals
  readonly keptPlaces: Pick<KeptPlaces, 'of' | 'taken'>
  readonly prints: Prints
  readonly counter?: Pick<Counter, 'quoted' | 'sold'> | undefined
  readonly live: Live
  readonly disk: Pick<Disk, 'needRoomToSell'>
  readonly value: Pick<
    Value,
    | 'accountsOf'
    | 'reservedFor'
    | 'ofVoucher'
    | 'cover'
    | 'pay'
    | 'giveBack'
    | 'putBack'
    | 'letGo'
    | 'refunds'
    | 'creditAccount'
  >
}

export interface SaveOutcome {
  readonly outcome: 'saved' | 'repeated'
  readonly saved: Saved
}

/**
 * The answer leaves only after COMMIT; the same sale twice is one sale. What pays in value is
 * reserved until the sale is saved or refused.
 */
export async function sell(
  deps: SalesDeps,
  till: TillSession,
  request: SaleRequest,
): Promise<SaveOutcome> {
  const { id } = request
  const hash = requestHash('sale.closed', request)
  try {
    for (let tries = 1; ; tries += 1) {
      try {
        return await sellOnce(deps, till, request, hash)
      } catch (error) {
        if (!(error instanceof ValueGone) || tries === MAX_TRIES) throw error
        deps.value.letGo(id)
      }
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    // A repeat need not pass today's checks: its shift may be closed by now. Looked up only here,
    // since the writer knows every id anyway and a look-up costs a tenth of a sale.
    const earlier = earlierTry(deps.shop.journal, id, hash)
    if (earlier === null) throw error
    return repeated(deps, earlier, id)
  } finally {
    deps.value.letGo(id)
  }
}

/** A lease was recalled or ended between reserving and saving: ask again. */
class ValueGone extends Failure {}
const MAX_TRIES = 3

async function sellOnce(
  deps: SalesDeps,
  till: TillSession,
  request: SaleRequest,
  hash: string,
): Promise<SaveOutcome> {
  const { shop, receipts, prints } = deps
  const { id, shiftId, basket } = request
  deps.disk.needRoomToSell()
  const cashier = cashierWith(till, 'sale')
  const { priced, catalogueVersion } = agreedPrice(deps, till, request)
  const { company } = shop.profile()
  const { total } = priced
  const { cashRounding } = company
  const paid = settleTenders({ total, given: tendersOf(request, priced), cashRounding })
  const settlement = withCardsLeft(paid, deps)
  const tenders = settlement.tenders.map(({ kind, amount }) => ({ kind, amount }))
  const moved = await moveValue(deps, { request, priced })
  const envelope = shop.envelope({
    id,
    type: 'sale.closed',
    till,
    cashierId: cashier.id,
    shiftId,
    receipt: { id, number: '', originalId: null, cover: null },
    tenders,
    stock: stockOf(priced),
    ...moved?.ofEnvelope,
  })
  const payload: SaleClosed = {
    v: 1,
    cashierName: cashier.name,
    customer: basket.customerId === undefined ? null : customerOf(shop, basket.customerId),
    catalogueVersion,
    ...partnerOf(shop, basket.partnerId),
    customerId: basket.customerId ?? null,
    memberId: basket.memberId ?? null,
    priced,
    settlement,
    ...moved?.ofPayload,
    ...loyaltyOf(deps, basket.memberId, movedBySale(priced)),
  }
  const plan = prints.plan({
    kind: 'receipt',
    refId: id,
    till: till.code,
    openDrawer: settlement.tenders.some(({ kind }) => kind === 'cash'),
    duplicate: false,
  })
  const result = await shop.journal.append({
    envelope,
    payload,
    requestHash: hash,
    receipt: { till: till.code, store: shop.profile().store.code },
    ...(moved?.guard && { guard: moved.guard }),
    alongside: [
      addReceipt({ kind: 'sale', at: envelope.at, till: till.code, total, originalSeq: null }),
      ...moveShift(shiftId, till.code, { receipts: 1, tenders }),
      ...plan.statements,
    ],
  })
  if (result.outcome === 'differs') throw otherContent(id)
  if (result.outcome === 'conflict' && result.conflict === leaseGone) {
    throw new ValueGone('conflict', 'what should pay was asked back meanwhile: try again')
  }
  if (result.outcome === 'conflict') throw noShift(deps, till, shiftId)
  if (result.outcome === 'repeated') return repeated(deps, result.position, id)
  deps.value.ofVoucher.wereBorn(bornIn(envelope))
  prints.added(plan.jobs)
  const receipt = receipts.fresh(result.number, { kind: 'sale', envelope, payload })
  announce(deps, receipt)
  deps.counter?.sold(receipt)
  const stored = storedBy(result, hash)
  return { outcome: 'saved', saved: receipts.savedReceipt(result.position, receipt, stored) }
}

/** What the sale spends and brings; undefined where it moves nothing but money. */
async function moveValue(deps: SalesDeps, sale: PricedSale) {
  const { shop } = deps
  const { request, priced } = sale
  const wanted = valueOfSale(sale)
  for (const one of wanted) {
    if (one.kind === 'gift-card') needSpendable(createVouchers(deps), one)
  }
  await needStock(deps, request.basket, request.id)
  const loads = loadsOfSale(deps, { ...request, priced })
  const paid = wanted.length === 0 ? undefined : await deps.value.pay(request.id, wanted)
  const next = couponsForNextOrder(shop, request.id, priced)
  const vouchers = loads.map((one, i) => newMovement(idWithin(request.id, `load-${i + 1}`), one))
  const brought = [...broughtBySale(shop, sale), ...vouchers, ...next.movements]
  if (paid === undefined && brought.length === 0) return undefined
  const movements = [...(paid?.movements ?? []), ...brought]
  const coupons = wanted.flatMap((one) => (one.kind === 'coupon' ? one.account : []))
  const { issued } = next
  return {
    ofEnvelope: { movements, leases: paid?.leases ?? [], coupons },
    ofPayload: issued.length === 0 ? {} : { issued },
    guard: paid?.guard,
  }
}

/** The leases that its coupons for the next order came in. */
function bornIn({ movements }: Envelope): string[] {
  return movements.flatMap(({ kind, lease }) => (kind === 'load' && lease !== null ? lease : []))
}

/** The writer's guard found no open shift: which of the reasons it is. */
function noShift({ shifts }: SalesDeps, till: TillSession, shiftId: string): Failure {
  shifts.needOpen(till, shiftId)
  return new Failure('unavailable', `shift ${shiftId} changed at this moment: send it again`)
}

/** The answer of the first time, read from the journal. */
export function repeated({ receipts }: SalesDeps, position: Position, id: string): SaveOutcome {
  return { outcome: 'repeated', saved: receipts.savedReceipt(position, receipts.get(id)) }
}

/** Undefined: read it back. */
export function storedBy({ body }: Appended, requestHash: string): Stored | undefined {
  return body === undefined ? undefined : { body, requestHash, firstHash: null }
}

/** Tells the tills of a new receipt. */
export function announce({ live }: SalesDeps, receipt: Receipt): void {
  const { id, kind, number, at, till, priced } = receipt
  const summary = { id, kind, number, at, till, total: priced.total }
  live.publish({ kind: 'receipt.saved', receipt: summary }, null)
}

/** What the goods did: difference lines move nothing. */
export function stockOf(priced: PricedBasket): Envelope['stock'] {
  const quantityById = new Map<number, number>()
  for (const { kind, productId, quantity } of priced.lines)
    if (kind === 'product')
      quantityById.set(productId, (quantityById.get(productId) ?? 0) - quantity)
  return [...quantityById].map(([productId, quantity]) => ({ productId, quantity }))
}

/** The quote while it holds; else today's price, if it is what the customer saw. */
function agreedPrice(deps: SalesDeps, till: TillSession, request: SaleRequest): Priced {
  const { quoteId, basket, total } = request
  const promised = quoteId === undefined ? null : deps.quotes.promised(quoteId, basket)
  const holds = promised !== null && couponsStillHold(deps, basket, promised.priced, request.id)
  const price = holds ? promised : priceNow(deps, basket, till, request.id)
  const refused = price.priced.pointsRefused
  if (refused !== undefined) {
    const { points: _, ...without } = basket
    throw pointsNotTaken(refused, deps.quotes.quote(till, without))
  }
  if (price.priced.total === total) return price
  const quote = deps.quotes.quote(till, basket)
  throw new Failure(
    'conflict',
    `the total is ${quote.priced.total} now, not ${total}: show the customer the new quote`,
    { extra: { conflict: 'price-changed', quote } },
  )
}

/** Whoever stood in the quote is believed: it may have been switched off since. */
function partnerOf({ replica }: Shop, partnerId: number | undefined): Pick<SaleClosed, 'partner'> {
  const found = partnerId === undefined ? undefined : replica.member(partnerId)
  return found === undefined ? {} : { partner: { id: found.id, name: found.name } }
}

function customerOf(shop: Shop, customerId: number): SaleClosed['customer'] {
  const customer = shop.replica.customer(customerId)
  if (customer === undefined) return null
  const { id, name, taxNumber, address } = customer
  return { id, name, taxNumber, address }
}
