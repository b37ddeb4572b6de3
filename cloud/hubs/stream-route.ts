import { upgradeWebSocket } from '@hono/node-server'
import { Failure } from '#shared/domain/failure.ts'
import { createRouter, secured } from '../http.ts'
import type { FeedIds } from './feeds.ts'
import type { HubStream, HubStreamSession } from './hub-stream.ts'
import { findHub } from './store.ts'

export interface StreamRouteDeps {
  readonly feeds: FeedIds
  readonly clock: () => number
  readonly hubStream: HubStream
}

/** `GET /v1/hub-stream`: the hub opens it and keeps it open; see CloudToHub and HubToCloud. */
export function createStreamRoute({ feeds, clock, hubStream }: StreamRouteDeps) {
  const router = createRouter()
  router.use('/hub-stream', secured('hub').middleware)
  return router.get(
    '/hub-stream',
    upgradeWebSocket(async (c) => {
      const { group, hubId } = c.var.caller
      const hub = hubId === null ? undefined : await findHub(group.db, hubId)
      if (hub === undefined) throw new Failure('not-found', `Hub ${hubId} not found.`)
      const { companyId } = hub
      const feedId = await feeds.feedIdOf(group, companyId)
      let session: HubStreamSession | undefined
      return {
        onOpen(_, socket) {
          session = hubStream.open({ group: group.group, companyId, hubId: hub.id }, socket)
          hubStream.send(
            { group: group.group, hubId: hub.id },
            { kind: 'hello', feedId, cloudTime: clock() },
          )
        },
        onMessage(message) {
          if (typeof message.data === 'string') session?.receive(message.data)
        },
        onClose() {
          session?.end()
        },
      }
    }),
  )
}
