/** Runs jobs strictly one after another. A job must not wait for another job of the same queue. */
export interface WriteQueue {
  <T>(job: () => Promise<T> | T): Promise<T>
}

/** libSQL blocks the event loop or fails when two connections write, so writers queue here. */
export function createWriteQueue(maxWaiting = 10_000): WriteQueue {
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  return async (job) => {
    if (waiting >= maxWaiting) throw new Error(`more than ${maxWaiting} writes wait`)
    waiting += 1
    const result = last.then(job).finally(() => {
      waiting -= 1
    })
    last = result.catch(() => undefined)
    return await result
  }
}
