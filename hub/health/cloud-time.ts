import type { CloudClient } from '../cloud-link/cloud-client.ts'
import type { CloudState } from '../cloud-link/state.ts'
import type { HubClock } from './hub-clock.ts'

const EVERY_MS = 10 * 60_000

/** Asks the cloud for its time whenever it comes back, and now and then while it is there. */
export function startCloudTime(deps: {
  readonly client: Pick<CloudClient, 'whoAmI'>
  readonly cloud: CloudState
  readonly token: () => string | null
  readonly clock: HubClock
  readonly onTold: () => void
}): { readonly stop: () => void } {
  const { client, cloud, clock } = deps
  const ask = async (): Promise<void> => {
    const token = deps.token()
    if (token === null || !cloud.now().online) return
    const startedAt = performance.now()
    try {
      const { cloudTime } = await client.whoAmI(token)
      clock.cloudSaid(cloudTime, performance.now() - startedAt)
      deps.onTold()
    } catch {
      // Away again, or it refuses: the link says so itself, and we ask at the next turn.
    }
  }
  cloud.onChange((online) => {
    if (online) void ask()
  })
  const timer = setInterval(() => void ask(), EVERY_MS)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
