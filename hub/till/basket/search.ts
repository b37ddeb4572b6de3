import { computed, effect, signal } from '@preact/signals'
import { z } from 'zod'
import { PageOfProducts, type TillProduct } from '#shared/contracts/till.ts'
import { isPaymentCard } from '#shared/domain/payment-card.ts'
import { call, NoAnswer } from '../api.ts'
import { say, sayProblem } from '../notices.ts'
import { refusedCard } from '../payment-card.ts'
import { t } from '../texts.ts'
import { tookVoucher } from '../vouchers/take-voucher.ts'
import { saidOfLabel, tookGoodsCode } from './goods-code.ts'
import { productByBarcode } from './product-by-barcode.ts'
import { putIn } from './scan.ts'

const debounceMs = 160
const shown = 40

/** What stands in the entry field. */
export const entry = signal('')
export const found = signal<{
  readonly text: string
  readonly items: readonly TillProduct[]
} | null>(null)
/** Position in the result list; -1 until the cashier goes into it. */
export const picked = signal(0)
export const isSearching = computed(() => entry.value.trim().length >= 2)
/** Touch only: a category's button was pressed. */
export const category = signal<number | null>(null)
export const categories = signal<readonly { id: number; name: string }[]>([])
export const inCategory = signal<readonly TillProduct[]>([])

const Categories = z.array(z.object({ id: z.int(), name: z.string() }))

export function startSearch(): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  effect(() => {
    const text = entry.value.trim()
    clearTimeout(timer)
    if (text.length < 2 || isPaymentCard(text, null)) found.value = null
    else timer = setTimeout(() => void searchFor(text), debounceMs)
  })
}

export async function loadCategories(): Promise<void> {
  try {
    categories.value = await call({ path: '/pos-categories', answer: Categories })
    const first = categories.value[0]
    if (first !== undefined && category.value === null) await chooseCategory(first.id)
  } catch (error) {
    sayProblem(error)
  }
}

export async function chooseCategory(id: number): Promise<void> {
  category.value = id
  try {
    const query = { posCategory: id, limit: shown }
    const page = await call({ path: '/products', query, answer: PageOfProducts })
    if (category.peek() === id) inCategory.value = page.items
  } catch (error) {
    sayProblem(error)
  }
}

/** Enter in the field: the picked result, or whatever the text names without doubt. */
export async function takeEntry(): Promise<void> {
  const text = entry.value.trim()
  if (text === '') return
  if (refusedCard(text)) {
    entry.value = ''
    return
  }
  try {
    const listed = found.value?.text === text ? found.value.items : []
    const product =
      listed.length > 0 && !/^\d{8,14}$/.test(text)
        ? (listed[picked.value] ?? null)
        : ((await productByBarcode(text)) ?? (await onlyMatch(text)))
    if (product !== null) take(product)
    else if ((found.value?.items.length ?? 0) > 0) return
    else if ((await tookGoodsCode(text)) || (await tookVoucher(text))) entry.value = ''
    else if (!saidOfLabel(text))
      say('danger', t('till.search.none', { text }), t('till.search.none.fix'))
  } catch (error) {
    sayProblem(error)
  }
}

export function take(product: TillProduct): void {
  putIn(product)
  entry.value = ''
}

async function onlyMatch(text: string): Promise<TillProduct | null> {
  await searchFor(text)
  const items = found.peek()?.items ?? []
  return items.length === 1 ? (items[0] ?? null) : null
}

async function searchFor(text: string): Promise<void> {
  try {
    const query = { text, limit: shown }
    const page = await call({ path: '/products', query, answer: PageOfProducts })
    if (entry.peek().trim() !== text) return
    picked.value = 0
    found.value = { text, items: page.items }
  } catch (error) {
    if (!(error instanceof NoAnswer)) sayProblem(error)
  }
}
