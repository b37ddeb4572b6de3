import { computed, signal } from '@preact/signals'
import type { TillProduct } from '#shared/contracts/till.ts'
import { newId } from '../ids.ts'
import { loadOfTab, saveOfTab } from '../storage.ts'
import { Draft, type DraftLine, withoutLine } from './draft.ts'

export const maxLines = 500
const largestQuantity = 1_000_000_000

export const draft = signal<Draft>(keptDraft())
export const selectedLineId = signal<string | null>(draft.value.lines.at(-1)?.id ?? null)
export const selectedLine = computed(
  () => draft.value.lines.find((line) => line.id === selectedLineId.value) ?? null,
)
export const isEmpty = computed(() => draft.value.lines.length === 0)

draft.subscribe((value) => {
  saveOfTab('basket', value)
})

/** An empty basket gets another id: the page of another tab may be about to sell under its own. */
function keptDraft(): Draft {
  const kept = loadOfTab('basket', Draft) ?? emptyDraft()
  return kept.lines.length === 0 ? { ...kept, saleId: newId() } : kept
}

/** Adds to a plain line of the same product if there is one; false when the basket is full. */
export function addProduct(product: TillProduct, quantity = 1000): boolean {
  const same = draft.value.lines.find(
    (line) =>
      line.product.id === product.id &&
      line.typedPrice === null &&
      line.discounts.length === 0 &&
      line.loads === null,
  )
  if (same !== undefined) {
    changeLine(same.id, { quantity: same.quantity + quantity, product })
    selectedLineId.value = same.id
    return true
  }
  return addLine({ product, quantity, typedPrice: null, discounts: [], loads: null })
}

/** False when the basket is full. */
export function addLine(given: Omit<DraftLine, 'id'>): boolean {
  if (draft.value.lines.length >= maxLines) return false
  const line = { id: newId(), ...given }
  draft.value = { ...draft.value, lines: [...draft.value.lines, line] }
  selectedLineId.value = line.id
  return true
}

export function changeLine(id: string, change: Partial<Omit<DraftLine, 'id'>>): void {
  const quantity = change.quantity
  if (quantity !== undefined && (quantity <= 0 || quantity > largestQuantity)) return
  // A card is one piece.
  if (
    quantity !== undefined &&
    draft.value.lines.some((one) => one.id === id && one.loads !== null)
  )
    return
  const lines = draft.value.lines.map((line) => (line.id === id ? { ...line, ...change } : line))
  draft.value = { ...draft.value, lines }
}

export function removeLine(id: string): void {
  const at = draft.value.lines.findIndex((line) => line.id === id)
  draft.value = withoutLine(draft.value, id)
  const { lines } = draft.value
  selectedLineId.value = (lines[at] ?? lines.at(-1))?.id ?? null
}

/** Steps by whole units; what is sold by weight keeps its fraction. */
export function stepQuantity(by: 1 | -1): void {
  const line = selectedLine.value
  if (line !== null) changeLine(line.id, { quantity: line.quantity + by * 1000 })
}

export function moveSelection(by: 1 | -1): void {
  const lines = draft.value.lines
  const at = lines.findIndex((line) => line.id === selectedLineId.value)
  const next = lines[Math.min(Math.max(at + by, 0), lines.length - 1)]
  if (next !== undefined) selectedLineId.value = next.id
}

export function changeDraft(change: Partial<Omit<Draft, 'saleId' | 'lines'>>): void {
  draft.value = { ...draft.value, ...change }
}

export function replaceDraft(next: Draft): void {
  draft.value = next
  selectedLineId.value = next.lines.at(-1)?.id ?? null
}

export function emptyDraft(): Draft {
  return {
    saleId: newId(),
    lines: [],
    discounts: [],
    member: null,
    customer: null,
    partner: null,
    coupons: [],
    points: null,
  }
}
