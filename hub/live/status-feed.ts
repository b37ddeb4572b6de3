import type { Status } from '../tills/status.ts'
import type { Live } from './live.ts'

const TOGETHER_MS = 250

/** Tells every till how the hub is, soon after something changed; many changes are told at once. */
export function createStatusFeed({
  live,
  status,
}: {
  readonly live: Live
  readonly status: Status
}) {
  let timer: NodeJS.Timeout | undefined
  return {
    changed: (): void => {
      timer ??= setTimeout(() => {
        timer = undefined
        for (const till of live.tills()) live.publish(status.live(till), till)
      }, TOGETHER_MS)
    },
    stop: () => clearTimeout(timer),
  }
}
