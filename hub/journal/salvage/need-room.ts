import { rmSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'

const MIB = 1024 * 1024
/** Beside the new journal: its own rollback journal, and room to say what was done. */
const SPARE_BYTES = 8 * MIB

/**
 * The new journal is at most as large as the damaged one and its log, and the log is there a second
 * time while it is read. The reserve gives way to it (hub/health/disk.ts makes it again). Throws
 * with words where there is no room: nothing is begun then, and the next start tries again.
 */
export function needRoom(damaged: string, folder: string): void {
  const needed = sizeOf(damaged) + 2 * sizeOf(`${damaged}-wal`) + SPARE_BYTES
  if (freeBytesOf(folder) < needed) rmSync(join(folder, 'reserve'), { force: true })
  const free = freeBytesOf(folder)
  if (free >= needed) return
  throw new Error(
    `journal.db is damaged, and to mend it ${Math.ceil(needed / MIB)} MiB must be free in ` +
      `${folder}, where ${Math.floor(free / MIB)} MiB are: free space there (old damaged-… folders, ` +
      'backups/), then start the hub again. Nothing was lost by this.',
  )
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

function freeBytesOf(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}
