import { serve, type WebSocketServerLike } from '@hono/node-server'
import { WebSocketServer } from 'ws'

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
