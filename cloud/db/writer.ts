import { Failure } from '#shared/domain/failure.ts'

const stoppingWords = 'The cloud is stopping, and nothing of this was written; send it again.'

/** Runs jobs strictly one after another. A job must not wait for another job of the same queue. */
export interface WriteQueue {
  <T>(job: () => Promise<T> | T): Promise<T>
  /** Jobs that wait for the one at work. */
  waiting(): number
  /** The job at work ends; those that wait, and all that come, fail. */
  refuse(): void
  /** After all others, refused or not. */
  last(job: () => Promise<void>): Promise<void>
}

/** libSQL blocks the event loop or fails when two connections write, so writers queue here. */
export function createWriteQueue(maxWaiting = 10_000): WriteQueue {
  let last: Promise<unknown> = Promise.resolve()
  let unfinished = 0
  let isRefusing = false
  const queued = async <T>(job: () => Promise<T> | T): Promise<T> => {
    unfinished += 1
    const result = last.then(job).finally(() => {
      unfinished -= 1
    })
    last = result.catch(() => undefined)
    return await result
  }
  const run = async <T>(job: () => Promise<T> | T): Promise<T> => {
    if (unfinished >= maxWaiting) throw new Error(`more than ${maxWaiting} writes wait`)
    return await queued(() => {
      if (isRefusing) throw new Failure('unavailable', stoppingWords)
      return job()
    })
  }
  return Object.assign(run, {
    waiting: () => Math.max(0, unfinished - 1),
    refuse: () => {
      isRefusing = true
    },
    last: queued<void>,
  })
}
