import { userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { z } from 'zod'
import { openBroker } from '#hub/mqtt/broker.ts'
import type { MqttSecrets } from '#hub/mqtt/credentials.ts'
import { type MosquittoSettings, mosquittoFiles } from '#hub/mqtt/mosquitto-files.ts'
import type { Certificate } from './certificate.ts'
import { freePort, type MosquittoFolder, startMosquitto } from './mosquitto.ts'

/** The embedded one, and Debian's by the settings that `npm run mosquitto` writes. */
export const brokerKinds = ['aedes', 'mosquitto'] as const
export type BrokerKind = (typeof brokerKinds)[number]

/** `KASSA_TEST_BROKER=mosquitto` runs every test that has a broker on it. */
const setting = z
  .enum(brokerKinds)
  .default('aedes')
  .parse(process.env['KASSA_TEST_BROKER'] || undefined)
let kind = setting

export function brokerKind(): BrokerKind {
  return kind
}

/** For the tests of this `describe`. */
export function onBroker(wanted: BrokerKind): void {
  beforeAll(() => {
    kind = wanted
  })
  afterAll(() => {
    kind = setting
  })
}

export interface TestBrokerOptions {
  readonly kind?: BrokerKind
  /** Null = the hub is not claimed yet: nobody signs in. */
  readonly store: () => string | null
  readonly secrets: () => MqttSecrets
  /** Whom mosquitto's file names; the embedded broker asks the hub. */
  readonly users: () => Pick<MosquittoSettings, 'devices' | 'gateways' | 'tills'>
  readonly tls?: Certificate
  readonly warn?: (fields: object, message: string) => void
}

export interface TestBroker extends AsyncDisposable {
  /** Without TLS. */
  readonly port: number
  readonly url: string
  readonly tlsPort: number
  /** Dies with all that it remembers. */
  stop(): Promise<void>
  /** At its old ports, by the store and the users of now. */
  start(): Promise<void>
  /** Store or users are others: the embedded broker asks the hub, mosquitto's file is written anew. */
  changed(): Promise<void>
}

/** A hub's broker, of the kind that the run or the `describe` wants. */
export async function openTestBroker(options: TestBrokerOptions): Promise<TestBroker> {
  return (options.kind ?? kind) === 'aedes' ? openAedes(options) : openMosquitto(options)
}

async function openAedes(options: TestBrokerOptions): Promise<TestBroker> {
  const { store, tls, warn = () => undefined } = options
  const open = (port: number, tlsPort: number) =>
    openBroker({
      host: tls === undefined ? '127.0.0.1' : '0.0.0.0',
      port,
      ...(tls === undefined ? {} : { tls: { port: tlsPort, ...tls } }),
      store,
      secrets: options.secrets(),
      log: { warn },
    })
  let broker: Awaited<ReturnType<typeof open>> | undefined = await open(0, 0)
  const { port, tlsPort, url } = broker
  const stop = async (): Promise<void> => {
    await broker?.close()
    broker = undefined
  }
  return {
    port,
    url,
    tlsPort: tlsPort ?? 0,
    stop,
    async start() {
      broker = await open(port, tlsPort ?? 0)
    },
    changed: async () => undefined,
    [Symbol.asyncDispose]: stop,
  }
}

async function openMosquitto(options: TestBrokerOptions): Promise<TestBroker> {
  const tlsPort = await freePort()
  let plainPort = 0
  const settingsFor = (folder: string, port: number): MosquittoFolder => {
    plainPort = port
    const store = options.store()
    // There is nothing to write a file from before the claim.
    if (store === null)
      return { 'mosquitto.conf': `listener ${port} 127.0.0.1\nallow_anonymous false\n` }
    const { tls } = options
    const certificate = { 'certificate.pem': tls?.certificate ?? '', 'key.pem': tls?.key ?? '' }
    const paths = {
      certificate: join(folder, 'certificate.pem'),
      key: join(folder, 'key.pem'),
    }
    const files = mosquittoFiles({
      ...options.secrets(),
      ...options.users(),
      store,
      port,
      tls: tls === undefined ? null : { host: '0.0.0.0', port: tlsPort, ...paths },
      folder,
    })
    // Started by root it would become the user mosquitto, who may not read this folder.
    const conf = `${files['mosquitto.conf']}user ${userInfo().username}\n`
    return { ...files, ...certificate, 'mosquitto.conf': conf }
  }
  const mosquitto = await startMosquitto(settingsFor)
  return {
    port: plainPort,
    url: mosquitto.url,
    tlsPort,
    stop: () => mosquitto.kill(),
    start: () => mosquitto.start(),
    async changed() {
      await mosquitto.kill()
      await mosquitto.start()
    },
    [Symbol.asyncDispose]: () => mosquitto[Symbol.asyncDispose](),
  }
}
