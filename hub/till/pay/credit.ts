import { signal } from '@preact/signals'
import type { Problem } from '#shared/contracts/problem.ts'
import { Covered, type TillAccount, TillMember } from '#shared/contracts/till.ts'
import { call, nothing } from '../api.ts'
import { draft } from '../basket/basket.ts'
import { problemOf } from '../notices.ts'

/** Heard since the basket was filled; beside the basket, whose price does not depend on it. */
const heard = signal<TillMember | null>(null)

/** The store credit of the basket's member, as last heard. */
export function creditOf(): TillAccount | null {
  const { member } = draft.value
  if (member === null) return null
  const { accounts } = heard.value?.id === member.id ? heard.value : member
  return accounts.find(({ kind }) => kind === 'store-credit') ?? null
}

/** Balances move while a basket is filled: asked again when it is paid. */
export async function refreshCredit(): Promise<void> {
  const { member } = draft.value
  if (member === null) return
  try {
    heard.value = await call({ path: '/members', query: { id: member.id }, answer: TillMember })
  } catch (error) {
    // What was heard before stays; paying asks the hub anyway.
    problemOf(error)
  }
}

/** Has the hub reserve so much of it for this receipt; null = done. */
export async function reserveCredit(amount: number): Promise<Problem | null> {
  const { saleId, member } = draft.value
  if (member === null) throw new Error('store credit needs a member')
  const body = { kind: 'store-credit', memberId: member.id, amount }
  try {
    await call({ method: 'PUT', path: `/covers/${saleId}`, body, answer: Covered })
    return null
  } catch (error) {
    return problemOf(error)
  }
}

/** The tender was taken off again: others may have it. */
export async function letGoOfCredit(): Promise<void> {
  const path = `/covers/${draft.value.saleId}`
  try {
    await call({ method: 'DELETE', path, answer: nothing })
  } catch (error) {
    // The hub lets go by itself after a while.
    problemOf(error)
  }
}
