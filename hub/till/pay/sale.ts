import { signal } from '@preact/signals'
import { Quote } from '#shared/contracts/basket.ts'
import type { Problem } from '#shared/contracts/problem.ts'
import type { TenderGiven } from '#shared/contracts/tender.ts'
import { Receipt, type SaleRequest, Saved, Shift } from '#shared/contracts/till.ts'
import { call, Refusal } from '../api.ts'
import { draft, emptyDraft, replaceDraft } from '../basket/basket.ts'
import { basketOf, type Draft } from '../basket/draft.ts'
import { quoted } from '../basket/quote.ts'
import { newId } from '../ids.ts'
import { keepAnswer } from '../kept/kept.ts'
import { clearNotice, problemOf, say, sayProblem } from '../notices.ts'
import { paired, refreshShift, refreshStatus } from '../session.ts'
import { closeSheet } from '../sheets.ts'
import { t } from '../texts.ts'
import { leftOver, sendUntilAnswered, type Write } from '../writes.ts'

/** The receipt just saved, shown until the next customer. */
export const justSaved = signal<Receipt | null>(null)

export type SaleOutcome =
  | { readonly outcome: 'saved' }
  | { readonly outcome: 'price-changed'; readonly quote: Quote }
  | { readonly outcome: 'refused'; readonly problem: Problem }

export interface Payment {
  readonly quote: Quote
  readonly tenders: readonly TenderGiven[]
  readonly shiftId: string
}

/** Sends the open basket as a sale; "saved" is shown for the hub's answer and for nothing else. */
export async function closeSale(payment: Payment): Promise<SaleOutcome> {
  const sold = draft.value
  const basket = basketOf(sold)
  if (basket === null) throw new Error('an empty basket cannot be paid')
  const body: SaleRequest = {
    id: sold.saleId,
    shiftId: payment.shiftId,
    basket,
    quoteId: payment.quote.quoteId,
    total: payment.quote.priced.total,
    tenders: [...payment.tenders],
  }
  try {
    await finishSale(
      await sendUntilAnswered({ kind: 'sale', path: '/sales', body, since: Date.now() }, Saved),
    )
    return { outcome: 'saved' }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return await afterRefusal(error.problem, sold)
  }
}

async function afterRefusal(problem: Problem, sold: Draft): Promise<SaleOutcome> {
  const quote = quoteIn(problem)
  if (quote !== null) {
    quoted.value = { of: draft.value, quote }
    return { outcome: 'price-changed', quote }
  }
  // "Same id, other content": an earlier try was saved after all. Its receipt is the truth.
  if (problem.status === 409 && (await showIfSaved(sold))) return { outcome: 'saved' }
  return { outcome: 'refused', problem }
}

function quoteIn(problem: Problem): Quote | null {
  for (const extra of Object.values(problem)) {
    const quote = Quote.safeParse(extra)
    if (quote.success) return quote.data
  }
  return null
}

async function showIfSaved(sold: Draft): Promise<boolean> {
  try {
    const receipt = await call({ path: `/receipts/${sold.saleId}`, answer: Receipt })
    if (!hasLineOf(receipt, sold)) {
      // Another tab sold other goods under this id: these are not sold yet.
      replaceDraft({ ...sold, saleId: newId() })
      return false
    }
    justSaved.value = receipt
  } catch (error) {
    problemOf(error)
    return false
  }
  startNext()
  return true
}

function hasLineOf({ priced }: Receipt, { lines }: Draft): boolean {
  const ids = new Set(lines.map(({ id }) => id))
  return priced.lines.some(({ id }) => ids.has(id))
}

async function finishSale(saved: Saved): Promise<void> {
  await keepAnswer(saved)
  justSaved.value = saved.receipt
  startNext()
}

async function keptReceipt(saved: Saved): Promise<Receipt | null> {
  await keepAnswer(saved)
  return saved.receipt
}

function startNext(): void {
  clearNotice()
  replaceDraft(emptyDraft())
  closeSheet()
  void refreshStatus()
}

/** Goes on with what was on its way when the page went down; the same id, so never a second sale. */
export async function resumeWrite(): Promise<void> {
  const write = leftOver()
  if (write === null || paired.value === null) return
  try {
    await finish(write)
  } catch (error) {
    sayProblem(error)
  }
}

async function finish(write: Write): Promise<void> {
  switch (write.kind) {
    case 'sale':
      return await finishSale(await sendUntilAnswered(write, Saved))
    case 'refund':
      justSaved.value = await keptReceipt(await sendUntilAnswered(write, Saved))
      return
    case 'cash':
    case 'reprint':
      await keepAnswer(await sendUntilAnswered(write, Saved))
      say('good', t('till.resumed'))
      return
    case 'shift-open':
    case 'shift-close':
      await keepAnswer(await sendUntilAnswered(write, Shift))
      await refreshShift()
      return
  }
}
