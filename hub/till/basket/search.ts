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
import { into, putIn } from './scan.ts'
import { inTurn } from './turns.ts'

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

/** What the hub is asked for: Enter once more does not ask again. */
let taking: string | null = null

/** Enter in the field: the picked result, or whatever the text names without doubt. */
export async function takeEntry(): Promise<void> {
  const text = entry.value.trim()
  if (text === '' || text === taking) return
  if (refusedCard(text)) {
    entry.value = ''
    return
  }
  const listed = found.value?.text === text ? found.value.items : []
  if (listed.length > 0 && !/^\d{8,14}$/.test(text)) {
    const product = listed[picked.value]
    if (product !== undefined) take(product)
    return
  }
  taking = text
  try {
    await inTurn(() => takeNamed(text))
  } catch (error) {
    sayProblem(error)
  } finally {
    taking = null
  }
}

async function takeNamed(text: string): Promise<void> {
  const exact = await productByBarcode(text)
  const matches = exact === null ? await searchFor(text) : []
  const product = exact ?? (matches.length === 1 ? matches[0] : undefined)
  if (product !== undefined) {
    takeOut(text)
    await into(product)
  } else if (matches.length > 0) return
  else if ((await tookGoodsCode(text)) || (await tookVoucher(text))) takeOut(text)
  else if (!saidOfLabel(text))
    say('danger', t('till.search.none', { text }), t('till.search.none.fix'))
}

/** What was typed after it stays. */
function takeOut(text: string): void {
  const typed = entry.value.trimStart()
  if (typed.startsWith(text)) entry.value = typed.slice(text.length).trimStart()
}

export function take(product: TillProduct): void {
  putIn(product)
  entry.value = ''
}

/** Answers what it found; it is shown only if it is still what stands in the field. */
async function searchFor(text: string): Promise<readonly TillProduct[]> {
  try {
    const query = { text, limit: shown }
    const page = await call({ path: '/products', query, answer: PageOfProducts })
    if (entry.peek().trim() === text) {
      picked.value = 0
      found.value = { text, items: page.items }
    }
    return page.items
  } catch (error) {
    if (!(error instanceof NoAnswer)) sayProblem(error)
    return []
  }
}
