import { statfsSync } from 'node:fs'
import { join } from 'node:path'
import type { Trouble } from '#shared/contracts/trouble.ts'
import { Failure } from '#shared/domain/failure.ts'
import { createReserve } from './reserve.ts'
import { troubleOf } from './trouble.ts'

const MIB = 1024 * 1024

/** What may still be written, by the room left (spine C); each level includes the ones before it. */
export const diskLimits = {
  archives: 256 * MIB,
  replica: 128 * MIB,
  sales: 64 * MIB,
} as const
export type DiskLevel = 'ample' | keyof typeof diskLimits

const RESERVE_BYTES = 64 * MIB
/** With less than this a shift might not close any more: now the reserve is needed. */
const RELEASE_BELOW = 16 * MIB
/** The reserve is taken anew only when selling goes on well clear of its limit. */
const REFILL_ABOVE = diskLimits.sales + 16 * MIB
const EVERY_MS = 1000
const FRESH_MS = 250
/** The first fill waits until the start is over: selling comes first. */
const FIRST_FILL_MS = 5000

export interface DiskState {
  readonly level: DiskLevel
  /** Bytes that may be written before the disk is full; the reserve is not among them. */
  readonly freeBytes: number
  readonly reserve: 'held' | 'released'
}

export interface Disk {
  readonly now: () => DiskState
  readonly trouble: () => Trouble | null
  /** Throws Failure `unavailable` with words and remedy where no new receipt or shift may begin. */
  readonly needRoomToSell: () => void
  /** Before what ends a shift: gives the reserve back if the disk is that full. */
  readonly makeRoomToClose: () => void
  /** Bytes that a new replica may take: none below 128 MiB, and what it leaves is enough to sell. */
  readonly roomForReplica: () => number
  /** Are finished prints kept for their 90 days, and not for one? */
  readonly mayArchive: () => boolean
  readonly onChange: (listener: (level: DiskLevel) => void) => void
  readonly start: () => void
  readonly stop: () => Promise<void>
}

/** Watches the room on the disk of the hub's data, and keeps a reserve of it. */
export function createDisk(options: {
  readonly folder: string
  /** Bytes free to this program; the real file system's unless told otherwise. */
  readonly readFree?: () => number
  readonly firstFillMs?: number
}): Disk {
  const readFree = options.readFree ?? (() => freeBytesOf(options.folder))
  const reserve = createReserve(join(options.folder, 'reserve'), RESERVE_BYTES)
  const listeners = new Set<(level: DiskLevel) => void>()
  let timer: NodeJS.Timeout | undefined
  let fillAt = Number.POSITIVE_INFINITY
  let filling: Promise<unknown> | null = null
  let stopping = new AbortController()
  let readAt = Number.NEGATIVE_INFINITY
  let state: DiskState = { level: 'ample', freeBytes: 0, reserve: 'released' }

  const look = (): DiskState => {
    const free = readFree()
    const promised = reserve.missingBytes()
    const freeBytes = Math.max(0, free - promised)
    const level = levelOf(freeBytes)
    if (free < RELEASE_BELOW && promised < RESERVE_BYTES && filling === null) reserve.release()
    const before = state.level
    state = { level, freeBytes, reserve: reserve.missingBytes() === 0 ? 'held' : 'released' }
    readAt = performance.now()
    if (level !== before) for (const listener of listeners) listener(level)
    return state
  }
  const now = (): DiskState => (performance.now() - readAt < FRESH_MS ? state : look())
  const tick = (): void => {
    const { freeBytes, reserve: kept } = look()
    if (kept === 'held' || freeBytes < REFILL_ABOVE || filling !== null) return
    if (performance.now() < fillAt) return
    filling = reserve.fill(stopping.signal).finally(() => {
      filling = null
      look()
    })
  }
  const trouble = (): Trouble | null => {
    const { level, freeBytes } = now()
    if (level === 'ample') return null
    return troubleOf(`disk-${level}`, { freeMiB: Math.floor(freeBytes / MIB) })
  }
  look()

  return {
    now,
    trouble,
    needRoomToSell() {
      if (now().level !== 'sales') return
      const found = trouble()
      if (found === null) return
      throw new Failure('unavailable', `${found.words} ${found.remedy}`, {
        extra: { trouble: found },
      })
    },
    makeRoomToClose: () => void look(),
    roomForReplica() {
      const { freeBytes } = now()
      return freeBytes < diskLimits.replica ? 0 : freeBytes - diskLimits.sales
    },
    mayArchive: () => now().level === 'ample',
    onChange: (listener) => void listeners.add(listener),
    start() {
      stopping = new AbortController()
      fillAt = performance.now() + (options.firstFillMs ?? FIRST_FILL_MS)
      timer = setInterval(tick, EVERY_MS)
      timer.unref()
    },
    async stop() {
      clearInterval(timer)
      stopping.abort()
      await filling
    },
  }
}

function levelOf(freeBytes: number): DiskLevel {
  if (freeBytes < diskLimits.sales) return 'sales'
  if (freeBytes < diskLimits.replica) return 'replica'
  return freeBytes < diskLimits.archives ? 'archives' : 'ample'
}

/** What an ordinary user may still write: the share kept for root does not count. */
function freeBytesOf(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}
