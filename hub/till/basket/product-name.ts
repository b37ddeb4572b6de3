import { signal } from '@preact/signals'
import { TillProduct } from '#shared/contracts/till.ts'
import { call } from '../api.ts'
import { problemOf } from '../notices.ts'
import { draft } from './basket.ts'

const known = signal<ReadonlyMap<number, TillProduct>>(new Map())
const asked = new Set<number>()

/** Products that the hub names by number: those of the basket at once, others as soon as they come. */
export function productOf(id: number): TillProduct | null {
  const own = draft.value.lines.find(({ product }) => product.id === id)?.product
  const product = own ?? known.value.get(id)
  if (product === undefined && !asked.has(id)) void ask(id)
  return product ?? null
}

export function productName(id: number): string {
  return productOf(id)?.name ?? `№ ${id}`
}

async function ask(id: number): Promise<void> {
  asked.add(id)
  try {
    const product = await call({ path: `/products/${id}`, answer: TillProduct })
    known.value = new Map(known.value).set(id, product)
  } catch (error) {
    // Its number stands there meanwhile.
    asked.delete(id)
    problemOf(error)
  }
}
