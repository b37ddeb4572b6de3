import { computed, signal } from '@preact/signals'
import { z } from 'zod'
import { type Basket, Discount } from '#shared/contracts/basket.ts'
import { TillCustomer, TillMember, TillProduct } from '#shared/contracts/till.ts'
import { newId } from '../ids.ts'
import { load, save } from '../storage.ts'

const DraftLine = z.object({
  id: z.string(),
  product: TillProduct,
  quantity: z.int().positive(),
  typedPrice: z.int().min(0).nullable(),
  discounts: z.array(Discount),
})
export type DraftLine = z.infer<typeof DraftLine>

const Draft = z.object({
  /** The sale's id for good: made with the basket, sent again and again until the hub answers. */
  saleId: z.string(),
  lines: z.array(DraftLine).max(500),
  discounts: z.array(Discount),
  member: TillMember.nullable(),
  customer: TillCustomer.nullable(),
})
export type Draft = z.infer<typeof Draft>

export const maxLines = 500
const largestQuantity = 1_000_000_000

export const draft = signal<Draft>(load('basket', Draft) ?? emptyDraft())
export const selectedLineId = signal<string | null>(draft.value.lines.at(-1)?.id ?? null)
export const selectedLine = computed(
  () => draft.value.lines.find((line) => line.id === selectedLineId.value) ?? null,
)
export const isEmpty = computed(() => draft.value.lines.length === 0)

draft.subscribe((value) => {
  save('basket', value)
})

/** Adds to a plain line of the same product if there is one; false when the basket is full. */
export function addProduct(product: TillProduct, quantity = 1000): boolean {
  const same = draft.value.lines.find(
    (line) =>
      line.product.id === product.id && line.typedPrice === null && line.discounts.length === 0,
  )
  if (same !== undefined) {
    changeLine(same.id, { quantity: same.quantity + quantity, product })
    selectedLineId.value = same.id
    return true
  }
  if (draft.value.lines.length >= maxLines) return false
  const line = { id: newId(), product, quantity, typedPrice: null, discounts: [] }
  draft.value = { ...draft.value, lines: [...draft.value.lines, line] }
  selectedLineId.value = line.id
  return true
}

export function changeLine(id: string, change: Partial<Omit<DraftLine, 'id'>>): void {
  const quantity = change.quantity
  if (quantity !== undefined && (quantity <= 0 || quantity > largestQuantity)) return
  const lines = draft.value.lines.map((line) => (line.id === id ? { ...line, ...change } : line))
  draft.value = { ...draft.value, lines }
}

export function removeLine(id: string): void {
  const at = draft.value.lines.findIndex((line) => line.id === id)
  const lines = draft.value.lines.filter((line) => line.id !== id)
  draft.value = { ...draft.value, lines }
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
  return { saleId: newId(), lines: [], discounts: [], member: null, customer: null }
}

/** The basket as the hub prices it; null while it is empty. */
export function basketOf(from: Draft): Basket | null {
  if (from.lines.length === 0) return null
  return {
    lines: from.lines.map((line) => ({
      id: line.id,
      productId: line.product.id,
      quantity: line.quantity,
      ...(line.typedPrice === null ? {} : { typedPrice: line.typedPrice }),
      discounts: line.discounts,
    })),
    discounts: from.discounts,
    ...(from.member === null ? {} : { memberId: from.member.id }),
    ...(from.customer === null ? {} : { customerId: from.customer.id }),
  }
}
