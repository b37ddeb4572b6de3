import type { Logger } from 'pino'
import type { Groups } from '../db/groups.ts'
import { sweepValue } from './sweep.ts'

const everyMs = 3_600_000

/**
 * Sweeps all groups now and every hour, so that nothing stays due longer than that. Nobody waits for
 * it: what has ended cannot be spent before it is swept either.
 */
export function startSweeps({
  groups,
  clock,
  log,
}: {
  readonly groups: Groups
  readonly clock: () => number
  readonly log: Logger
}): { stop(): Promise<void> } {
  let isStopped = false
  const sweepAll = async () => {
    for (const name of groups.names()) {
      const group = isStopped ? undefined : await groups.find(name)
      if (group !== undefined) await sweepValue(group, clock())
    }
  }
  const run = () =>
    sweepAll().catch((error: unknown) => {
      if (!isStopped) log.error({ err: error }, 'sweep of value failed')
    })
  let running = run()
  const timer = setInterval(() => {
    running = running.then(run)
  }, everyMs).unref()
  return {
    stop: async () => {
      isStopped = true
      clearInterval(timer)
      await running
    },
  }
}
