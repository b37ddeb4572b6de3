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

/** Newest first, or those whose number holds what is typed; a scanned QR names one receipt. */
export async function findReceipts(): Promise<void> {
  const text = query.value.trim()
  const id = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/i.exec(text)?.[0]
  await tried(async () => {
    if (id !== undefined) {
      const receipt = await receiptBy(id.toLowerCase())
      summaries.value = [{ ...receipt, total: receipt.priced.total }]
      next.value = null
      opened.value = receipt
    } else {
      const page = await pageAfter(text, undefined)
      if (query.value.trim() !== text) return
      summaries.value = page.items
      next.value = page.next
      await open(0)
    }
    at.value = 0
  })
}

export async function moreReceipts(): Promise<void> {
  const after = next.value
  if (after === null) return
  await tried(async () => {
    const page = await pageAfter(query.value.trim(), after)
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
      opened.value = await receiptBy(id)
    })
}

async function open(index: number): Promise<void> {
  const wanted = summaries.value[index]
  const receipt = wanted === undefined ? null : await receiptBy(wanted.id)
  if (summaries.value[index]?.id === wanted?.id) opened.value = receipt
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
