import { parseReceiptNumber } from '../domain/receipt-number.ts'
import type { Position } from './record.ts'

/** How far the cloud has the journal of the hub that answers: each answer to a till carries it. */
export interface CloudMark extends Position {
  readonly hub: number
}

/** A sale that a hub acknowledged and the cloud may not have yet (spine B2.7). */
export interface KeptSale<Sale> {
  readonly id: string
  readonly keptAt: number
  /** The hub that last answered for it, its epoch then (`statedEpoch`), and the place in it. */
  readonly hub: number
  readonly epoch: number
  readonly seq: number
  /** What the hub stored: offered again with the same id and the same bytes. */
  readonly sale: Sale
}

/**
 * In which epoch the place of a fresh sale counts; 0 = in none. Under a provisional number the hub
 * was an old image, whose chain is not the one that the cloud knows by this epoch: another disk may
 * go on with it, and its mark would pass a sale that it never had.
 */
export function statedEpoch(epoch: number, receiptNumber: string): number {
  return parseReceiptNumber(receiptNumber)?.provisional === true ? 0 : epoch
}

export const keptSalesMax = 5000
export const keptForMs = 30 * 86_400_000

export interface Forgetting {
  /** The hub that answers, its epoch, and how far the cloud has its journal. */
  readonly mark: CloudMark
  readonly now: number
}

/**
 * What a till still keeps: not what the cloud has, nor what is older than 30 days, and the newest
 * 5,000 of the rest. A place counts only in the epoch in which the hub stated it: after a new
 * epoch the same number may stand for another event.
 */
export function keptSales<Sale>(
  kept: readonly KeptSale<Sale>[],
  { mark, now }: Forgetting,
): KeptSale<Sale>[] {
  const rest = kept.filter(
    (sale) => !(isStatedBy(sale, mark) && sale.seq <= mark.seq) && now - sale.keptAt <= keptForMs,
  )
  return rest.length > keptSalesMax ? rest.slice(-keptSalesMax) : rest
}

/** What a till offers to a hub that was replaced or opened another epoch, oldest first. */
export function salesToOffer<Sale>(
  kept: readonly KeptSale<Sale>[],
  mark: CloudMark,
): KeptSale<Sale>[] {
  return kept.filter((sale) => !isStatedBy(sale, mark))
}

/** The hub took the sale or had it: it stands there now. */
export function restateSale<Sale>(
  sale: KeptSale<Sale>,
  { hub, epoch, seq }: CloudMark,
): KeptSale<Sale> {
  return { ...sale, hub, epoch, seq }
}

function isStatedBy(sale: KeptSale<unknown>, { hub, epoch }: CloudMark): boolean {
  return sale.hub === hub && sale.epoch === epoch
}
