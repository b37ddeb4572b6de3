import type { Server } from 'node:http'
import { serve, type WebSocketServerLike } from '@hono/node-server'
import { type WebSocket, WebSocketServer } from 'ws'
import { isWebSocket, withoutUpgrade } from '#shared/domain/plain-request.ts'

export interface Serving extends AsyncDisposable {
  readonly url: string
  readonly port: number
  /** Ends open connections too: hubs come back by themselves. */
  close(): Promise<void>
}

export interface ServeOptions {
  readonly fetch: (request: Request, env: never) => Response | Promise<Response>
  readonly host: string
  readonly port: number
  readonly pingEveryMs?: number
}

/** HTTP and WebSocket on one port; rejects if the port is in use. */
export async function startServing({
  fetch,
  host,
  port,
  pingEveryMs = 30_000,
}: ServeOptions): Promise<Serving> {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 })
  // node-server's type leaves no room for the `undefined` of ws's optional options.
  const websocket = { server: sockets as unknown as WebSocketServerLike }
  const pinging = startPinging(sockets, pingEveryMs)
  const listening = await new Promise<{ server: ReturnType<typeof serve>; port: number }>(
    (resolve, reject) => {
      const options = {
        fetch: fetch as (request: Request) => unknown,
        port,
        hostname: host,
        websocket,
      }
      const server = serve(options, (info) => {
        server.off('error', reject)
        resolve({ server, port: info.port })
      })
      server.once('error', reject)
      answerWithoutUpgrade(server as Server)
    },
  )
  const close = async () => {
    const { server } = listening
    clearInterval(pinging)
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    for (const socket of sockets.clients) socket.terminate()
    // One whose upgrade was not through yet would keep the server open.
    sockets.on('connection', (socket) => socket.terminate())
    if ('closeAllConnections' in server) server.closeAllConnections()
    await closed
  }
  return {
    url: `http://${host}:${listening.port}`,
    port: listening.port,
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** A box that lost its power says no goodbye: who does not answer a ping is gone. */
function startPinging(sockets: WebSocketServer, everyMs: number): NodeJS.Timeout {
  const silent = new WeakSet<WebSocket>()
  sockets.on('connection', (socket) => {
    socket.on('pong', () => silent.delete(socket))
  })
  const ping = () => {
    for (const socket of sockets.clients) {
      if (silent.has(socket)) {
        socket.terminate()
        continue
      }
      silent.add(socket)
      socket.ping()
    }
  }
  return setInterval(ping, everyMs).unref()
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
