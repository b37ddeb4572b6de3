import { signal } from '@preact/signals'
import { z } from 'zod'
import { ClaimState } from '#shared/contracts/claim.ts'
import { type DeviceConfig, DeviceStatus } from '#shared/contracts/device.ts'
import { FoundDevices } from '#shared/contracts/found.ts'
import type { Problem } from '#shared/contracts/problem.ts'
import { call, NoAnswer, Refusal, token } from './api.ts'
import { t } from './texts.ts'

const TICK_MS = 200
/** What changes by itself is looked at each second; what was done here, at each tick for a while. */
const CALM_TICKS = 5
const HURRIED_TICKS = 25

export const devices = signal<readonly DeviceStatus[]>([])
export const found = signal<FoundDevices>({ tills: [], gateways: [] })
/** Is this box a store's hub? Null until it was asked. */
export const claim = signal<ClaimState | null>(null)
/** The page has seen it come: what came of it stays until somebody signs in anew. */
export const hasSeenClaim = signal(false)
/** The last question was not answered. */
export const isLost = signal(false)
/** Why the page has nothing to show, in the hub's words. */
export const refused = signal<Problem | null>(null)

/** What stands on the page is what the hub knows; it is asked as long as someone is signed in. */
export function startRefreshing(): void {
  let ticks = 0
  setInterval(() => {
    ticks += 1
    if (hurried === 0 && ticks % CALM_TICKS !== 0) return
    hurried = Math.max(0, hurried - 1)
    void refresh()
  }, TICK_MS)
}

let hurried = 0

/** Something was changed: what becomes of it is soon seen. */
export function hurry(): void {
  hurried = HURRIED_TICKS
  void refresh()
}

let refreshing = false
export async function refresh(): Promise<void> {
  if (token.peek() === null || refreshing) return
  refreshing = true
  try {
    if (!(await isClaimed())) return
    const [list, seen] = await Promise.all([
      call({ path: '/devices', answer: z.array(DeviceStatus) }),
      call({ path: '/found-devices', answer: FoundDevices }),
    ])
    devices.value = list
    found.value = seen
    isLost.value = false
    refused.value = null
  } catch (error) {
    const problem = problemOf(error)
    isLost.value = error instanceof NoAnswer
    // Between the claim and its first devices: they come in a moment.
    const isComing = problem.status === 503 && claim.peek()?.step === 'copying'
    if (error instanceof Refusal && !isComing) refused.value = problem
    if (problem.status === 401) token.value = null
  } finally {
    refreshing = false
  }
}

async function isClaimed(): Promise<boolean> {
  if (claim.peek()?.step === 'selling') return true
  const state = await call({ path: '/claim', answer: ClaimState })
  claim.value = state
  if (state.step !== 'selling') hasSeenClaim.value = true
  isLost.value = false
  if (state.store === null) refused.value = null
  return state.store !== null
}

/** Anything that went wrong with a request, as words; a bug goes on to the console. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Refusal) return error.problem
  if (!(error instanceof NoAnswer)) throw error
  const title = t('setup.no-answer')
  return { type: 'about:blank', title, status: 503, detail: title }
}

/** `printer-2`: the first name that no device has. */
export function freeName(kind: DeviceConfig['kind']): string {
  const taken = new Set(devices.peek().map(({ config }) => config.device))
  const stem = kind.split('-').at(-1) ?? kind
  let n = 1
  while (taken.has(`${stem}-${n}`)) n += 1
  return `${stem}-${n}`
}
