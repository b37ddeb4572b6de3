import { statfsSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '#shared/domain/failure.ts'
import { createReserve } from './reserve.ts'

const MIB = 1024 * 1024

/** What ends below which room (spine C); each level includes the ones before it. */
export const diskLimits = {
  backups: 256 * MIB,
  exports: 128 * MIB,
  intake: 64 * MIB,
  writes: 16 * MIB,
} as const
export type DiskNeed = keyof typeof diskLimits
export type DiskLevel = 'ample' | DiskNeed

const RESERVE_BYTES = 64 * MIB
/** The reserve is taken anew only when pushes go on well clear of their limit. */
const REFILL_ABOVE = diskLimits.intake + 16 * MIB
const FRESH_MS = 250
const LOOK_EVERY_MS = 1000
/** A cloud that has just begun has better things to write. */
const FIRST_FILL_MS = 60_000

export interface DiskState {
  readonly level: DiskLevel
  /** Bytes that may be written before the disk is full; the reserve is not among them. */
  readonly freeBytes: number
  readonly reserve: 'held' | 'released'
  /** Since when it is at this level or worse than ample, UTC ms; null = ample. */
  readonly since: number | null
}

/** A volume that books or feeds lie on. */
export interface Disk {
  readonly now: () => DiskState
  /** Throws Failure `unavailable` with words and remedy. */
  readonly need: (what: DiskNeed) => void
  /** Looks, gives the reserve back or takes it. */
  readonly tend: () => Promise<void>
  readonly start: () => void
  readonly stop: () => Promise<void>
}

export interface DiskOptions {
  readonly folder: string
  readonly clock: () => number
  readonly onChange: (state: DiskState) => void
  /** Bytes free to this program; the real file system's unless told otherwise. */
  readonly readFree?: () => number
  readonly firstFillMs?: number
}

export function createDisk(options: DiskOptions): Disk {
  const { folder, clock, onChange, firstFillMs = FIRST_FILL_MS } = options
  const readFree = options.readFree ?? (() => freeBytesOf(folder))
  const reserve = createReserve(join(folder, 'reserve'), RESERVE_BYTES)
  const fillAt = performance.now() + firstFillMs
  let timer: NodeJS.Timeout | undefined
  let filling: Promise<unknown> | null = null
  let stopping = new AbortController()
  let readAt = Number.NEGATIVE_INFINITY
  let state: DiskState = { level: 'ample', freeBytes: 0, reserve: 'released', since: null }

  const look = (): DiskState => {
    const free = readFree()
    const missing = reserve.missingBytes()
    const freeBytes = Math.max(0, free - missing)
    const level = levelOf(freeBytes)
    // Hubs shake hands, ask for value and bring it back in what it held.
    if (free < diskLimits.writes && missing < RESERVE_BYTES && filling === null) reserve.release()
    const before = state.level
    const since = level === 'ample' ? null : (state.since ?? clock())
    const kept = reserve.missingBytes() === 0 ? 'held' : 'released'
    state = { level, freeBytes, reserve: kept, since }
    readAt = performance.now()
    if (level !== before) onChange(state)
    return state
  }
  const now = (): DiskState => (performance.now() - readAt < FRESH_MS ? state : look())
  const tend = async (): Promise<void> => {
    const { freeBytes, reserve: kept } = look()
    if (kept === 'held' || freeBytes < REFILL_ABOVE || performance.now() < fillAt) return
    filling ??= reserve.fill(stopping.signal).finally(() => {
      filling = null
      look()
    })
    await filling
  }
  return {
    now,
    need(what) {
      const { freeBytes } = now()
      if (freeBytes >= diskLimits[what]) return
      const { words, remedy } = wordsOf(what, freeBytes)
      throw new Failure('unavailable', `${words} ${remedy}`)
    },
    tend,
    start() {
      stopping = new AbortController()
      timer = setInterval(() => void tend(), LOOK_EVERY_MS).unref()
    },
    async stop() {
      clearInterval(timer)
      stopping.abort()
      await filling
    },
  }
}

/** In English, for answers, alarms and the log. */
export function wordsOf(
  level: DiskNeed,
  freeBytes: number,
): { readonly words: string; readonly remedy: string } {
  const left = `${Math.floor(freeBytes / MIB)} MiB left on the disk of the cloud:`
  const ends = {
    backups: 'no backup is made.',
    exports: 'no first copy of a feed is given, and no backup is made.',
    intake:
      'no pushes and imports are taken. What was taken is safe, and hubs keep what they sold and send it later.',
    writes: 'nothing is written but what hubs need to go on selling.',
  }
  const remedy =
    'Free room on the volume of KASSA_DATA (backups/, replaced-…/) or enlarge it; all goes on by itself then.'
  return { words: `${left} ${ends[level]}`, remedy }
}

function levelOf(freeBytes: number): DiskLevel {
  if (freeBytes < diskLimits.writes) return 'writes'
  if (freeBytes < diskLimits.intake) return 'intake'
  if (freeBytes < diskLimits.exports) return 'exports'
  return freeBytes < diskLimits.backups ? 'backups' : 'ample'
}

/** What an ordinary user may still write: the share kept for root does not count. */
function freeBytesOf(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}
