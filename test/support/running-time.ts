const stepMs = 10
/** More than a busy machine takes for one step, and far less than it stands still now and then. */
const longestStepMs = 50

export interface RunningTime extends Disposable {
  /** So far; ms. */
  readonly ms: () => number
}

/**
 * The time in which this process got to run: however long the machine stood still or served others,
 * it counts as one step. For what is to wait no longer than its limit, not for what computes.
 */
export function startRunningTime(): RunningTime {
  let ranMs = 0
  let last = performance.now()
  const step = (): void => {
    const now = performance.now()
    ranMs += Math.min(now - last, longestStepMs)
    last = now
  }
  const timer = setInterval(step, stepMs)
  return {
    ms() {
      step()
      return ranMs
    },
    [Symbol.dispose]: () => clearInterval(timer),
  }
}
