import { once } from 'node:events'
import { WebSocket } from 'ws'
import { z } from 'zod'
import type { StreamMessage } from '#shared/contracts/lease.ts'
import { ClaimAnswer, CloudToHub, type HubToCloud } from '#shared/contracts/sync.ts'
import { until } from '../../support/shop.ts'
import { type ScriptedHub, scriptHub } from '../scripted-hub.ts'
import type { RequestOptions, TestCloud } from '../test-cloud.ts'

/** A hub that speaks over a real socket and real HTTP; the journal is scripted. */
export interface WireHub extends AsyncDisposable {
  readonly hub: ScriptedHub
  readonly hubId: number
  /** All that came over its present socket, pokes left out. */
  readonly heard: CloudToHub[]
  /** The session of the last handshake. */
  session(): string
  epoch(): number
  /** A handshake, and the word that its session is on the disk. */
  meet(): Promise<void>
  connect(): Promise<void>
  disconnect(): Promise<void>
  say(message: HubToCloud): void
  ack(n: number): void
  messages(): StreamMessage[]
  /** The first message that passes. */
  message(isIt: (message: StreamMessage) => boolean): Promise<StreamMessage>
  answer<Kind extends CloudToHub['kind']>(kind: Kind): Promise<Extract<CloudToHub, { kind: Kind }>>
}

export async function claimWireHub(
  cloud: TestCloud,
  url: string,
  storeId: number,
): Promise<WireHub> {
  const request = (path: string, options: RequestOptions = {}) =>
    overHttp(cloud, url, path, options)
  const made = await request('/v1/hubs/codes', { method: 'POST', json: { storeId } })
  const { code } = z.object({ code: z.string() }).parse(await made.json())
  const json = { code, name: `box ${storeId}` }
  const claimed = await request('/v1/hubs/claim', { method: 'POST', key: null, json })
  const profile = ClaimAnswer.parse(await claimed.json())
  const hub = scriptHub(profile, { clock: cloud.clock, request })
  const heard: CloudToHub[] = []
  let session = ''
  let { epoch } = profile
  let socket: WebSocket | undefined

  const disconnect = async () => {
    if (socket === undefined || socket.readyState === WebSocket.CLOSED) return
    const closed = once(socket, 'close')
    socket.terminate()
    await closed
  }
  const messages = () => heard.flatMap((each) => (each.kind === 'message' ? each.message : []))
  return {
    hub,
    hubId: profile.hubId,
    heard,
    session: () => session,
    epoch: () => epoch,
    async meet() {
      const met = await hub.meet()
      if (met.outcome !== 'go') throw new Error(`the cloud says ${met.outcome}`)
      session = met.session
      epoch = met.epoch
      const words = { epoch: met.epoch, session }
      const path = '/v1/journal/session'
      const told = await request(path, { method: 'PUT', key: profile.token, json: words })
      if (!told.ok) throw new Error(`session: ${told.status} ${await told.text()}`)
    },
    async connect() {
      await disconnect()
      heard.length = 0
      const headers = { authorization: `Bearer ${profile.token}` }
      socket = new WebSocket(`${url.replace('http', 'ws')}/v1/hub-stream`, { headers })
      socket.on('message', (data: Buffer) => {
        const message = CloudToHub.parse(JSON.parse(data.toString('utf8')))
        if (message.kind !== 'poke') heard.push(message)
      })
      await until('hello', async () => heard.some(({ kind }) => kind === 'hello'))
    },
    disconnect,
    say: (message) => socket?.send(JSON.stringify(message)),
    ack: (n) => socket?.send(JSON.stringify({ kind: 'ack', session, n })),
    messages,
    message: (isIt) => until('a message', async () => messages().find(isIt)),
    answer: (kind) =>
      until(`a ${kind}`, async () =>
        heard.find(
          (each): each is Extract<CloudToHub, { kind: typeof kind }> => each.kind === kind,
        ),
      ),
    [Symbol.asyncDispose]: disconnect,
  }
}

async function overHttp(
  cloud: TestCloud,
  url: string,
  path: string,
  { method = 'GET', key = cloud.adminKey, json, body, headers }: RequestOptions,
): Promise<Response> {
  return await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    ...(body === undefined ? {} : { body }),
  })
}
