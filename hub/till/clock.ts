import { computed, signal } from '@preact/signals'
import { clockOffset } from './session.ts'

const ticking = signal(Date.now())
export function startClock(): void {
  setInterval(() => {
    ticking.value = Date.now()
  }, 1000)
}

/** The hub's time, to the second. */
export const now = computed(() => ticking.value + clockOffset.value)
/** This device's time, for what was noticed here. */
export const here = computed(() => ticking.value)
