import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { FeedPosition } from '#shared/contracts/sync.ts'
import { openCheckPlan } from './check-plan.ts'
import type { FeedSource } from './feed-client.ts'
import type { FromChild } from './messages.ts'
import type { Replica } from './replica.ts'
import { createSyncChild } from './sync-child.ts'
import { createSyncPlan, type PlanTimings, planTimings, type SyncClass } from './sync-plan.ts'
import { createSyncStatus, type ReplicaFault, type ReplicaStatus } from './sync-status.ts'
import { createTrust } from './trust.ts'

export interface ReplicaSync extends AsyncDisposable {
  /** Urgent goes at once, balances at least 15 s after the last sync. */
  syncNow(kind: SyncClass): void
  status(): ReplicaStatus
  stop(): Promise<void>
}

export interface SyncTimings extends PlanTimings {
  readonly silentMs: number
}

const defaultTimings: SyncTimings = { ...planTimings, silentMs: 20_000 }

export interface ReplicaSyncOptions {
  readonly dir: string
  readonly replica: Replica
  /** Undefined until the hub is claimed; asked before each sync. */
  readonly source: () => FeedSource | undefined
  readonly clock: () => number
  /** 0 … 1, spreads the polls of many hubs. */
  readonly random: () => number
  readonly log: Logger
  /** Bytes that a new replica may take of the disk. Asked before each sync; any unless told otherwise. */
  readonly roomBytes?: () => number
  /** The cloud has another feed for us now, or no longer knows the token: ask it who we are. */
  readonly onForeign?: (fault: 'foreign' | 'unauthorized') => void
  /** The cloud answered a whole sync. */
  readonly onReached?: () => void
  /** The replica holds something new. */
  readonly onChange?: (position: FeedPosition) => void
  readonly timings?: Partial<SyncTimings>
  /** Of the store: its night is when the replica is compared with the cloud's digest; UTC if unset. */
  readonly timeZone?: () => string
  /** A bundle of child.ts, if it is not beside this file. */
  readonly childEntry?: string
}

/** Keeps the replica up to date by a child process under a kill timer (design.md 3). */
export function startReplicaSync(options: ReplicaSyncOptions): ReplicaSync {
  const { dir, replica, clock, log } = options
  const timings = { ...defaultTimings, ...options.timings }
  mkdirSync(dir, { recursive: true })
  const checkPlan = openCheckPlan(dir, options.timeZone ?? (() => 'UTC'))
  const trust = createTrust(replica)
  const told = createSyncStatus()
  const child = createSyncChild({
    silentMs: timings.silentMs,
    log,
    entry: options.childEntry,
    onMessage: (message) => {
      if (message.kind === 'checked') onChecked(message)
      else if (plan.isRunning()) onMessage(message)
    },
    onSilent: () => {
      told.killed()
      fail('silent', 'the sync process made no progress and was killed')
    },
    onExit: (reason) => {
      if (plan.isRunning()) fail('broken', `the sync process ended: ${reason}`)
    },
  })
  const plan = createSyncPlan({
    timings,
    random: options.random,
    begin() {
      const source = options.source()
      if (!source) return false
      const roomBytes = options.roomBytes?.() ?? Number.MAX_SAFE_INTEGER
      const distrusted = trust.distrusted()
      child.order({ dir, source, roomBytes, check: checkPlan.isDue(clock()), distrusted })
      return true
    },
  })

  const end = (isReached: boolean) => {
    child.rest()
    told.copying(null)
    plan.ended(isReached)
  }
  const fail = (fault: ReplicaFault, message: string) => {
    if (told.failed(fault, message)) log.warn({ fault, message }, 'the replica is not synced')
    if (fault === 'broken' || fault === 'stale') child.drop()
    end(false)
    if (fault === 'foreign' || fault === 'unauthorized') options.onForeign?.(fault)
  }
  /** True where the replica holds something new. */
  const reach = (position: FeedPosition, isSwapped: boolean): boolean => {
    const before = told.now().position
    const isNew = told.reached(position, isSwapped)
    child.isSound()
    replica.refresh()
    replica.markComplete(clock())
    if (isSwapped || (before && before.generation !== position.generation)) {
      checkPlan.want()
      plan.within(timings.balancesEveryMs)
    }
    return isNew
  }
  const onChecked = (message: FromChild & { kind: 'checked' }) => {
    const { file, outcome, tables, reason } = message
    if (outcome === 'unknown') {
      log.info({ file, reason }, 'the replica could not be compared with the feed')
      checkPlan.postpone(clock())
      return
    }
    checkPlan.checked(clock())
    told.compared(tables)
    if (outcome === 'differs')
      log.error({ file, tables }, 'the replica has other rows than the feed')
    if (trust.compared(message)) plan.within(0)
  }
  const onMessage = (message: Exclude<FromChild, { kind: 'checked' }>) => {
    switch (message.kind) {
      case 'progress':
        child.moved()
        told.copying({ bytes: message.bytes, total: message.total })
        return
      case 'syncing':
        child.moved(join(dir, message.file))
        return
      case 'rebuilding':
        child.moved()
        told.rebuilt()
        log.warn({ reason: message.message }, 'the replica is built anew')
        return
      case 'followed':
        child.moved()
        if (reach(message.position, false)) options.onChange?.(message.position)
        return
      case 'failed':
        fail(message.fault, message.message)
        return
      case 'done': {
        const isNew = reach(message.position, message.swapped)
        told.isWell()
        if (message.swapped) {
          trust.swapped(message.file)
          // Its client may hold the file before this one; the next process is ready before a poke.
          child.renew()
        }
        end(true)
        options.onReached?.()
        if (isNew) options.onChange?.(message.position)
      }
    }
  }
  const stop = async () => {
    plan.stop()
    child.drop()
  }
  plan.within(0)
  return {
    syncNow: plan.want,
    status: () => ({
      ...told.now(),
      at: replica.asOf(),
      uncheckedSince: checkPlan.uncheckedSince(),
    }),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}
