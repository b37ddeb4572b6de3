import type { Logger } from 'pino'
import { type SyncChild as ChildProcess, startChild } from './child-process.ts'
import { createKillTimer } from './kill-timer.ts'
import type { FromChild, ToChild } from './messages.ts'

/** A slow line may need longer than one kill for a single answer: the limit doubles up to this. */
const SILENT_MAX_MS = 5 * 60_000

/** The process that syncs, whichever it is now: one that falls silent is killed, the next order starts another. */
export interface SyncChild {
  readonly order: (order: ToChild) => void
  /** It moved; `file` grows while the official client blocks the process. */
  readonly moved: (file?: string) => void
  /** Its order is done. */
  readonly rest: () => void
  /** Its orders come through: the limit is the short one again. */
  readonly isSound: () => void
  readonly drop: () => void
  /** Another process, ready before the next order. */
  readonly renew: () => void
}

export function createSyncChild(options: {
  readonly silentMs: number
  readonly log: Logger
  readonly onMessage: (message: FromChild) => void
  /** It was killed, as nothing moved. */
  readonly onSilent: () => void
  readonly onExit: (reason: string) => void
  /** Another program than the one beside this file. */
  readonly entry?: string | undefined
}): SyncChild {
  const { silentMs, entry } = options
  let child: ChildProcess | undefined
  let kills = 0
  const killTimer = createKillTimer({
    limitMs: () => Math.min(silentMs * 2 ** kills, Math.max(silentMs, SILENT_MAX_MS)),
    onSilent: () => {
      kills += 1
      drop()
      options.onSilent()
    },
  })
  const drop = () => {
    child?.kill()
    child = undefined
  }
  const spawn = (): ChildProcess => {
    const spawned = startChild({
      onMessage: (message) => {
        if (child === spawned) options.onMessage(message)
      },
      onExit: (reason) => {
        if (child !== spawned) return
        child = undefined
        options.onExit(reason)
      },
      onWords: (line) => options.log.debug({ line }, 'sync process'),
      ...(entry === undefined ? {} : { entry }),
    })
    return spawned
  }
  return {
    order(order) {
      child ??= spawn()
      killTimer.start()
      child.send(order)
    },
    moved: killTimer.progress,
    rest: killTimer.stop,
    isSound() {
      kills = 0
    },
    drop() {
      killTimer.stop()
      drop()
    },
    renew() {
      drop()
      child = spawn()
    },
  }
}
