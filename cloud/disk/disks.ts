import { mkdirSync, realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Logger } from 'pino'
import type { GroupDatabase } from '../db/open.ts'
import { createDisk, type Disk, type DiskNeed, type DiskState, wordsOf } from './disk.ts'

/** The room of each tenant: of the volume that its books lie on, and of that of feeds and backups. */
export interface Disks {
  /** Throws Failure `unavailable` with words and remedy, where either has too little. */
  readonly need: (group: GroupDatabase, what: DiskNeed) => void
  /** The one with the least room. */
  readonly of: (group: GroupDatabase) => DiskState
  /** Of the data folder. */
  readonly now: () => DiskState
  readonly start: () => void
  readonly stop: () => Promise<void>
}

export function createDisks(options: {
  readonly folder: string
  readonly clock: () => number
  readonly log: Logger
  /** Of a folder; the real file system's unless told otherwise. */
  readonly readFree?: (folder: string) => number
  readonly firstFillMs?: number
}): Disks {
  const { clock, log, readFree, firstFillMs } = options
  mkdirSync(options.folder, { recursive: true })
  const disks = new Map<string, Disk>()
  let isStarted = false

  const diskAt = (folder: string): Disk => {
    const known = disks.get(folder)
    if (known !== undefined) return known
    const onChange = (state: DiskState) => {
      if (state.level === 'ample') log.info({ folder, ...state }, 'there is room on the disk again')
      else log.error({ folder, ...state }, wordsOf(state.level, state.freeBytes).words)
    }
    const disk = createDisk({
      folder,
      clock,
      onChange,
      ...(readFree ? { readFree: () => readFree(folder) } : {}),
      ...(firstFillMs === undefined ? {} : { firstFillMs }),
    })
    disks.set(folder, disk)
    if (isStarted) disk.start()
    return disk
  }
  const own = diskAt(realpathSync(options.folder))
  /** A group's file may be a link to another volume. */
  const booksOf = ({ file }: GroupDatabase): Disk =>
    file === null ? own : diskAt(dirname(realpathSync(file)))
  return {
    need(group, what) {
      booksOf(group).need(what)
      own.need(what)
    },
    of(group) {
      const [books, feeds] = [booksOf(group).now(), own.now()]
      return books.freeBytes < feeds.freeBytes ? books : feeds
    },
    now: own.now,
    start() {
      isStarted = true
      for (const disk of disks.values()) disk.start()
    },
    async stop() {
      for (const disk of disks.values()) await disk.stop()
    },
  }
}
