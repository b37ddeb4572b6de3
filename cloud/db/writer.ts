/** Runs jobs strictly one after another. A job must not wait for another job of the same queue. */
export interface WriteQueue {
  <T>(job: () => Promise<T> | T): Promise<T>
  /** Jobs that wait for the one at work. */
  waiting(): number
}

/** libSQL blocks the event loop or fails when two connections write, so writers queue here. */
export function createWriteQueue(maxWaiting = 10_000): WriteQueue {
  let last: Promise<unknown> = Promise.resolve()
  let unfinished = 0
  const run = async <T>(job: () => Promise<T> | T): Promise<T> => {
    if (unfinished >= maxWaiting) throw new Error(`more than ${maxWaiting} writes wait`)
    unfinished += 1
    const result = last.then(job).finally(() => {
      unfinished -= 1
    })
    last = result.catch(() => undefined)
    return await result
  }
  return Object.assign(run, { waiting: () => Math.max(0, unfinished - 1) })
}
