import { computed, signal } from '@preact/signals'

const waiting = signal(0)
let last: Promise<unknown> = Promise.resolve()

/** Something will change the basket as soon as the hub has answered: its total is not yet what it will be. */
export const isChanging = computed(() => waiting.value > 0)

/** What changes the basket by an answer of the hub does so one after another, as it was begun. */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  waiting.value += 1
  const done = last.then(work).finally(() => {
    waiting.value -= 1
  })
  last = done.catch(() => undefined)
  return done
}
