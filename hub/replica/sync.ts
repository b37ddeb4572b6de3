import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { FeedPosition } from '#shared/contracts/sync.ts'
import { openCheckPlan } from './check-plan.ts'
import { type SyncChild, startChild } from './child-process.ts'
import type { FeedSource, SyncFault } from './feed-client.ts'
import { createKillTimer } from './kill-timer.ts'
import type { FromChild } from './messages.ts'
import type { Replica } from './replica.ts'

export type SyncClass = 'urgent' | 'balances'

export interface ReplicaStatus {
  /** Generation and frame of the file that serves; null before the first sync of this run. */
  readonly position: FeedPosition | null
  /** How long it has been there. */
  readonly positionForMs: number
  /** When the replica last held all that the cloud had; also known after a restart. */
  readonly at: number | null
  readonly error: { readonly fault: SyncFault | 'silent'; readonly message: string } | null
  /** The first copy under way. */
  readonly copying: { readonly bytes: number; readonly total: number } | null
  readonly killed: number
  /** How often a replica had to be built anew since the start: 0 on a sound line and disk. */
  readonly rebuilt: number
  /**
   * Tables in which the replica was last found to differ from the feed, by their digests; empty
   * again when it was compared once more and is equal. null: not compared since the start.
   */
  readonly differs: readonly string[] | null
}

export interface ReplicaSync extends AsyncDisposable {
  /** Urgent goes at once, balances at least 15 s after the last sync. */
  syncNow(kind: SyncClass): void
  status(): ReplicaStatus
  stop(): Promise<void>
}

export interface SyncTimings {
  readonly pollMs: number
  readonly pollSpreadMs: number
  readonly balancesEveryMs: number
  readonly silentMs: number
  readonly retryMinMs: number
  readonly retryMaxMs: number
}

const defaultTimings: SyncTimings = {
  pollMs: 60_000,
  pollSpreadMs: 20_000,
  balancesEveryMs: 15_000,
  silentMs: 20_000,
  retryMinMs: 1000,
  retryMaxMs: 60_000,
}
/** A slow line may need longer than one kill for a single answer: the limit doubles up to this. */
const SILENT_MAX_MS = 5 * 60_000

export interface ReplicaSyncOptions {
  readonly dir: string
  readonly replica: Replica
  /** Undefined until the hub is claimed; asked before each sync. */
  readonly source: () => FeedSource | undefined
  readonly clock: () => number
  /** 0 … 1, spreads the polls of many hubs. */
  readonly random: () => number
  readonly log: Logger
  /** Is there room for a new replica? Asked before each sync; true unless told otherwise. */
  readonly mayBuild?: () => boolean
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
  let child: SyncChild | undefined
  let isRunning = false
  let isWanted = false
  let isStopped = false
  let failures = 0
  let kills = 0
  let lastAt = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined
  let dueAt = Number.POSITIVE_INFINITY
  let reachedAt = performance.now()
  let status: Omit<ReplicaStatus, 'positionForMs'> = {
    position: null,
    at: replica.asOf(),
    error: null,
    copying: null,
    killed: 0,
    rebuilt: 0,
    differs: null,
  }
  mkdirSync(dir, { recursive: true })
  const checkPlan = openCheckPlan(dir, options.timeZone ?? (() => 'UTC'))
  let distrusted: string | null = null
  /** Built since the start, and not compared yet. */
  let freshFile: string | null = null

  const killTimer = createKillTimer({
    limitMs: () =>
      Math.min(timings.silentMs * 2 ** kills, Math.max(timings.silentMs, SILENT_MAX_MS)),
    onSilent: () => {
      kills += 1
      status = { ...status, killed: status.killed + 1 }
      dropChild()
      fail('silent', 'the sync process made no progress and was killed')
    },
  })
  const dropChild = () => {
    child?.kill()
    child = undefined
  }
  /** The earlier of what is planned and this. */
  const plan = (inMs: number) => {
    const at = performance.now() + inMs
    if (isStopped || at >= dueAt) return
    dueAt = at
    clearTimeout(timer)
    timer = setTimeout(run, inMs)
  }
  const planPoll = () => {
    const spread = (options.random() * 2 - 1) * timings.pollSpreadMs
    plan(Math.max(0, timings.pollMs + spread))
  }
  const run = () => {
    dueAt = Number.POSITIVE_INFINITY
    clearTimeout(timer)
    const source = options.source()
    if (isRunning || !source) {
      isWanted = isRunning
      if (!isRunning) planPoll()
      return
    }
    isRunning = true
    isWanted = false
    child ??= spawnChild()
    killTimer.start()
    const mayBuild = options.mayBuild?.() ?? true
    child.send({ dir, source, mayBuild, check: checkPlan.isDue(clock()), distrusted })
  }
  const end = () => {
    isRunning = false
    killTimer.stop()
    lastAt = performance.now()
    status = { ...status, copying: null }
    if (isStopped) return
    if (isWanted && failures === 0) plan(0)
    planPoll()
  }
  const fail = (fault: SyncFault | 'silent', message: string) => {
    failures += 1
    const isNews = status.error?.fault !== fault
    status = { ...status, error: { fault, message } }
    if (isNews) log.warn({ fault, message }, 'the replica is not synced')
    if (fault === 'broken' || fault === 'stale') dropChild()
    end()
    plan(Math.min(timings.retryMinMs * 2 ** (failures - 1), timings.retryMaxMs))
    if (fault === 'foreign' || fault === 'unauthorized') options.onForeign?.(fault)
  }
  const onChecked = (message: FromChild & { kind: 'checked' }) => {
    const { file, outcome, tables, reason } = message
    if (outcome === 'unknown') {
      log.info({ file, reason }, 'the replica could not be compared with the feed')
      checkPlan.postpone(clock())
      return
    }
    checkPlan.checked(clock())
    status = { ...status, differs: tables }
    const isFresh = file === freshFile
    freshFile = null
    if (outcome === 'equal') return
    log.error({ file, tables }, 'the replica has other rows than the feed')
    // A copy that was wrong from the first would be wrong again: the next night tries once more.
    if (isFresh) return
    distrusted = file
    plan(0)
  }
  const onMessage = (message: FromChild) => {
    if (message.kind === 'checked') return onChecked(message)
    if (!isRunning) return
    switch (message.kind) {
      case 'progress':
        killTimer.progress()
        status = { ...status, copying: { bytes: message.bytes, total: message.total } }
        return
      case 'syncing':
        killTimer.progress(join(dir, message.file))
        return
      case 'rebuilding':
        killTimer.progress()
        status = { ...status, rebuilt: status.rebuilt + 1 }
        log.warn({ reason: message.message }, 'the replica is built anew')
        return
      case 'failed':
        fail(message.fault, message.message)
        return
      case 'done': {
        const { position, swapped } = message
        const isNew = swapped || !isSamePosition(status.position, position)
        failures = 0
        kills = 0
        replica.refresh()
        if (isNew) reachedAt = performance.now()
        replica.markComplete(clock())
        const isOther = status.position && status.position.generation !== position.generation
        if (swapped || isOther) {
          checkPlan.want()
          plan(timings.balancesEveryMs)
        }
        status = { ...status, position, at: replica.asOf(), error: null }
        if (swapped) {
          freshFile = message.file
          distrusted = null
          // Its client may hold the file before this one; the next process is ready before a poke.
          dropChild()
          child = spawnChild()
        }
        end()
        options.onReached?.()
        if (isNew) options.onChange?.(position)
      }
    }
  }
  const spawnChild = (): SyncChild => {
    const spawned = startChild({
      onMessage: (message) => {
        if (child === spawned) onMessage(message)
      },
      onExit: (reason) => {
        if (child !== spawned) return
        child = undefined
        if (isRunning) fail('broken', `the sync process ended: ${reason}`)
      },
      onWords: (line) => log.debug({ line }, 'sync process'),
      ...(options.childEntry === undefined ? {} : { entry: options.childEntry }),
    })
    return spawned
  }
  const stop = async () => {
    isStopped = true
    clearTimeout(timer)
    killTimer.stop()
    dropChild()
  }
  plan(0)
  return {
    syncNow(kind) {
      if (isRunning && kind === 'urgent') isWanted = true
      const since = performance.now() - lastAt
      plan(kind === 'urgent' ? 0 : Math.max(0, timings.balancesEveryMs - since))
    },
    status: () => ({ ...status, positionForMs: Math.round(performance.now() - reachedAt) }),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

function isSamePosition(a: FeedPosition | null, b: FeedPosition): boolean {
  return a?.generation === b.generation && a.frame === b.frame
}
