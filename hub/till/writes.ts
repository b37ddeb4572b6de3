import { signal } from '@preact/signals'
import { z } from 'zod'
import { call, NoAnswer } from './api.ts'
import { live } from './live.ts'
import { hubLostSince } from './session.ts'
import { forgetOfTab, loadOfTab, saveOfTab } from './storage.ts'

export const Write = z.object({
  kind: z.enum(['sale', 'refund', 'cash', 'shift-open', 'shift-close', 'reprint']),
  path: z.string(),
  body: z.unknown(),
  since: z.number(),
})
export type Write = z.infer<typeof Write>

/** The one write on its way; `tries` counts the sendings that got no answer. */
export const sending = signal<(Write & { readonly tries: number }) | null>(null)

const firstWaitMs = 600
const longestWaitMs = 4000

/** A write that was on its way when the page was closed or reloaded. */
export function leftOver(): Write | null {
  return loadOfTab('write', Write)
}

/**
 * Sends one and the same write, id and all, until the hub answers yes or no. Never a new id:
 * an unanswered sale may have been saved, and only the same id finds out without a second one.
 */
export async function sendUntilAnswered<T>(write: Write, answer: z.ZodType<T>): Promise<T> {
  if (sending.peek() !== null) throw new Error(`a ${sending.peek()?.kind} is still on its way`)
  saveOfTab('write', write)
  try {
    for (let tries = 0; ; tries += 1) {
      sending.value = { ...write, tries }
      try {
        return await call({ method: 'POST', path: write.path, body: write.body, answer })
      } catch (problem) {
        if (!(problem instanceof NoAnswer)) throw problem
        hubLostSince.value ??= Date.now()
        sending.value = { ...write, tries: tries + 1 }
        await pause(Math.min(firstWaitMs * (tries + 1), longestWaitMs))
      }
    }
  } finally {
    forgetOfTab('write')
    sending.value = null
  }
}

/** Waits, but no longer than until the live connection comes back. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const before = live.peek()
    const timer = setTimeout(done, ms)
    const stop = live.subscribe((connected) => {
      if (connected && !before) done()
    })
    function done(): void {
      clearTimeout(timer)
      queueMicrotask(() => stop())
      resolve()
    }
  })
}
