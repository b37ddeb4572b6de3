import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from 'mqtt'
import { certificateFault } from '#shared/domain/certificate-fault.ts'

const RECONNECT_MS = 1000
/** A dead connection is noticed, and the last will sent, within one and a half of these. */
const KEEPALIVE_SECONDS = 15
/** A broker that is gone never acknowledges the last word. */
const GOODBYE_MS = 2000

export interface LinkSettings {
  readonly url: string
  readonly username: string
  readonly password: string
  /** PEM of the only authority that may vouch for the broker of an `mqtts` address. */
  readonly ca?: string | undefined
  /** Published and retained by the broker when the connection dies. */
  readonly will: { readonly topic: string; readonly message: object }
  /** Subscribed anew on each connection. */
  readonly filters: readonly string[]
  /**
   * Topics that an older hub refuses; told whether they were granted, after `onConnect`. Publish on
   * topics that came with them only where they were: a broker cuts the line of who may not.
   */
  readonly newer?: { readonly filters: readonly string[]; readonly onGranted: () => void }
  /** The broker may have forgotten everything: publish again all that is retained. */
  readonly onConnect: () => void
  readonly onDisconnect: () => void
  readonly onMessage: (topic: string, payload: Buffer) => void
  readonly log: { warn(fields: object, message: string): void }
}

export interface Link {
  isConnected(): boolean
  /** False while there is no connection: the hub asks again for what it missed. */
  publish(
    topic: string,
    message: object,
    options?: { readonly retain?: boolean; readonly qos?: 0 | 1 },
  ): boolean
  /** Sends what was published and says goodbye, so that the last will stays unsaid. */
  close(): Promise<void>
}

/** One user's connection to the broker; it comes back by itself, also when the hub starts later. */
export function openLink(settings: LinkSettings): Link {
  const { username, password, will, log } = settings
  const client = connect(settings.url, {
    clientId: username,
    username,
    password,
    ...(settings.ca === undefined ? {} : { ca: settings.ca }),
    will: { topic: will.topic, payload: JSON.stringify(will.message), qos: 1, retain: true },
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
        if (client.connected) complain(error, 'the hub refuses a topic; is KASSA_STORE its store?')
        client.stream.destroy()
        return
      }
      connected = true
      lastError = ''
      settings.onConnect()
      const { newer } = settings
      if (newer === undefined) return
      client.subscribe([...newer.filters], { qos: 1 }, (refusal) => {
        if (refusal === null && connected) newer.onGranted()
      })
    })
  })
  client.on('close', () => {
    if (!connected) return
    connected = false
    settings.onDisconnect()
  })
  client.on('error', (error) => complain(error, 'no connection to the hub'))
  client.on('message', (topic, payload) => settings.onMessage(topic, payload))

  /** Once for each new reason: it is tried every second. */
  function complain(error: Error, words: string): void {
    if (error.message !== lastError)
      log.warn({ user: username, error: error.message }, certificateFault(error) ?? words)
    lastError = error.message
  }

  return {
    isConnected: () => connected,
    publish(topic, message, { retain = false, qos = 1 } = {}) {
      if (!connected) return false
      client.publish(topic, JSON.stringify(message), { qos, retain }, () => {
        // A publish that fails has lost its connection; on the next one the hub asks again.
      })
      return true
    },
    async close() {
      await Promise.race([client.endAsync(), sleep(GOODBYE_MS, undefined, { ref: false })])
      client.stream.destroy()
    },
  }
}
