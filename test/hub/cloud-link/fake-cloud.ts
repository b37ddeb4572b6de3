import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { type WebSocket, WebSocketServer } from 'ws'
import type { z } from 'zod'
import { Envelope } from '#shared/contracts/event.ts'
import type { CloudToHub } from '#shared/contracts/sync.ts'
import { Hello, HubToCloud, type PushStopped } from '#shared/contracts/sync.ts'
import { eventHashText } from '#shared/domain/chain.ts'
import { identity } from '../journal/open-journal.ts'

/** What the cloud does with the next push, instead of taking it. */
export type Fault =
  | 'busy'
  /** Takes it, then the line is cut before the answer. */
  | 'cut-after'
  | 'cut-before'
  | 'too-large'
  | { readonly conflict: object }
  /** A proxy or a guest network answers with its page instead. */
  | { readonly page: number }
  /** Takes what comes before this event, which stops the hub. */
  | { readonly stopAt: number }

/** The cloud's side of the contract, on a real socket: chain checked, gaps asked for, faults on demand. */
export interface FakeCloud extends AsyncDisposable {
  readonly url: string
  readonly bodies: string[]
  /** Sizes of the batches in the order they came. */
  readonly batches: number[]
  readonly faults: Fault[]
  readonly statuses: z.infer<typeof HubToCloud>[]
  readonly claims: unknown[]
  claimAnswer: { readonly status: number; readonly body: object }
  head: { seq: number; hash: string }
  /** What the next hellos are answered with, instead of a session. */
  readonly meetings: object[]
  readonly hellos: Hello[]
  /** The open session; another one than the hub's ends it. */
  session: string
  /** The hub says that it has the session on its disk. */
  onHeard: () => unknown
  readonly poke: (message: z.infer<typeof CloudToHub>) => void
  /** Ends all streams, as a restarted cloud does. */
  readonly dropStreams: () => void
  close: () => Promise<void>
}

export async function openFakeCloud(port = 0): Promise<FakeCloud> {
  const sockets = new Set<WebSocket>()
  const cloud: Omit<FakeCloud, 'url' | 'close' | typeof Symbol.asyncDispose> = {
    bodies: [],
    batches: [],
    faults: [],
    statuses: [],
    claims: [],
    claimAnswer: {
      status: 503,
      body: { type: 'about:blank', title: 'x', status: 503, detail: 'the cloud starts' },
    },
    head: { seq: 0, hash: '' },
    meetings: [],
    hellos: [],
    session: '',
    onHeard: () => undefined,
    poke(message) {
      for (const socket of sockets) socket.send(JSON.stringify(message))
    },
    dropStreams() {
      for (const socket of sockets) socket.terminate()
    },
  }
  const server = createServer((request, response) => {
    void readAll(request).then((body) => answer(cloud, request, response, body))
  })
  const stream = new WebSocketServer({ server, path: '/v1/hub-stream' })
  stream.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('message', (data: Buffer) =>
      cloud.statuses.push(HubToCloud.parse(JSON.parse(data.toString('utf8')))),
    )
    socket.send(JSON.stringify({ kind: 'hello', feedId: identity.feedId, cloudTime: 1 }))
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const close = async () => {
    for (const socket of sockets) socket.terminate()
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return Object.assign(cloud, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close,
    [Symbol.asyncDispose]: close,
  })
}

type Cloud = Omit<FakeCloud, 'url' | 'close' | typeof Symbol.asyncDispose>

function answer(cloud: Cloud, request: IncomingMessage, response: ServerResponse, body: Buffer) {
  const send = (status: number, json: object) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json))
  if (request.url === '/v1/hubs/claim') {
    cloud.claims.push(JSON.parse(String(body)))
    return send(cloud.claimAnswer.status, cloud.claimAnswer.body)
  }
  if (request.url === '/v1/hub') return send(503, {})
  if (request.url === '/v1/journal/handshake') {
    const hello = Hello.parse(JSON.parse(String(body)))
    cloud.hellos.push(hello)
    const meeting = cloud.meetings.shift()
    if (meeting !== undefined) return send(200, meeting)
    cloud.session = `session ${cloud.hellos.length}`
    const { epoch } = hello.head
    const go = { outcome: 'go', session: cloud.session, incarnation: 1, epoch }
    return send(200, { ...go, sendFrom: cloud.head.seq + 1, cloudTime: Date.now() })
  }
  if (request.url === '/v1/journal/session') {
    void Promise.resolve(cloud.onHeard()).then(() => send(200, { epoch: 1, ...cloud.head }))
    return
  }
  const [, epoch = '', first = ''] = /^\/v1\/journal\/(\d+)\/(\d+)$/.exec(request.url ?? '') ?? []
  const fault = cloud.faults.shift()
  if (fault === 'busy') return send(503, problemOf(503, 'busy'))
  if (fault === 'too-large') return send(413, problemOf(413, 'too large'))
  if (fault === 'cut-before') return request.socket.destroy()
  if (typeof fault === 'object' && 'conflict' in fault) return send(409, fault.conflict)
  if (typeof fault === 'object' && 'page' in fault)
    return response.writeHead(fault.page).end('<html>not the cloud</html>')
  const stopAt = typeof fault === 'object' ? fault.stopAt : Number.POSITIVE_INFINITY

  if (request.headers['kassa-session'] !== cloud.session)
    return send(409, { reason: 'session', expectedSeq: cloud.head.seq + 1, hash: '' })
  const firstSeq = Number(first)
  const lines = gunzipSync(body)
    .toString('utf8')
    .split('\n')
    // Under which hash a receipt was printed, before its body.
    .filter((line) => !line.startsWith('#'))
  cloud.batches.push(lines.length)
  if (firstSeq > cloud.head.seq + 1)
    return send(409, { reason: 'gap', expectedSeq: cloud.head.seq + 1, hash: cloud.head.hash })
  for (const [i, line] of lines.entries()) {
    const seq = firstSeq + i
    if (seq <= cloud.head.seq) continue
    if (seq === stopAt) {
      const stopped: PushStopped = { reason: 'stopped', cloudSeq: cloud.head.seq }
      return send(422, { ...problemOf(422, `event ${seq} is wrong`), ...stopped })
    }
    const hash = hashOf(cloud.head.hash, Number(epoch), seq, line)
    cloud.bodies.push(line)
    cloud.head = { seq, hash }
  }
  if (request.headers['kassa-head-hash'] !== cloud.head.hash)
    return send(400, problemOf(400, 'chain'))
  if (fault === 'cut-after') return request.socket.destroy()
  return send(200, { cloudSeq: cloud.head.seq, hash: cloud.head.hash, quarantined: 0 })
}

function problemOf(status: number, detail: string) {
  return { type: 'about:blank', title: 'x', status, detail }
}

function hashOf(prev: string, epoch: number, seq: number, line: string): string {
  const { id, type, at } = Envelope.parse((JSON.parse(line) as { envelope: unknown }).envelope)
  const link = { prev, hubId: identity.hubId, epoch, seq, id, type, at }
  return createHash('sha256').update(eventHashText(link)).update(line).digest('hex')
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}
