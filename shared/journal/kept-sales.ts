import { parseReceiptNumber } from '../domain/receipt-number.ts'
import type { Position } from './record.ts'

/** How far the cloud has the journal of the hub that answers: each answer to a till carries it. */
export interface CloudMark extends Position {
  readonly hub: number
}

/** What a kept event is to the shift that it belongs to. */
export interface ShiftPart {
  readonly id: string
  readonly is: 'opened' | 'closed' | 'within'
}

/**
 * A sale, or another event of a till, that a hub acknowledged and the cloud may not have yet
 * (spine B2.7).
 */
export interface KeptSale<Sale> {
  readonly id: string
  readonly keptAt: number
  /** The hub that last answered for it, its epoch then (`statedEpoch`), and the place in it. */
  readonly hub: number
  readonly epoch: number
  readonly seq: number
  /** What the hub stored: offered again with the same id and the same bytes. */
  readonly sale: Sale
  readonly shift?: ShiftPart | undefined
  /** The cloud has it from this place, as the hub said. */
  readonly passed?: boolean | undefined
  /** Where the cloud had it before that, newest first: from disks that may be gone. */
  readonly before?: readonly CloudMark[] | undefined
  /** Why the hub to which it was offered last does not take it, in its words. */
  readonly refused?: string | undefined
}

export const keptPlacesMax = 8

/**
 * From where the cloud has the sale, newest first, as hubs said. The hub that it is offered to
 * compares these with what its feed holds (shared/value/hub/overlay.ts). A place that nobody vouched
 * for is not told: a copy of the disk may have sent another event from there.
 */
export function keptPlaces({
  hub,
  epoch,
  seq,
  passed = false,
  before = [],
}: Pick<KeptSale<unknown>, 'hub' | 'epoch' | 'seq' | 'passed' | 'before'>): CloudMark[] {
  const now = passed ? [{ hub, epoch, seq }] : []
  return [...now, ...before].slice(0, keptPlacesMax)
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
 * 5,000 of the rest. What a hub refused is nowhere else: it goes last, and by no age. Of its open shift
 * a till keeps all, also what the cloud has: a replaced hub goes on with the shift from that. A place
 * counts only in the epoch in which the hub stated it: after a new epoch the same number may stand for
 * another event.
 */
export function keptSales<Sale>(
  kept: readonly KeptSale<Sale>[],
  { mark, now }: Forgetting,
): KeptSale<Sale>[] {
  const isPassed = (sale: KeptSale<Sale>) => isStatedBy(sale, mark) && sale.seq <= mark.seq
  const shift = openShift(kept, isPassed)
  const young = kept.filter(
    ({ keptAt, refused }) => refused !== undefined || now - keptAt <= keptForMs,
  )
  const unsent = young.filter((sale) => !isPassed(sale))
  const room = keptSalesMax - unsent.length
  if (room <= 0) return withoutOldest(unsent, -room)
  const held = young.filter((sale) => isPassed(sale) && shift !== null && sale.shift?.id === shift)
  const dropped = new Set(held.slice(0, Math.max(0, held.length - room)))
  const rest = new Set([...unsent, ...held])
  return young
    .filter((sale) => rest.has(sale) && !dropped.has(sale))
    .map((sale) => (isPassed(sale) && sale.passed !== true ? { ...sale, passed: true } : sale))
}

function withoutOldest<Sale>(unsent: readonly KeptSale<Sale>[], count: number): KeptSale<Sale>[] {
  const isRefused = (sale: KeptSale<Sale>) => sale.refused !== undefined
  const others = unsent.filter((sale) => !isRefused(sale))
  const first = [...others, ...unsent.filter(isRefused)].slice(0, count)
  const dropped = new Set(first)
  return unsent.filter((sale) => !dropped.has(sale))
}

/** The newest one, until the cloud has its end. */
function openShift<Sale>(
  kept: readonly KeptSale<Sale>[],
  isPassed: (sale: KeptSale<Sale>) => boolean,
): string | null {
  const id = kept.findLast(({ shift }) => shift?.is === 'opened')?.shift?.id
  if (id === undefined) return null
  const end = kept.find(({ shift }) => shift?.is === 'closed' && shift.id === id)
  return end !== undefined && isPassed(end) ? null : id
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
  const before = keptPlaces(sale).slice(0, keptPlacesMax - 1)
  const { refused: _, ...taken } = sale
  return { ...taken, hub, epoch, seq, passed: false, before }
}

function isStatedBy(sale: KeptSale<unknown>, { hub, epoch }: CloudMark): boolean {
  return sale.hub === hub && sale.epoch === epoch
}
