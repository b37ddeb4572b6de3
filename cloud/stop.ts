import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'

/** Less than the ten seconds after which a supervisor kills, and than a container's. */
const STOP_MS = 6000

/**
 * One step after the other, six seconds for all: what is not done by then is given up, and the log
 * names it. No loss: what was answered is in the books, a transaction under way is undone by the
 * database, a start sets the feeds right, and another cloud gets books that were not let go when
 * their lease ends.
 */
export async function stopInOrder({
  steps,
  log,
  withinMs = STOP_MS,
}: {
  readonly steps: readonly (readonly [what: string, stop: () => Promise<void>])[]
  readonly log: Pick<Logger, 'warn' | 'error'>
  readonly withinMs?: number
}): Promise<void> {
  const left = new Set(steps.map(([what]) => what))
  const inOrder = async () => {
    for (const [what, stop] of steps) {
      await stop().catch((err: unknown) => log.error({ err, what }, 'this could not be stopped'))
      left.delete(what)
    }
  }
  await Promise.race([inOrder(), sleep(withinMs, undefined, { ref: false })])
  if (left.size === 0) return
  log.warn({ givenUp: [...left] }, `not stopped within ${withinMs / 1000} s: given up`)
}
