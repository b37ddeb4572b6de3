import { computed, effect, signal } from '@preact/signals'
import { z } from 'zod'
import { ParkedBasket, TillMember, TillProduct } from '#shared/contracts/till.ts'
import { call, NoAnswer, nothing, Refusal } from '../api.ts'
import { draft, emptyDraft, isEmpty, replaceDraft } from '../basket/basket.ts'
import { basketOf, type Draft } from '../basket/draft.ts'
import { inTurn } from '../basket/turns.ts'
import { newId } from '../ids.ts'
import { onLive } from '../live.ts'
import { cashier } from '../session.ts'
import { nameOfAccount } from '../vouchers/voucher-by.ts'

export const parked = signal<readonly ParkedBasket[]>([])
export const parkedCount = computed(() => parked.value.length)

/** Follows the baskets parked at any till of this store. */
export function startParked(): void {
  effect(() => {
    if (cashier.value !== null) void refreshParked()
  })
  onLive((event) => {
    if (event.kind === 'parked.changed' && cashier.peek() !== null) void refreshParked()
  })
}

export async function refreshParked(): Promise<void> {
  try {
    parked.value = await call({ path: '/parked-baskets', answer: z.array(ParkedBasket) })
  } catch (error) {
    // The list is a hint; taking one out asks the hub anyway.
    if (!(error instanceof NoAnswer) && !(error instanceof Refusal)) throw error
  }
}

/** What is scanned meanwhile comes into the next basket. */
export function park(name: string): Promise<void> {
  return inTurn(() => parkNow(name))
}

async function parkNow(name: string): Promise<void> {
  const basket = basketOf(draft.value)
  if (basket === null) return
  const path = `/parked-baskets/${newId()}`
  await call({ method: 'PUT', path, body: { name, basket }, answer: nothing })
  replaceDraft(emptyDraft())
  void refreshParked()
}

/** `gone`: another till was first; `not-empty`: goods came into this basket before. */
type Recalled = 'here' | 'gone' | 'not-empty'

/** Takes a parked basket out for this till alone. */
export function recall(one: ParkedBasket): Promise<Recalled> {
  return inTurn(async () => (isEmpty.peek() ? await recallNow(one) : 'not-empty'))
}

async function recallNow(one: ParkedBasket): Promise<Recalled> {
  const products = await productsOf(one)
  try {
    await call({ method: 'DELETE', path: `/parked-baskets/${one.id}`, answer: nothing })
  } catch (error) {
    void refreshParked()
    if (error instanceof Refusal && error.status === 404) return 'gone'
    throw error
  }
  replaceDraft({ ...draftOf(one, products), ...(await peopleOf(one)) })
  void refreshParked()
  return 'here'
}

async function productsOf(one: ParkedBasket): Promise<ReadonlyMap<number, TillProduct>> {
  const ids = [...new Set(one.basket.lines.map((line) => line.productId))]
  const products = new Map<number, TillProduct>()
  const together = 6
  for (let at = 0; at < ids.length; at += together) {
    const some = await Promise.all(
      ids
        .slice(at, at + together)
        .map((id) => call({ path: `/products/${id}`, answer: TillProduct })),
    )
    for (const product of some) products.set(product.id, product)
  }
  return products
}

function draftOf(one: ParkedBasket, products: ReadonlyMap<number, TillProduct>): Draft {
  return {
    ...emptyDraft(),
    lines: one.basket.lines.flatMap((line) => {
      const product = products.get(line.productId)
      if (product === undefined) return []
      const { id, quantity, discounts } = line
      const loads = line.loads === undefined ? null : named(line.loads)
      return [{ id, product, quantity, discounts, loads, typedPrice: line.typedPrice ?? null }]
    }),
    discounts: one.basket.discounts,
    customer: customerOf(one.basket.customerId),
    coupons: (one.basket.coupons ?? []).map(({ account, lines }) => ({
      ...named(account),
      lines: lines ?? null,
    })),
  }
}

function named(account: string) {
  return { account, name: nameOfAccount(account) }
}

async function peopleOf({ basket: { memberId, partnerId } }: ParkedBasket) {
  const [member, partner] = await Promise.all([memberOf(memberId), memberOf(partnerId)])
  return { member, partner }
}

/** A parked basket knows its member and buyer by number; the receipt will name them. */
async function memberOf(id: number | undefined): Promise<Draft['member']> {
  if (id === undefined) return null
  try {
    return await call({ path: '/members', query: { id }, answer: TillMember })
  } catch (error) {
    if (!(error instanceof NoAnswer) && !(error instanceof Refusal)) throw error
    return { id, name: `№ ${id}`, phoneTail: '', blocked: false, accounts: [], affiliate: null }
  }
}

function customerOf(id: number | undefined): Draft['customer'] {
  if (id === undefined) return null
  return { id, name: `№ ${id}`, taxNumber: '', address: '' }
}
