import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { Aedes, type AuthenticateError, type Client } from 'aedes'
import { type Complain, createComplaints } from '#shared/domain/complaints.ts'
import { type MqttUser, mayPublish, mayRead, parseUser } from './access.ts'
import { isRightPassword, type MqttSecrets } from './credentials.ts'
import { limitPackets } from './packet-limit.ts'

const MAX_CLIENTS = 200
/** One till or device that signs in under ever new ids must not take the places of the others. */
const MAX_CLIENTS_OF_A_USER = 16
/** A print job of 500 lines is about 100 KB. */
const MAX_PACKET_BYTES = 512 * 1024
/** Of what a client calls itself or a topic: a line of the log is to stay one. */
const MAX_TOLD = 100
const CONNECT_TIMEOUT_MS = 10_000
/** Who reads nothing for so long is thrown out: others wait for him once 100 messages do. */
const DRAIN_TIMEOUT_MS = 10_000
/** Return codes of CONNACK, MQTT 3.1.1 table 3.1. */
const SERVER_UNAVAILABLE = 3
const BAD_USER_OR_PASSWORD = 4

export interface BrokerSettings {
  readonly host: string
  /** 0 = any free one. */
  readonly port: number
  /** For gateways on other boxes; `port` is then open to this box only. */
  readonly tls?: BrokerTls
  /** Code of the store this hub serves; null until it is claimed, and nobody may say anything. */
  readonly store: () => string | null
  readonly secrets: MqttSecrets
  readonly log: { warn(fields: object, message: string): void }
}

export interface BrokerTls {
  /** 0 = any free one. */
  readonly port: number
  /** PEM texts. */
  readonly certificate: string
  readonly key: string
}

export interface Broker {
  readonly port: number
  readonly url: string
  readonly tlsPort: number | null
  close(): Promise<void>
}

/** The embedded MQTT broker: nothing in its memory matters, and everyone may touch only its own branch. */
export async function openBroker(settings: BrokerSettings): Promise<Broker> {
  const users = new WeakMap<Client, MqttUser>()
  const complain = createComplaints(
    (fields, message) => settings.log.warn(fields, message),
    setTimeout,
  )
  const aedes = await createAedes(settings, users, complain)
  const sockets = new Set<Socket>()
  const take = (socket: Socket): void => {
    const from = socket.remoteAddress ?? ''
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    aedes.handle(
      limitPackets(socket, MAX_PACKET_BYTES, () =>
        complain(from, { from }, 'an MQTT packet was too large'),
      ),
    )
  }
  const { tls } = settings
  const plain = createServer({ noDelay: true }, take)
  const safe = tls === undefined ? null : createSafeServer(tls, take, complain)
  const servers = [plain, ...(safe === null ? [] : [safe])]
  for (const server of servers) server.maxConnections = MAX_CLIENTS
  const host = safe === null ? settings.host : '127.0.0.1'
  await listen(plain, host, settings.port)
  if (safe !== null && tls !== undefined) await listen(safe, settings.host, tls.port)
  const port = portOf(plain)
  return {
    port,
    url: `mqtt://${host}:${port}`,
    tlsPort: safe === null ? null : portOf(safe),
    async close() {
      await new Promise<void>((resolve) => aedes.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await Promise.all(
        servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))),
      )
    },
  }
}

function createSafeServer(
  { certificate, key }: BrokerTls,
  take: (socket: Socket) => void,
  complain: Complain,
): Server {
  return createTlsServer(
    { cert: certificate, key, noDelay: true, handshakeTimeout: CONNECT_TIMEOUT_MS },
    take,
  ).on('tlsClientError', (error, socket) => {
    const from = socket.remoteAddress ?? ''
    complain(from, { from, error: error.message }, 'no TLS with an MQTT client')
  })
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

async function createAedes(
  settings: BrokerSettings,
  users: WeakMap<Client, MqttUser>,
  complain: Complain,
): Promise<Aedes> {
  const { store, secrets } = settings
  const tokens = new WeakMap<Client, string>()
  /** Who it still is: a till may have been replaced since it signed in. */
  const userOf = (client: Client | null): MqttUser | undefined => {
    const user = client === null ? undefined : users.get(client)
    if (client === null || user?.kind !== 'till') return user
    return secrets.isTill(user.till, tokens.get(client) ?? '') ? user : undefined
  }
  const complainOf = (client: Client | null, fields: object, message: string): void =>
    complain(client === null ? '' : userNameOf(client), fields, message)
  const aedes = await Aedes.createBroker({
    connectTimeout: CONNECT_TIMEOUT_MS,
    drainTimeout: DRAIN_TIMEOUT_MS,
    preConnect(_client, packet, done) {
      // What was kept for one who went away would grow for ever, and the hub says again what matters.
      if (!packet.clean) {
        const told = packet.clientId.slice(0, MAX_TOLD)
        complain(
          told,
          { client: told },
          'an MQTT session that outlives its connection was asked for; none does',
        )
        packet.clean = true
      }
      done(null, true)
    },
    maxClientsIdLength: 64,
    maxTopicLevels: 8,
    authenticate(client, username, password, done) {
      const user = parseUser(username ?? '')
      const isRight = isRightPassword(username ?? '', password?.toString('utf8') ?? '', secrets)
      // A client id is taken over by the next who uses it, so each user has only his own.
      if (user === null || !isRight || userNameOf(client) !== username) {
        const told = (username ?? '').slice(0, MAX_TOLD)
        complain(told, { user: told, client: client.id }, 'MQTT sign-in refused')
        done(refusal(BAD_USER_OR_PASSWORD, 'bad user name or password'), false)
        return
      }
      if (store() === null) {
        // They come back every second; after the claim there is something to say.
        done(refusal(SERVER_UNAVAILABLE, 'this hub serves no store yet'), false)
        return
      }
      users.set(client, user)
      if (user.kind === 'till') tokens.set(client, password?.toString('utf8') ?? '')
      done(null, true)
    },
    authorizePublish(client, packet, done) {
      const user = userOf(client)
      const code = store()
      // A request that the broker kept would be made again at each start of the hub.
      const isKept = user?.kind === 'till' && packet.retain
      if (user !== undefined && code !== null && mayPublish(user, packet.topic, code) && !isKept) {
        done(null)
        return
      }
      complainOf(client, { user, topic: packet.topic.slice(0, MAX_TOLD) }, 'MQTT publish refused')
      done(new Error(`must not publish on ${packet.topic}`))
    },
    authorizeSubscribe(client, subscription, done) {
      const user = userOf(client)
      const code = store()
      if (user !== undefined && code !== null && mayRead(user, subscription.topic, code)) {
        done(null, subscription)
        return
      }
      const topic = subscription.topic.slice(0, MAX_TOLD)
      complainOf(client, { user, topic }, 'MQTT subscribe refused')
      done(null, null)
    },
    authorizeForward(client, packet) {
      const user = userOf(client)
      const code = store()
      return user !== undefined && code !== null && mayRead(user, packet.topic, code)
        ? packet
        : null
    },
  })
  const clientsByUser = new Map<string, Set<Client>>()
  aedes.on('client', (client) => {
    const name = userNameOf(client)
    const own = clientsByUser.get(name) ?? new Set()
    clientsByUser.set(name, own.add(client))
    const [oldest] = own
    if (own.size <= MAX_CLIENTS_OF_A_USER || oldest === undefined) return
    own.delete(oldest)
    complain(name, { user: name }, 'an MQTT user has too many connections: its oldest is ended')
    oldest.close()
  })
  aedes.on('clientDisconnect', (client) => {
    const own = clientsByUser.get(userNameOf(client))
    own?.delete(client)
    if (own?.size === 0) clientsByUser.delete(userNameOf(client))
  })
  aedes.on('clientError', (client, error) => {
    complainOf(client, { client: client.id, error: error.message }, 'MQTT client failed')
  })
  aedes.on('connectionError', (_client, error) => {
    complain('', { error: error.message }, 'MQTT connection failed before sign-in')
  })
  return aedes
}

/** What comes before the slash of its id, as `authenticate` makes sure. */
function userNameOf({ id }: Client): string {
  return id.split('/')[0] ?? ''
}

function refusal(returnCode: number, message: string): AuthenticateError {
  return Object.assign(new Error(message), { returnCode })
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
