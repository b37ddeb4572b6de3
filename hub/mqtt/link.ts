import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from 'mqtt'
import { certificateFault } from '#shared/domain/certificate-fault.ts'

const RECONNECT_MS = 1000
const KEEPALIVE_SECONDS = 15
/** A broker that has fallen silent never acknowledges the last word. */
const GOODBYE_MS = 2000

export interface MqttLinkSettings {
  readonly url: string
  readonly username: string
  readonly password: string
  /** PEM of the only authority that may vouch for the broker of an `mqtts` address. */
  readonly ca?: string
  /** Behind the user's name where one user has several connections: each has an id of its own. */
  readonly part?: string
  /** Subscribed anew on each connection. */
  readonly filters: readonly string[]
  /** The broker may have forgotten everything: publish again all that is retained. */
  readonly onConnect: () => void
  readonly onDisconnect: () => void
  readonly onMessage: (topic: string, payload: Buffer, isRetained: boolean) => void
  readonly log: { warn(fields: object, message: string): void }
}

export interface MqttLink {
  isConnected(): boolean
  /**
   * False while there is no connection: what matters is sent again later by its owner. A string is
   * JSON already.
   */
  publish(
    topic: string,
    message: object | string | null,
    options?: { readonly retain?: boolean },
  ): boolean
  close(): Promise<void>
}

/** One connection to the broker, embedded or not; it comes back by itself. */
export function openMqttLink(settings: MqttLinkSettings): MqttLink {
  const { username, password, log } = settings
  const client = connect(settings.url, {
    clientId: settings.part === undefined ? username : `${username}/${settings.part}`,
    username,
    password,
    ...(settings.ca === undefined ? {} : { ca: settings.ca }),
    clean: true,
    protocolVersion: 4,
    keepalive: KEEPALIVE_SECONDS,
    reconnectPeriod: RECONNECT_MS,
    reconnectOnConnackError: true,
    resubscribe: false,
    queueQoSZero: false,
  })
  let connected = false
  let lastError = ''

  client.on('connect', () => {
    // Without it a round trip waits 40 ms or more for a delayed ACK.
    const stream = client.stream as Partial<Socket>
    stream.setNoDelay?.(true)
    client.subscribe([...settings.filters], { qos: 1 }, (error) => {
      if (error !== null) {
        // Refused, or gone in between: the next connection asks again.
        if (client.connected)
          complain(error, 'the broker refuses a topic; is it set up for this store?')
        client.stream.destroy()
        return
      }
      connected = true
      lastError = ''
      settings.onConnect()
    })
  })
  client.on('close', () => {
    if (!connected) return
    connected = false
    settings.onDisconnect()
  })
  client.on('error', (error) => complain(error, 'no connection to the broker'))
  client.on('message', (topic, payload, { retain }) => settings.onMessage(topic, payload, retain))

  /** Once for each new reason: it is tried every second. */
  function complain(error: Error, words: string): void {
    if (error.message !== lastError)
      log.warn({ error: error.message }, certificateFault(error) ?? words)
    lastError = error.message
  }

  return {
    isConnected: () => connected,
    publish(topic, message, options = {}) {
      if (!connected) return false
      const payload = typeof message === 'string' ? message : textOf(message)
      client.publish(topic, payload, { qos: 1, retain: options.retain ?? false }, () => {
        // A publish that fails has lost its connection; owners send again on the next one.
      })
      return true
    },
    async close() {
      await Promise.race([client.endAsync(), sleep(GOODBYE_MS, undefined, { ref: false })])
      client.stream.destroy()
    },
  }
}

function textOf(message: object | null): string {
  return message === null ? '' : JSON.stringify(message)
}
