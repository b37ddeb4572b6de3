import { upgradeWebSocket } from '@hono/node-server'
import { Hono } from 'hono'
import type { WebSocket } from 'ws'
import { Failure } from '#shared/domain/failure.ts'
import type { HubEnv } from '../http.ts'
import type { Status } from '../tills/status.ts'
import type { Tills } from '../tills/tills.ts'
import type { Live, LiveSocket } from './live.ts'

/** `GET /v1/live?token=`: a browser cannot send a header with a WebSocket. */
export function liveRoutes(deps: {
  readonly live: Live
  readonly tills: Tills
  readonly status: Status
}) {
  return new Hono<HubEnv>().get(
    '/live',
    upgradeWebSocket((c) => {
      const token = c.req.query('token')
      if (token === undefined) throw new Failure('unauthorized', 'send the token as ?token=')
      const till = deps.tills.session(token).code
      let socket: LiveSocket | null = null
      return {
        onOpen(_event, ws) {
          const raw = ws.raw as WebSocket | undefined
          socket = {
            till,
            send: (text) => ws.send(text),
            unsentBytes: () => raw?.bufferedAmount ?? 0,
            close: (code, reason) => ws.close(code, reason),
          }
          deps.live.add(socket)
          ws.send(JSON.stringify(deps.status.live(till)))
        },
        onClose() {
          if (socket !== null) deps.live.remove(socket)
        },
      }
    }),
  )
}
