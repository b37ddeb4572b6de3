import { setImmediate } from 'node:timers/promises'

/** Lets other requests in when a long job has held the event loop for a slice. */
export interface Pace {
  isTimeToRest(): boolean
  rest(): Promise<void>
}

const sliceMs = 20
/**
 * From its socket to its place before the writer a push takes several turns of the event loop: its
 * head, its body, what unpacks it. With one turn a rest it met the end of a backlog's batch, not of
 * its slice. Turns in which nobody waits take microseconds.
 */
const TURNS_A_REST = 20

export function createPace(): Pace {
  let since = performance.now()
  return {
    isTimeToRest: () => performance.now() - since > sliceMs,
    async rest() {
      for (let turn = 0; turn < TURNS_A_REST; turn += 1) await setImmediate()
      since = performance.now()
    },
  }
}
