import type { Logger } from 'pino'
import type { z } from 'zod'
import { type BoxStatus, CloudToHub, HubToCloud } from '#shared/contracts/sync.ts'
import { createComplaints } from '#shared/domain/complaints.ts'

export type HubStatus = BoxStatus

export interface StreamHub {
  readonly group: string
  readonly companyId: number
  readonly hubId: number
}

/** What is known of a hub in memory; it starts empty with the process. */
export interface HubHealth {
  readonly online: boolean
  readonly seenAt: number | null
  readonly status: HubStatus | null
}

/** Who does what hubs ask over their sockets. */
export interface HubListener {
  connected(hub: StreamHub): void
  /** It told its status, so it is there. */
  seen(hub: StreamHub): void
  said(hub: StreamHub, message: Exclude<HubToCloud, { kind: 'status' }>): void
}

export interface HubSocket {
  send(text: string): void
  close(code: number, reason: string): void
}

export interface HubStreamSession {
  receive(text: string): void
  end(): void
}

/** The open WebSockets of all hubs. Pokes are hints: a hub that misses one polls anyway. */
export interface HubStream {
  open(hub: StreamHub, socket: HubSocket): HubStreamSession
  /** The one that hears of connections and of all messages but the status. */
  listen(listener: HubListener): void
  /** To all online hubs of a company that pass the filter; answers how many got it. */
  poke(
    company: { readonly group: string; readonly companyId: number },
    message: z.infer<typeof CloudToHub>,
    isWanted?: (hubId: number, health: HubHealth) => boolean,
  ): number
  send(hub: Omit<StreamHub, 'companyId'>, message: z.infer<typeof CloudToHub>): boolean
  healthOf(hub: Omit<StreamHub, 'companyId'>): HubHealth
  /** Ends the hub's session, e.g. when it is revoked. */
  drop(hub: Omit<StreamHub, 'companyId'>, reason: string): void
}

export interface HubStreamOptions {
  readonly clock: () => number
  readonly log: Logger
  /** Called with each status, at most once a minute and hub: the place to store it. */
  readonly remember: (hub: StreamHub, seenAt: number, status: HubStatus) => void
  readonly onOpen?: (hub: StreamHub) => void
  /** Each status, with the one before it in this run. */
  readonly onStatus?: (hub: StreamHub, status: HubStatus, before: HubStatus | null) => void
}

const rememberEveryMs = 60_000
const nothingKnown: HubHealth = { online: false, seenAt: null, status: null }

interface Entry {
  readonly hub: StreamHub
  socket: HubSocket | undefined
  seenAt: number
  rememberedAt: number
  status: HubStatus | null
}

export function createHubStream(options: HubStreamOptions): HubStream {
  const { clock, log, remember } = options
  const entries = new Map<string, Entry>()
  let listener: HubListener | undefined
  const keyOf = (hub: { group: string; hubId: number }) => `${hub.group}/${hub.hubId}`
  const complain = createComplaints((fields, message) => log.warn(fields, message), setTimeout)

  const open = (hub: StreamHub, socket: HubSocket): HubStreamSession => {
    const known = entries.get(keyOf(hub))
    // One session a hub: the newer one ends the older (spine B1.3).
    known?.socket?.close(4001, 'another session of this hub began')
    const entry: Entry = {
      hub,
      socket,
      seenAt: clock(),
      rememberedAt: known?.rememberedAt ?? 0,
      status: known?.status ?? null,
    }
    entries.set(keyOf(hub), entry)
    log.info({ group: hub.group, hub: hub.hubId }, 'hub connected')
    options.onOpen?.(hub)
    listener?.connected(hub)
    return {
      receive(text) {
        const message = parse(text)
        if (message === undefined) {
          const who = { group: hub.group, hub: hub.hubId }
          complain(keyOf(hub), who, 'a hub sent what is no message')
          return
        }
        entry.seenAt = clock()
        if (message.kind !== 'status') {
          listener?.said(hub, message)
          return
        }
        const before = entry.status
        entry.status = message
        listener?.seen(hub)
        options.onStatus?.(hub, message, before)
        if (entry.seenAt - entry.rememberedAt < rememberEveryMs) return
        entry.rememberedAt = entry.seenAt
        remember(hub, entry.seenAt, message)
      },
      end() {
        entry.socket = undefined
        entry.seenAt = clock()
        log.info({ group: hub.group, hub: hub.hubId }, 'hub disconnected')
      },
    }
  }

  return {
    open,
    listen(given) {
      listener = given
    },
    poke({ group, companyId }, message, isWanted = () => true) {
      const text = JSON.stringify(CloudToHub.parse(message))
      let sent = 0
      for (const entry of entries.values()) {
        const { hub, socket } = entry
        if (socket === undefined || hub.group !== group || hub.companyId !== companyId) continue
        if (!isWanted(hub.hubId, healthOf(entry))) continue
        socket.send(text)
        sent += 1
      }
      return sent
    },
    send(hub, message) {
      const socket = entries.get(keyOf(hub))?.socket
      socket?.send(JSON.stringify(CloudToHub.parse(message)))
      return socket !== undefined
    },
    healthOf(hub) {
      const entry = entries.get(keyOf(hub))
      return entry === undefined ? nothingKnown : healthOf(entry)
    },
    drop(hub, reason) {
      entries.get(keyOf(hub))?.socket?.close(4003, reason)
      entries.delete(keyOf(hub))
    },
  }
}

function healthOf(entry: Entry): HubHealth {
  return { online: entry.socket !== undefined, seenAt: entry.seenAt, status: entry.status }
}

function parse(text: string): z.infer<typeof HubToCloud> | undefined {
  try {
    return HubToCloud.safeParse(JSON.parse(text)).data
  } catch {
    // Not JSON: the hub is faulty, its socket is not.
    return undefined
  }
}
