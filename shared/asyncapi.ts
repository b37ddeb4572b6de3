import { z } from 'zod'
import {
  Availability,
  DeviceConfig,
  DeviceEvent,
  DeviceJob,
  DeviceState,
  GatewayDevices,
  JobResult,
} from './contracts/device.ts'
import { GatewayFound, PortProbe, PortProbed } from './contracts/found.ts'
import { CloudToHub, HubToCloud } from './contracts/sync.ts'
import { LiveEvent } from './contracts/till.ts'
import { TillAnswer, TillCall } from './contracts/till-call.ts'
import { topics } from './contracts/topics.ts'

/** Everything that is said over MQTT and WebSocket, as AsyncAPI 3.0 of the very contracts. */
export function asyncApi(): Record<string, unknown> {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Kassahub messages',
      version: '1',
      description:
        'Between hub and devices over MQTT 3.1.1, between hub and tills and between hub and cloud ' +
        'over WebSocket. They carry messages and prove nothing: a sale is saved when HTTP, or the ' +
        'same answer on the `response` topic of a till, says so, and a print job lives in the ' +
        'journal of the hub, which sends it again until a result comes.',
    },
    defaultContentType: 'application/json',
    servers: {
      broker: {
        host: 'hub:1883',
        protocol: 'mqtt',
        protocolVersion: '3.1.1',
        description:
          'Embedded in the hub, or the one that KASSA_MQTT_URL names. Users `hub`, ' +
          '`gateway:<name>`, `device:<id>` and `till:<code>` (its password is the token that ' +
          '`POST /v1/pair` gave); the client id is the user name, with `/` and anything behind it ' +
          'where a user has several (behind mosquitto the hub alone); each may touch only its own ' +
          'branch.',
        security: [{ type: 'userPassword' }],
      },
      hub: { host: 'hub:8080', protocol: 'ws', description: 'Till token in the query: `?token=`.' },
      cloud: {
        host: 'cloud:8787',
        protocol: 'wss',
        description: 'Hub token as `Authorization: Bearer`.',
      },
    },
    channels: Object.fromEntries(channels.map((channel) => [channel.name, channelOf(channel)])),
    operations: Object.fromEntries(
      channels.map((channel) => [
        channel.operation,
        {
          action: channel.hub,
          channel: { $ref: `#/channels/${channel.name}` },
          summary: channel.summary,
          ...(channel.server === 'broker'
            ? { bindings: { mqtt: { qos: channel.qos, retain: channel.retain } } }
            : {}),
          ...(channel.reply === undefined
            ? {}
            : { reply: { channel: { $ref: `#/channels/${channel.reply}` } } }),
        },
      ]),
    ),
    components: {
      messages: Object.fromEntries(
        Object.keys(payloads).map((name) => [
          name,
          { name, payload: { $ref: `#/components/schemas/${name}` } },
        ]),
      ),
      schemas: schemas(),
    },
  }
}

const payloads = {
  Availability,
  CloudToHub,
  DeviceConfig,
  DeviceEvent,
  DeviceJob,
  DeviceState,
  GatewayDevices,
  GatewayFound,
  HubToCloud,
  JobResult,
  LiveEvent,
  PortProbe,
  PortProbed,
  TillAnswer,
  TillCall,
} as const satisfies Record<string, z.ZodType>

interface Channel {
  readonly name: string
  readonly server: 'broker' | 'hub' | 'cloud'
  readonly address: string
  readonly message: keyof typeof payloads
  readonly operation: string
  /** What the hub does on it. */
  readonly hub: 'send' | 'receive'
  readonly summary: string
  readonly qos: 0 | 1
  readonly retain: boolean
  /** Name of the channel of its answers. */
  readonly reply?: string
}

const device = ['{store}', '{device}'] as const
const gateway = ['{store}', '{gateway}'] as const
const till = ['{store}', '{till}'] as const
const mqtt = { server: 'broker', qos: 1, retain: false } as const
const retained = { ...mqtt, retain: true } as const
const socket = { qos: 0, retain: false } as const

const channels: readonly Channel[] = [
  {
    ...retained,
    name: 'gatewayDevices',
    address: topics.gatewayDevices(...gateway),
    message: 'GatewayDevices',
    operation: 'listDevices',
    hub: 'send',
    summary: 'The devices that a gateway holds, each with an MQTT user of its own.',
  },
  {
    ...retained,
    name: 'gatewayAvailability',
    address: topics.gatewayAvailability(...gateway),
    message: 'Availability',
    operation: 'hearGatewayAvailability',
    hub: 'receive',
    summary: 'Whether the gateway runs; `offline` is also its last will.',
  },
  {
    ...retained,
    name: 'gatewayFound',
    address: topics.gatewayFound(...gateway),
    message: 'GatewayFound',
    operation: 'hearFound',
    hub: 'receive',
    summary: 'What is plugged in at the gateway, and the printers that it knows.',
  },
  {
    ...mqtt,
    name: 'gatewayProbe',
    address: topics.gatewayProbe(...gateway),
    message: 'PortProbe',
    operation: 'probePort',
    hub: 'send',
    reply: 'gatewayProbed',
    summary:
      'Asks what hangs on a port or stands at an address that no device has, by questions that ' +
      'change nothing (`DLE EOT`, `W`, `FC` of Shtrih-M, the status enquiry of ZVT). ' +
      'An old gateway does not know the question and leaves it unanswered.',
  },
  {
    ...mqtt,
    name: 'gatewayProbed',
    address: topics.gatewayProbed(...gateway),
    message: 'PortProbed',
    operation: 'hearProbed',
    hub: 'receive',
    summary: 'What the port or the address answered.',
  },
  {
    ...retained,
    name: 'deviceConfig',
    address: topics.config(...device),
    message: 'DeviceConfig',
    operation: 'configureDevice',
    hub: 'send',
    summary: 'Settings of the device; an empty message takes them away.',
  },
  {
    ...retained,
    name: 'deviceAvailability',
    address: topics.availability(...device),
    message: 'Availability',
    operation: 'hearAvailability',
    hub: 'receive',
    summary: 'Whether the device works and which process holds it; also the last will.',
  },
  {
    ...retained,
    name: 'deviceState',
    address: topics.state(...device),
    message: 'DeviceState',
    operation: 'hearState',
    hub: 'receive',
    summary: 'Paper, cover and errors of a printer.',
  },
  {
    ...mqtt,
    qos: 0,
    name: 'deviceEvent',
    address: topics.event(...device),
    message: 'DeviceEvent',
    operation: 'hearEvent',
    hub: 'receive',
    summary:
      'What a scanner or card reader read, or could not. QoS 0: a code may be lost, but never comes twice.',
  },
  {
    ...mqtt,
    name: 'deviceJob',
    address: topics.job(...device),
    message: 'DeviceJob',
    operation: 'sendJob',
    hub: 'send',
    summary:
      'A print or a drawer kick; sent again with the same id and attempt until a result comes. ' +
      '`cancel` asks to forget one: `failed` with its own reason says that nothing came out. ' +
      'What a display shows, and a question to a scale, is sent once and dropped when expired.',
  },
  {
    ...mqtt,
    name: 'deviceResult',
    address: topics.result(...device),
    message: 'JobResult',
    operation: 'hearResult',
    hub: 'receive',
    summary: 'How an attempt goes; said again whenever the hub asks again.',
  },
  {
    ...mqtt,
    name: 'tillRequest',
    address: topics.tillRequest(...till),
    message: 'TillCall',
    operation: 'hearTill',
    hub: 'receive',
    reply: 'tillResponse',
    summary:
      "A request of the hub's HTTP API (`/openapi.json`), for tills that speak only MQTT. At most " +
      '256 KiB, 16 that wait and 50 a second for each till; what is beyond is answered with 413 or ' +
      '503, and nothing was done. Never retained.',
  },
  {
    ...mqtt,
    name: 'tillResponse',
    address: topics.tillResponse(...till),
    message: 'TillAnswer',
    operation: 'answerTill',
    hub: 'send',
    summary:
      'The answer of HTTP, after fsync where HTTP answers after it. Subscribe before asking, anew on ' +
      'each connection: no session outlives it. No answer within 10 seconds means: send again with ' +
      'the same ids.',
  },
  {
    ...mqtt,
    name: 'tillEvent',
    address: topics.tillEvent(...till),
    message: 'LiveEvent',
    operation: 'tellTill',
    hub: 'send',
    summary:
      "What happens in the store, as on the WebSocket: after this till's first request since the " +
      'hub started. A status comes to every till when the hub is there again.',
  },
  {
    ...socket,
    name: 'live',
    server: 'hub',
    address: '/v1/live',
    message: 'LiveEvent',
    operation: 'tellTills',
    hub: 'send',
    summary: 'What happens in the store, for paired tills.',
  },
  {
    ...socket,
    name: 'cloudToHub',
    server: 'cloud',
    address: '/v1/hub-stream',
    message: 'CloudToHub',
    operation: 'hearCloud',
    hub: 'receive',
    summary: 'What the hub should fetch.',
  },
  {
    ...socket,
    name: 'hubToCloud',
    server: 'cloud',
    address: '/v1/hub-stream',
    message: 'HubToCloud',
    operation: 'tellCloud',
    hub: 'send',
    summary: 'How the hub is.',
  },
]

const parameterTexts: Readonly<Record<string, string>> = {
  store: 'Code of the store, e.g. `UB1`.',
  device: 'Id of the device, e.g. `printer-1`.',
  gateway: 'Name of the gateway, `main` where there is one.',
  till: 'Code of the till, e.g. `T1`.',
}

function channelOf({ address, message, server, summary }: Channel): Record<string, unknown> {
  const names = [...address.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  return {
    address,
    description: summary,
    servers: [{ $ref: `#/servers/${server}` }],
    messages: { [message]: { $ref: `#/components/messages/${message}` } },
    ...(names.length === 0
      ? {}
      : {
          parameters: Object.fromEntries(
            names.map((name) => [name, { description: parameterTexts[name] ?? '' }]),
          ),
        }),
  }
}

const SHARED = '#/components/schemas/__shared#/definitions/'

/** JSON Schema draft 07, AsyncAPI's own dialect; what contracts share stands once. */
function schemas(): Record<string, unknown> {
  const registry = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries(payloads)) registry.add(schema, { id })
  const made = z.toJSONSchema(registry, {
    target: 'draft-7',
    io: 'input',
    uri: (id) => `#/components/schemas/${id}`,
  })
  const text = JSON.stringify(made.schemas).replaceAll(SHARED, '#/components/schemas/')
  const { __shared: common, ...own } = JSON.parse(text) as Record<string, Record<string, unknown>>
  const definitions = (common?.['definitions'] ?? {}) as Record<string, Record<string, unknown>>
  return Object.fromEntries(
    Object.entries({ ...definitions, ...own }).map(([name, schema]) => {
      const { $schema: _dialect, $id: _id, id: _name, ...rest } = schema
      return [name, rest]
    }),
  )
}
