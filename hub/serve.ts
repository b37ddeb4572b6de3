import type { Server } from 'node:http'
import { serve, type WebSocketServerLike } from '@hono/node-server'
import { WebSocketServer } from 'ws'
import { isWebSocket, withoutUpgrade } from '#shared/domain/plain-request.ts'

export interface Serving {
  readonly url: string
  readonly port: number
  /** Ends open connections too: tills come back by themselves. */
  readonly close: () => Promise<void>
}

/** HTTP and WebSocket on one port; rejects if the port is in use. */
export async function startServing(options: {
  readonly fetch: (request: Request, env: never) => Response | Promise<Response>
  readonly host: string
  readonly port: number
}): Promise<Serving> {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 })
  const { server, port } = await new Promise<{ server: ReturnType<typeof serve>; port: number }>(
    (resolve, reject) => {
      const settings = {
        fetch: options.fetch as (request: Request) => unknown,
        port: options.port,
        hostname: options.host,
        // node-server's type leaves no room for the `undefined` of ws's optional options.
        websocket: { server: sockets as unknown as WebSocketServerLike },
      }
      const started = serve(settings, (info) => {
        started.off('error', reject)
        resolve({ server: started, port: info.port })
      })
      started.once('error', reject)
      answerWithoutUpgrade(started as Server)
    },
  )
  return {
    url: `http://${options.host}:${port}`,
    port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets.clients) socket.terminate()
      // One whose upgrade was not through yet would keep the server open.
      sockets.on('connection', (socket) => socket.terminate())
      if ('closeIdleConnections' in server) server.closeIdleConnections()
      const hard = setTimeout(() => {
        if ('closeAllConnections' in server) server.closeAllConnections()
      }, 2000)
      await closed
      clearTimeout(hard)
    },
  }
}

/** Node gives up every request with an Upgrade to its listener, and node-server answers WebSocket only. */
function answerWithoutUpgrade(server: Server): void {
  // node-server answers a WebSocket that it refuses only while there is one listener.
  const listeners = server.rawListeners('upgrade')
  server.removeAllListeners('upgrade')
  server.on('upgrade', (request, socket, head) => {
    if (isWebSocket(request.headers)) {
      for (const listener of listeners) Reflect.apply(listener, server, [request, socket, head])
      return
    }
    socket.unshift(Buffer.concat([Buffer.from(withoutUpgrade(request), 'latin1'), head]))
    server.emit('connection', socket)
  })
}
