import { setTimeout as delay } from 'node:timers/promises'

export function sleep(milliseconds: number): Promise<void> {
  return delay(milliseconds)
}

/** One after the other, in the order asked. */
export function createTurns(): <T>(job: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (job) => {
    const result = last.then(job)
    last = result.catch(() => undefined)
    return result
  }
}

export interface Alarm {
  /** Sleeps, but not longer than until the next `ring`. */
  wait(milliseconds: number): Promise<void>
  ring(): void
}

export function createAlarm(): Alarm {
  const sleepers = new Set<() => void>()
  return { wait, ring }

  function wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(wake, milliseconds)
      sleepers.add(wake)

      function wake(): void {
        clearTimeout(timer)
        sleepers.delete(wake)
        resolve()
      }
    })
  }

  function ring(): void {
    for (const wake of sleepers) wake()
  }
}
