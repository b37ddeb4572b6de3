import type { TillAnswer } from '#shared/contracts/till-call.ts'
import { topics } from '#shared/contracts/topics.ts'
import type { Live, LiveSocket } from '../live/live.ts'
import type { Status } from '../tills/status.ts'
import { type MqttLink, openMqttLink } from './link.ts'
import { createTillCalls, type TillCallsDeps } from './till-calls.ts'

export interface TillDeskDeps extends TillCallsDeps {
  /** Code of the store: the branch of all topics. */
  readonly store: string
  /** Of user `hub`. */
  readonly mqtt: {
    readonly url: string
    readonly username: string
    readonly password: string
    readonly ca?: string
  }
  readonly live: Live
  readonly status: Status
  /** Codes of the paired tills. */
  readonly tills: () => readonly string[]
  readonly log: {
    warn(fields: object, message: string): void
    error(fields: object, message: string): void
  }
}

export interface TillDesk {
  /** Waits for the answers that are on their way. */
  close(): Promise<void>
}

/** Where tills ask over MQTT what others ask over HTTP, on a connection apart from the printers'. */
export function startTillDesk(deps: TillDeskDeps): TillDesk {
  const { store, live, log } = deps
  const answerCall = createTillCalls(deps)
  const answering = new Set<Promise<void>>()
  /** Those that asked since the start: nobody else reads their events. */
  const sockets = new Map<string, LiveSocket>()
  const link: MqttLink = openMqttLink({
    ...deps.mqtt,
    part: 'tills',
    filters: [topics.tillRequest(store, '+')],
    // What was asked while the hub was away reached nobody: this says that it is there again.
    onConnect() {
      for (const till of deps.tills())
        link.publish(topics.tillEvent(store, till), deps.status.live(till))
    },
    onDisconnect: () => undefined,
    onMessage(topic, payload, isRetained) {
      const [, , , till = ''] = topic.split('/')
      // Asked at some time, not now.
      if (isRetained) return
      const answered = answer(till, payload)
      answering.add(answered)
      void answered.finally(() => answering.delete(answered))
    },
    log,
  })

  async function answer(till: string, payload: Buffer): Promise<void> {
    try {
      say(till, await answerCall(till, payload))
      if (!sockets.has(till) && deps.tills().includes(till)) listen(till)
    } catch (error) {
      log.error({ err: error, till }, 'a request over MQTT failed')
    }
  }

  function say(till: string, answered: TillAnswer): void {
    // While the line is cut nobody waits: the till asks again with the same ids.
    link.publish(topics.tillResponse(store, till), answered)
  }

  function listen(till: string): void {
    const socket: LiveSocket = {
      till,
      send: (text) => void link.publish(topics.tillEvent(store, till), text),
      unsentBytes: () => 0,
      close: () => sockets.delete(till),
    }
    sockets.set(till, socket)
    live.add(socket)
  }

  return {
    async close() {
      await Promise.allSettled(answering)
      for (const socket of sockets.values()) live.remove(socket)
      await link.close()
    },
  }
}
