import type { Logger } from 'pino'
import type { Groups } from '../db/groups.ts'
import type { HubStatus, StreamHub } from './hub-stream.ts'
import { rememberStatus } from './store.ts'

/** Stores what a hub said of itself, so that a restarted cloud still shows when it was last seen. */
export function hubMemory(groups: Groups, log: Logger) {
  return (hub: StreamHub, seenAt: number, status: HubStatus): void => {
    const remember = async () => {
      const group = await groups.find(hub.group)
      await group?.write((tx) =>
        rememberStatus(tx, hub.hubId, { seenAt, status: JSON.stringify(status) }),
      )
    }
    remember().catch((error: unknown) => {
      log.warn({ err: error, group: hub.group, hub: hub.hubId }, 'hub status not stored')
    })
  }
}
