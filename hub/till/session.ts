import { computed, signal } from '@preact/signals'
import { z } from 'zod'
import { HubStatus, type PairAnswer, type Right, Shift } from '#shared/contracts/till.ts'
import { call, NoAnswer, Refusal, useToken } from './api.ts'
import { hubHasKept } from './kept/offered.ts'
import { forget, load, save } from './storage.ts'
import { suggestLanguage } from './texts.ts'

const Paired = z.object({ token: z.string(), till: z.string(), store: z.string() })
type Paired = z.infer<typeof Paired>

export const paired = signal<Paired | null>(load('till', Paired))
/** Why the pairing was lost, for the pairing screen. */
export const unpairedBecause = signal<'revoked' | null>(null)
export const status = signal<HubStatus | null>(null)
/** `undefined` = not asked yet. */
export const shift = signal<Shift | null | undefined>(undefined)
/** Since when the hub itself does not answer (this page's clock). */
export const hubLostSince = signal<number | null>(null)
/** Why the hub cannot sell at all, in its words. */
export const notReady = signal<string | null>(null)
/** Hub's clock minus this device's clock: receipts and ages follow the hub. */
export const clockOffset = signal(0)

export const cashier = computed(() => status.value?.cashier ?? null)
export function may(right: Right): boolean {
  return cashier.value?.rights.includes(right) ?? false
}

useToken(paired.value?.token ?? null)

/** The code of this till before it lost its pairing. */
export function formerTill(): string | undefined {
  return load('former-till', z.string()) ?? undefined
}

export function rememberPairing(answer: PairAnswer): void {
  const value = { token: answer.token, till: answer.till, store: answer.store }
  save('till', value)
  save('former-till', answer.till)
  useToken(value.token)
  unpairedBecause.value = null
  paired.value = value
}

/** Questions so far, and the oldest whose answer is still news. */
let asked = 0
let oldestNews = 0

/** Asks the hub how it is; also the heartbeat that notices a hub that is gone. */
export async function refreshStatus(): Promise<void> {
  asked += 1
  const mine = asked
  try {
    const next = await call({ path: '/status', answer: HubStatus, timeoutMs: 5000 })
    if (mine < oldestNews) return
    oldestNews = mine
    takeStatus(next)
  } catch (problem) {
    if (problem instanceof Refusal && problem.status === 401) forgetPairing()
    else if (problem instanceof NoAnswer) hubLostSince.value ??= Date.now()
    else notReady.value = problemText(problem)
  }
}

/** Who is signed in has changed: what was asked before knows the other one. */
export function outdateStatus(): void {
  oldestNews = asked + 1
}

export function takeStatus(next: HubStatus): void {
  hubLostSince.value = null
  notReady.value = null
  clockOffset.value = next.now - Date.now()
  suggestLanguage(next.language)
  status.value = next
}

export async function refreshShift(): Promise<void> {
  try {
    shift.value = await call({ path: '/shifts/current', answer: Shift })
  } catch (problem) {
    // A hub that was replaced learns of the open shift from this till.
    if (isNone(problem)) shift.value = (await hubHasKept()) ? await shiftAgain() : null
    else if (problem instanceof NoAnswer) hubLostSince.value ??= Date.now()
    else if (problem instanceof Refusal) shift.value = undefined
    else throw problem
  }
}

function isNone(problem: unknown): boolean {
  return problem instanceof Refusal && problem.status === 404
}

async function shiftAgain(): Promise<Shift | null | undefined> {
  try {
    return await call({ path: '/shifts/current', answer: Shift })
  } catch (problem) {
    if (isNone(problem)) return null
    // Asked again with the next heartbeat.
    return undefined
  }
}

function problemText(problem: unknown): string {
  if (problem instanceof Refusal) return problem.problem.detail
  throw problem
}

function forgetPairing(): void {
  forget('till')
  useToken(null)
  status.value = null
  shift.value = undefined
  unpairedBecause.value = 'revoked'
  paired.value = null
}
