import type { Problem } from '#shared/contracts/problem.ts'
import { Covered, type CoverRequest } from '#shared/contracts/till.ts'
import { call, nothing } from '../api.ts'
import { draft } from '../basket/basket.ts'
import { problemOf } from '../notices.ts'

/** Accounts that the hub reserves value of for this sale, by what they pay. */
let held: { readonly saleId: string; readonly accounts: Map<string, string> } = none()

let last: Promise<unknown> = Promise.resolve()

/** A release that came late would let go of what was reserved after it. */
function inOrder<T>(work: () => Promise<T>): Promise<T> {
  const done = last.then(work)
  last = done.catch(() => undefined)
  return done
}

/** What was reserved or let go of so far is so at the hub. */
export async function coversSettled(): Promise<void> {
  await last
}

/** Has the hub reserve value for this receipt: deducted at once, for nobody else to spend. */
export async function reserve(key: string, want: CoverRequest): Promise<Problem | null> {
  const { saleId } = draft.value
  if (held.saleId !== saleId) held = { saleId, accounts: new Map() }
  const { accounts } = held
  try {
    const path = `/covers/${saleId}`
    const covered = await inOrder(() => call({ method: 'PUT', path, body: want, answer: Covered }))
    accounts.set(key, covered.account)
    return null
  } catch (error) {
    return problemOf(error)
  }
}

/** It pays otherwise after all: others may have it. */
export async function letGo(key: string): Promise<void> {
  const account = held.accounts.get(key)
  if (held.saleId !== draft.value.saleId || account === undefined) return
  held.accounts.delete(key)
  const path = `/covers/${held.saleId}`
  await release(held.accounts.size === 0 ? path : `${path}/${encodeURIComponent(account)}`)
}

/** The payment is left; false if nothing was reserved. */
export function letGoOfAll(): boolean {
  if (held.accounts.size === 0) return false
  const { saleId } = held
  held = none()
  void release(`/covers/${saleId}`)
  return true
}

/** The page was reloaded in the middle of a payment: nobody knows any more what was reserved. */
export async function letGoAfterReload(): Promise<void> {
  const { saleId, lines } = draft.value
  if (lines.length > 0) await release(`/covers/${saleId}`)
}

/** Journaled: the reservations have become movements. */
export function coversSpent(): void {
  held = none()
}

async function release(path: string): Promise<void> {
  try {
    await inOrder(() => call({ method: 'DELETE', path, answer: nothing }))
  } catch (error) {
    // The hub lets go by itself after a while.
    problemOf(error)
  }
}

function none() {
  return { saleId: '', accounts: new Map<string, string>() }
}
