import { setImmediate } from 'node:timers/promises'

/** Lets other requests in when a long job has held the event loop for a slice. */
export interface Pace {
  isTimeToRest(): boolean
  rest(): Promise<void>
}

const sliceMs = 20

export function createPace(): Pace {
  let since = performance.now()
  return {
    isTimeToRest: () => performance.now() - since > sliceMs,
    async rest() {
      await setImmediate()
      since = performance.now()
    },
  }
}
