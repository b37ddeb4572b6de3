import { signal } from '@preact/signals'
import { TillMember } from '#shared/contracts/till.ts'
import { call } from '../api.ts'
import { draft } from '../basket/basket.ts'
import { problemOf } from '../notices.ts'

/** Heard since the basket was filled; beside the basket, whose price does not depend on it. */
const heard = signal<TillMember | null>(null)

/** The basket's member as last heard. */
export function memberNow(): TillMember | null {
  const { member } = draft.value
  return member !== null && heard.value?.id === member.id ? heard.value : member
}

/** Balances move while a basket is filled: asked again when it is paid. */
export async function refreshMember(): Promise<void> {
  const { member } = draft.value
  if (member === null) return
  try {
    heard.value = await call({ path: '/members', query: { id: member.id }, answer: TillMember })
  } catch (error) {
    // What was heard before stays; paying asks the hub anyway.
    problemOf(error)
  }
}
