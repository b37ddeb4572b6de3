import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { serve, type WebSocketServerLike } from '@hono/node-server'
import { type WebSocket, WebSocketServer } from 'ws'
import {
  faultOfHead,
  isWebSocket,
  problemText,
  problemType,
  refusalOf,
  refusalText,
  withoutUpgrade,
} from '#shared/domain/plain-request.ts'

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
  /** How long the rest of a body is taken after its answer. */
  readonly restMs?: number
}

/** HTTP and WebSocket on one port; rejects if the port is in use. */
export async function startServing({
  fetch,
  host,
  port,
  pingEveryMs = 30_000,
  restMs = REST_MS,
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
        // Both are ours: in words, and with more time than half a second for a body to end.
        serverOptions: { requireHostHeader: false },
        autoCleanupIncoming: false,
      }
      const server = serve(options, (info) => {
        server.off('error', reject)
        resolve({ server, port: info.port })
      })
      server.once('error', reject)
      refuseOddRequests(server as Server, restMs)
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

/** What is no request is answered in words, where node-server has none, and a 500 for WebSockets. */
function refuseOddRequests(server: Server, restMs: number): void {
  const listeners = server.rawListeners('request')
  const answers = new WeakMap<Duplex, ServerResponse>()
  server.removeAllListeners('request')
  server.on('request', (request: IncomingMessage, answer: ServerResponse) => {
    answers.set(request.socket, answer)
    answer.once('finish', () => takeRest(request, restMs))
    const words = faultOfHead(request)
    if (words !== null) answer.writeHead(400, problemType).end(problemText({ status: 400, words }))
    else for (const listener of listeners) Reflect.apply(listener, server, [request, answer])
  })
  server.on('connect', (_request, socket) => {
    refuse(socket, { status: 405, words: 'This server is no proxy.' })
  })
  server.on('clientError', (error: Error & { code?: string; reason?: string }, socket) => {
    const answer = answers.get(socket)
    const isAnswering = answer?.headersSent === true && !answer.writableEnded
    if (error.code === 'ECONNRESET' || !socket.writable || isAnswering) socket.destroy()
    else refuse(socket, refusalOf(error))
  })
}

/** A connection closed over bytes that nobody read takes its answer with it (RFC 9112, 9.6). */
const LINGER_MS = 1000

function refuse(socket: Duplex, refusal: Parameters<typeof refusalText>[0]): void {
  socket.on('error', () => undefined)
  socket.end(refusalText(refusal))
  socket.resume()
  setTimeout(() => socket.destroy(), LINGER_MS).unref()
}

/** Most clients send all of a body before they read that it was refused by its first bytes. */
const REST_MS = 10_000
const REST_BYTES = 64 * 1024 * 1024

/** After the answer: the connection goes on behind the rest of the body, or ends at its limits. */
function takeRest(request: IncomingMessage, restMs: number): void {
  if (request.complete || request.destroyed) return
  let left = REST_BYTES
  const stop = () => request.socket.destroySoon()
  const late = setTimeout(stop, restMs).unref()
  request.removeAllListeners('data')
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length
    if (left < 0) stop()
  })
  request.on('close', () => clearTimeout(late))
  request.resume()
}

/** Node gives up every request with an Upgrade to its listener, and node-server answers WebSocket only. */
function answerWithoutUpgrade(server: Server): void {
  // node-server answers a WebSocket that it refuses only while there is one listener.
  const listeners = server.rawListeners('upgrade')
  server.removeAllListeners('upgrade')
  server.on('upgrade', (request, socket, head) => {
    const words = faultOfHead(request)
    if (words !== null) {
      refuse(socket, { status: 400, words })
      return
    }
    if (isWebSocket(request.headers)) {
      for (const listener of listeners) Reflect.apply(listener, server, [request, socket, head])
      return
    }
    socket.unshift(Buffer.concat([Buffer.from(withoutUpgrade(request), 'latin1'), head]))
    server.emit('connection', socket)
  })
}
