import type { Logger } from 'pino'
import type { z } from 'zod'
import type { BoxStatus, CloudToHub } from '#shared/contracts/sync.ts'
import type { Journal } from '../journal/journal.ts'
import type { SyncClass } from '../replica/sync-plan.ts'
import type { ValueLine } from '../value/line.ts'
import { createBackoff } from './backoff.ts'
import { type CloudClient, CloudRefused } from './cloud-client.ts'
import { createHandshake, type HandshakeDeps, type Session } from './handshake.ts'
import { type Pusher, startPusher } from './push.ts'
import type { CloudState } from './state.ts'
import { startStream } from './stream.ts'
import type { HubTime } from './time.ts'

export interface CloudLink {
  readonly pusher: Pusher
  /** Devices or tills changed: the cloud hears of it soon. */
  readonly changed: () => void
  /** The cloud answered somewhere: what waits for it to come back need not wait long. */
  readonly hurry: () => void
  /** What leases and holds are spoken of over. */
  readonly value: ValueLine
  /** Ask the cloud anew for feed and profile. */
  readonly askIdentity: () => void
  readonly stop: () => Promise<void>
}

export type ValueMessage = Extract<
  z.infer<typeof CloudToHub>,
  { kind: 'message' | 'hold-refused' | 'refund-answer' | 'voucher-answer' | 'balances' | 'pins' }
>

/** Everything a claimed hub and its cloud say to each other. Selling never waits for it. */
export function startCloudLink(deps: {
  readonly cloudUrl: string
  readonly client: CloudClient
  readonly journal: Journal
  readonly time: HubTime
  readonly note: HandshakeDeps['note']
  readonly sealKey: string
  readonly state: CloudState
  readonly random: () => number
  readonly log: Logger
  readonly syncNow: (kind: SyncClass) => void
  readonly status: (push: Pick<BoxStatus, 'headSeq' | 'unsent' | 'oldestUnsentAt'>) => BoxStatus
  readonly onConfirmed: () => void
  /** Leases and answers to what the hub asked for. */
  readonly onValue: (message: ValueMessage) => void
  readonly onSession: (session: Session) => void
}): CloudLink {
  const { cloudUrl, client, journal, state, log, random } = deps
  let isAsking = false

  const token = (): string => journal.identity()?.token ?? ''
  const askIdentity = async (): Promise<void> => {
    const before = journal.identity()
    if (isAsking || before === null) return
    isAsking = true
    try {
      const { profile, cloudTime: _, ...answer } = await client.whoAmI(before.token)
      await journal.adopt({ ...before, ...answer, profile: JSON.stringify(profile) })
      if (answer.feedId !== before.feedId) deps.syncNow('urgent')
    } catch (error) {
      if (!(error instanceof CloudRefused)) throw error
      if (!error.isPassing)
        log.error(`the cloud does not know this hub any more (${error.message}): claim it anew`)
    } finally {
      isAsking = false
    }
  }

  const { time, note, sealKey } = deps
  const { onSession } = deps
  const handshake = createHandshake({ client, journal, time, note, sealKey, onSession, log })
  const pusher = startPusher({
    cloudUrl,
    journal,
    handshake,
    wantsHandshake: time.wantsHandshake,
    log,
    backoff: createBackoff(random),
    report: (isUp) => {
      state.report('push', isUp)
      if (isUp) stream.hurry()
    },
    onForeign: () => void askIdentity(),
    onConfirmed: deps.onConfirmed,
  })
  const stream = startStream({
    cloudUrl,
    token,
    log,
    backoff: createBackoff(random),
    status: () => {
      const headSeq = journal.head().seq
      const unsent = Math.max(0, headSeq - pusher.cloudSeq())
      return deps.status({ headSeq, unsent, oldestUnsentAt: pusher.oldestUnsentAt() })
    },
    report: (isUp) => {
      state.report('stream', isUp)
      if (isUp) pusher.shake()
    },
    onMessage(message) {
      switch (message.kind) {
        case 'hello':
        case 'feed':
          if (message.feedId === journal.identity()?.feedId) deps.syncNow('urgent')
          else void askIdentity()
          return
        case 'poke':
          deps.syncNow(message.class)
          return
        case 'message':
        case 'hold-refused':
        case 'refund-answer':
        case 'voucher-answer':
        case 'balances':
        case 'pins':
          deps.onValue(message)
      }
    },
  })
  journal.onHead(() => {
    pusher.wake()
    stream.changed()
  })
  return {
    pusher,
    changed: stream.changed,
    hurry: stream.hurry,
    value: {
      session: handshake.session,
      isOpen: () => stream.isOpen() && handshake.session() !== null,
      send: stream.send,
    },
    askIdentity: () => void askIdentity(),
    async stop() {
      await Promise.all([stream.stop(), pusher.stop()])
    },
  }
}
