import { computed, signal } from '@preact/signals'
import type { Problem } from '#shared/contracts/problem.ts'
import { PageOfReceipts, Receipt, type ReceiptSummary } from '#shared/contracts/till.ts'
import { call } from '../api.ts'
import { problemOf } from '../notices.ts'

const pageSize = 40

export const query = signal('')
export const summaries = signal<readonly ReceiptSummary[]>([])
export const at = signal(0)
export const opened = signal<Receipt | null>(null)
export const problem = signal<Problem | null>(null)
const next = signal<string | null>(null)
export const hasMore = computed(() => next.value !== null)
/** What the list was found for; null before it was. */
const foundFor = signal<string | null>(null)
/** The receipt that is shown is the one that was searched for and chosen, not the one before it. */
export const isCurrent = computed(
  () =>
    foundFor.value === query.value.trim() &&
    opened.value !== null &&
    opened.value.id === summaries.value[at.value]?.id,
)
/** Searches so far: the answer of an older one is dropped. */
let searches = 0

/** What was found before may hold no more: more was sold and given back since. */
export function startSearch(): void {
  foundFor.value = null
  opened.value = null
}

/** Newest first, or those whose number holds what is typed; a scanned QR names one receipt. */
export async function findReceipts(): Promise<void> {
  const text = query.value.trim()
  searches += 1
  const mine = searches
  const id = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/i.exec(text)?.[0]
  await tried(async () => {
    const receipt = id === undefined ? null : await receiptBy(id.toLowerCase())
    const page = receipt === null ? await pageAfter(text, undefined) : onlyOf(receipt)
    if (mine !== searches) return
    summaries.value = page.items
    next.value = page.next
    at.value = 0
    opened.value = receipt
    foundFor.value = text
    if (receipt === null) await open(0)
  })
}

export async function moreReceipts(): Promise<void> {
  const after = next.value
  if (after === null) return
  const mine = searches
  await tried(async () => {
    const page = await pageAfter(query.value.trim(), after)
    if (mine !== searches || next.value !== after) return
    summaries.value = [...summaries.value, ...page.items]
    next.value = page.next
  })
}

export async function moveTo(index: number): Promise<void> {
  at.value = Math.min(Math.max(index, 0), Math.max(summaries.value.length - 1, 0))
  await tried(() => open(at.value))
}

export async function reopen(): Promise<void> {
  const id = opened.value?.id
  if (id !== undefined)
    await tried(async () => {
      const receipt = await receiptBy(id)
      if (opened.value?.id === id) opened.value = receipt
    })
}

async function open(index: number): Promise<void> {
  const wanted = summaries.value[index]
  const receipt = wanted === undefined ? null : await receiptBy(wanted.id)
  if (at.value === index && summaries.value[index]?.id === wanted?.id) opened.value = receipt
}

function onlyOf(receipt: Receipt) {
  return { items: [{ ...receipt, total: receipt.priced.total }], next: null }
}

function receiptBy(id: string): Promise<Receipt> {
  return call({ path: `/receipts/${id}`, answer: Receipt })
}

function pageAfter(text: string, after: string | undefined) {
  const number = text === '' ? undefined : text.toUpperCase()
  return call({
    path: '/receipts',
    query: { number, after, limit: pageSize },
    answer: PageOfReceipts,
  })
}

async function tried(work: () => Promise<void>): Promise<void> {
  try {
    await work()
    problem.value = null
  } catch (error) {
    problem.value = problemOf(error)
  }
}
