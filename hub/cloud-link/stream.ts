import type { Logger } from 'pino'
import { WebSocket } from 'ws'
import type { z } from 'zod'
import { type BoxStatus, CloudToHub, type HubToCloud } from '#shared/contracts/sync.ts'
import type { Backoff } from './backoff.ts'
import { parseJson } from './cloud-client.ts'
import { createWaiter } from './wait.ts'

const STATUS_EVERY_MS = 15_000
const HANDSHAKE_MS = 5000
/** A line that is cut without a word is noticed after two of these. */
const PING_MS = 5000
const SOON_MS = 200
/** Back-off is for a cloud that is away: of one that answers elsewhere no more is asked than this. */
const KNOWN_LINE_MS = 5000

export interface HubStream {
  /** Something in the status changed: send it soon. */
  readonly changed: () => void
  readonly isOpen: () => boolean
  /** False: there is no connection; the cloud asks or the hub tells again. */
  readonly send: (message: z.infer<typeof HubToCloud>) => boolean
  /** The cloud answered on another way: the next try comes at most 5 s after the last one. */
  readonly hurry: () => void
  readonly stop: () => Promise<void>
}

export interface StreamDeps {
  readonly cloudUrl: string
  readonly token: () => string
  readonly status: () => BoxStatus
  readonly onMessage: (message: z.infer<typeof CloudToHub>) => void
  readonly report: (isUp: boolean) => void
  readonly backoff: Backoff
  readonly log: Logger
  readonly knownLineMs?: number
}

/** The hub's standing connection to the cloud: pokes come down, health goes up. */
export function startStream(deps: StreamDeps): HubStream {
  const waiter = createWaiter()
  let isStopped = false
  let socket: WebSocket | null = null
  let soon: NodeJS.Timeout | undefined
  let failedAt = 0
  let hurrying: NodeJS.Timeout | undefined
  const { knownLineMs = KNOWN_LINE_MS } = deps

  const isOpen = (): boolean => socket?.readyState === WebSocket.OPEN
  const send: HubStream['send'] = (message) => {
    if (!isOpen()) return false
    socket?.send(JSON.stringify(message))
    return true
  }
  const sendStatus = (): void => {
    clearTimeout(soon)
    soon = undefined
    send(deps.status())
  }

  const loop = async (): Promise<void> => {
    while (!isStopped) {
      const reason = await connectOnce()
      deps.report(false)
      if (isStopped) return
      deps.log.debug({ reason }, 'no stream to the cloud')
      failedAt = performance.now()
      await waiter.wait(deps.backoff.nextMs())
    }
  }

  /** Resolves when the connection has ended, with the reason. */
  const connectOnce = (): Promise<string> =>
    new Promise((resolve) => {
      const mine = new WebSocket(`${deps.cloudUrl.replace(/^http/, 'ws')}/v1/hub-stream`, {
        headers: { authorization: `Bearer ${deps.token()}` },
        handshakeTimeout: HANDSHAKE_MS,
        maxPayload: 64 * 1024,
      })
      socket = mine
      let isAlive = true
      const status = setInterval(sendStatus, STATUS_EVERY_MS)
      const ping = setInterval(() => {
        if (!isAlive) return mine.terminate()
        isAlive = false
        if (mine.readyState === WebSocket.OPEN) mine.ping()
      }, PING_MS)
      let reason = ''
      mine.on('open', () => {
        deps.backoff.reset()
        deps.report(true)
        sendStatus()
      })
      mine.on('pong', () => {
        isAlive = true
      })
      mine.on('message', (data) => {
        isAlive = true
        const message = CloudToHub.safeParse(
          parseJson(Buffer.isBuffer(data) ? data.toString('utf8') : ''),
        )
        // A newer cloud may say more than this hub knows.
        if (message.success) deps.onMessage(message.data)
      })
      mine.on('error', (error) => {
        reason = error.message
      })
      mine.on('close', (code, words) => {
        clearInterval(status)
        clearInterval(ping)
        socket = null
        resolve(reason === '' ? `${code} ${String(words)}` : reason)
      })
    })
  const running = loop()

  return {
    changed() {
      soon ??= setTimeout(sendStatus, SOON_MS)
    },
    isOpen,
    send,
    hurry() {
      if (isStopped || isOpen()) return
      hurrying ??= setTimeout(
        () => {
          hurrying = undefined
          waiter.cut()
        },
        Math.max(0, failedAt + knownLineMs - performance.now()),
      )
    },
    async stop() {
      isStopped = true
      clearTimeout(soon)
      clearTimeout(hurrying)
      waiter.cut()
      socket?.terminate()
      await running
    },
  }
}
