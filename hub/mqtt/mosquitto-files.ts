import { createHmac } from 'node:crypto'
import { type MqttUser, rightsOf } from './access.ts'
import { devicePassword } from './credentials.ts'
import { type MosquittoHash, mosquittoHash, tillHash } from './mosquitto-hash.ts'

export interface MosquittoSettings {
  readonly store: string
  readonly devices: readonly string[]
  readonly gateways: readonly string[]
  /** Those that have a verifier. */
  readonly tills: readonly {
    readonly code: string
    readonly tokenHash: string
    readonly mqttVerifier: string
  }[]
  readonly hubPassword: string
  readonly gatewayToken: string
  /** What devices' passwords are derived from. */
  readonly secret: string
  /** On the box itself, without TLS. */
  readonly port: number
  readonly tls: {
    readonly host: string
    readonly port: number
    readonly certificate: string
    readonly key: string
  } | null
  /** Where `users.json` will lie. */
  readonly folder: string
  readonly plugin?: string
}

/** As Debian 12 packs it. */
const debianPlugin = '/usr/lib/x86_64-linux-gnu/mosquitto_dynamic_security.so'
/** As the embedded broker's. */
const PACKET_BYTES = 512 * 1024
const CLIENTS = 200
const QUEUED_BYTES = 8 * 1024 * 1024

/**
 * Settings of Debian's mosquitto 2.0 with the users, passwords and rights of the embedded broker.
 * Our user names have a colon, which a `password_file` cannot hold, so they go into the file of its
 * own plugin (mosquitto-dynamic-security), which it reads at its start. The same hub gives the same
 * text, so that a second run shows whether anything is new.
 */
export function mosquittoFiles(settings: MosquittoSettings): {
  readonly 'mosquitto.conf': string
  readonly 'users.json': string
} {
  const { store, secret, port, tls, folder } = settings
  const withPassword = (user: MqttUser, name: string, password: string): BrokerUser => ({
    user,
    name,
    hash: mosquittoHash(
      password,
      createHmac('sha256', secret).update(`mosquitto:${name}`).digest(),
    ),
  })
  const users: readonly BrokerUser[] = [
    withPassword({ kind: 'hub' }, 'hub', settings.hubPassword),
    ...settings.gateways.map((gateway) =>
      withPassword({ kind: 'gateway', gateway }, `gateway:${gateway}`, settings.gatewayToken),
    ),
    ...settings.devices.map((device) =>
      withPassword({ kind: 'device', device }, `device:${device}`, devicePassword(secret, device)),
    ),
    ...settings.tills.map(({ code, ...kept }) => ({
      user: { kind: 'till', till: code } as const,
      name: `till:${code}`,
      hash: tillHash(kept),
    })),
  ]
  const file = {
    defaultACLAccess: {
      publishClientSend: false,
      publishClientReceive: false,
      subscribe: false,
      unsubscribe: true,
    },
    clients: users.map(({ user, name, hash }) => ({
      username: name,
      // A client id is taken over by the next who uses it; the hub itself has two connections.
      ...(user.kind === 'hub' ? {} : { clientid: name }),
      ...hash,
      roles: [{ rolename: name }],
    })),
    groups: [],
    roles: users.map(({ user, name }) => ({ rolename: name, acls: aclsOf(user, store) })),
  }
  const lines = [
    '# Made by kassahub (npm run mosquitto). Make it again when devices or tills come or go, and restart.',
    'per_listener_settings false',
    `plugin ${settings.plugin ?? debianPlugin}`,
    `plugin_opt_config_file ${folder}/users.json`,
    'allow_anonymous false',
    '# What matters is in the journal of the hub, and is said again.',
    'persistence false',
    'set_tcp_nodelay true',
    '# Of a session that outlives its connection: what is beyond is dropped.',
    'max_queued_messages 1000',
    `max_queued_bytes ${QUEUED_BYTES}`,
    `max_packet_size ${PACKET_BYTES}`,
    `listener ${port} 127.0.0.1`,
    `max_connections ${CLIENTS}`,
    ...(tls === null
      ? []
      : [
          `listener ${tls.port} ${tls.host}`,
          `max_connections ${CLIENTS}`,
          `certfile ${tls.certificate}`,
          `keyfile ${tls.key}`,
          'tls_version tlsv1.2',
        ]),
  ]
  return {
    'mosquitto.conf': `${lines.join('\n')}\n`,
    'users.json': `${JSON.stringify(file, null, 1)}\n`,
  }
}

interface BrokerUser {
  readonly user: MqttUser
  readonly name: string
  readonly hash: MosquittoHash
}

function aclsOf(user: MqttUser, store: string) {
  const { publish, read } = rightsOf(user, store)
  const acl = (acltype: string, topic: string) => ({ acltype, topic, priority: 0, allow: true })
  return [
    ...publish.map((topic) => acl('publishClientSend', topic)),
    ...read.flatMap((topic) => [
      acl('publishClientReceive', topic),
      acl(topic.endsWith('/#') ? 'subscribePattern' : 'subscribeLiteral', topic),
    ]),
  ]
}
