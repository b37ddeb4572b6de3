import type { PricedBasket, PricedLine } from '#shared/contracts/basket.ts'
import { type Receipt, type RefundRequest, Saved } from '#shared/contracts/till.ts'
import { refundLines } from '#shared/domain/refund-lines.ts'
import { keepAnswer } from '../kept/kept.ts'
import { sendUntilAnswered } from '../writes.ts'
import { pointsInCash } from './points-in-cash.ts'

/** How the money goes back: as it was paid, or what the customer asks for. */
export type GiveBack = 'as-paid' | 'cash' | 'card' | 'cash-on-delivery' | 'store-credit'

export interface RefundDraft {
  readonly id: string
  readonly receipt: Receipt
  /** Thousandths to give back by line id; absent = none of it. */
  readonly quantities: ReadonlyMap<string, number>
  readonly giveBack: GiveBack
  readonly reason: string
  /** Whose account gets store credit, where that is not the member of the sale. */
  readonly memberId: number | null
  /** To be paid out in cash for points that had paid; 0 = they all return. */
  readonly cashForPoints: number
}

export function productLines(receipt: Receipt): readonly PricedLine[] {
  return receipt.priced.lines.filter(({ kind }) => kind === 'product' || kind === 'load')
}

/** What the customer paid for a line, its price difference included. */
export function lineGross(receipt: Receipt, line: PricedLine): number {
  return receipt.priced.lines
    .filter((part) => part.id === line.id || part.ofLine === line.id)
    .reduce((sum, part) => sum + part.gross, 0)
}

export function quantityLeft(receipt: Receipt, line: PricedLine): number {
  return line.quantity - (receipt.refunded[line.id] ?? 0)
}

export function canRefund(receipt: Receipt): boolean {
  return (
    receipt.kind === 'sale' && productLines(receipt).some((line) => quantityLeft(receipt, line) > 0)
  )
}

export function everythingLeft(receipt: Receipt): ReadonlyMap<string, number> {
  const left = productLines(receipt).map((line) => [line.id, quantityLeft(receipt, line)] as const)
  return new Map(left.filter(([, quantity]) => quantity > 0))
}

/** What goes back, by the same function the hub will use; null while nothing is chosen. */
export function refundPreview(draft: RefundDraft): PricedBasket | null {
  const wanted = wantedLines(draft)
  if (wanted.length === 0) return null
  const { priced, refunded } = draft.receipt
  return refundLines({ original: priced, alreadyRefunded: refunded, wanted })
}

/** The kinds of tender this receipt was paid with, except cash, which can always go back. */
export function paidOtherThanCash(receipt: Receipt): readonly ('card' | 'cash-on-delivery')[] {
  const kinds = receipt.settlement.tenders.map((tender) => tender.kind)
  return (['card', 'cash-on-delivery'] as const).filter((kind) => kinds.includes(kind))
}

export async function sendRefund(draft: RefundDraft, shiftId: string): Promise<Saved> {
  const preview = refundPreview(draft)
  const points = pointsInCash(draft.receipt, preview)
  // What points paid as a tender returns as points, or is paid out for them.
  const byPoints = points?.as === 'tender' ? points.paid : 0
  const money = 0 - (preview?.total ?? 0) - byPoints
  const tenders =
    draft.giveBack === 'as-paid' || money === 0
      ? {}
      : { tenders: [{ kind: draft.giveBack, amount: money }] }
  const body: RefundRequest = {
    id: draft.id,
    shiftId,
    receiptId: draft.receipt.id,
    lines: wantedLines(draft),
    reason: draft.reason.trim(),
    ...(draft.memberId !== null && { memberId: draft.memberId }),
    ...tenders,
    ...(draft.cashForPoints > 0 && { loyaltyRefundCash: draft.cashForPoints }),
  }
  const write = { kind: 'refund', path: '/refunds', body, since: Date.now() } as const
  const saved = await sendUntilAnswered(write, Saved)
  await keepAnswer(saved)
  return saved
}

function wantedLines(draft: RefundDraft) {
  return [...draft.quantities]
    .filter(([, quantity]) => quantity > 0)
    .map(([lineId, quantity]) => ({ lineId, quantity }))
}
