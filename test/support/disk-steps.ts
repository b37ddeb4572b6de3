import fs, { readlinkSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { basename, dirname } from 'node:path'

/** What was asked of the disk: a file or folder was synced, a path was given to what had another. */
export type DiskStep =
  | { readonly kind: 'sync'; readonly path: string }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }

/**
 * The order in which this process made names and made what is behind them durable: a power cut may
 * come between any two of the steps. What native code does (SQLite's own files) is not seen.
 */
export async function diskSteps(work: () => unknown): Promise<DiskStep[]> {
  const steps: DiskStep[] = []
  const synced = (fd: number) => {
    steps.push({ kind: 'sync', path: readlinkSync(`/proc/self/fd/${fd}`) })
  }
  const renamed = (from: fs.PathLike, to: fs.PathLike) => {
    steps.push({ kind: 'rename', from: String(from), to: String(to) })
  }
  const own = await fs.promises.open('/dev/null')
  const handle = Object.getPrototypeOf(own) as {
    sync: (this: fs.promises.FileHandle) => Promise<void>
  }
  await own.close()
  const { fsyncSync, renameSync } = fs
  const { rename } = fs.promises
  const { sync } = handle
  fs.fsyncSync = (fd) => {
    fsyncSync(fd)
    synced(fd)
  }
  fs.renameSync = (from, to) => {
    renameSync(from, to)
    renamed(from, to)
  }
  fs.promises.rename = async (from, to) => {
    await rename(from, to)
    renamed(from, to)
  }
  handle.sync = async function () {
    await sync.call(this)
    synced(this.fd)
  }
  syncBuiltinESMExports()
  try {
    await work()
  } finally {
    Object.assign(fs, { fsyncSync, renameSync })
    fs.promises.rename = rename
    handle.sync = sync
    syncBuiltinESMExports()
  }
  return steps
}

/** In this order. */
export function namesGiven(steps: readonly DiskStep[], folder: string): string[] {
  return steps.flatMap((step) =>
    step.kind === 'rename' && dirname(step.to) === folder ? [basename(step.to)] : [],
  )
}

/**
 * Names in the folder under which a power cut may leave something half written, or that it may take
 * away again: the file was not synced before it got the name, or the folder not after.
 */
export function unsafeNames(steps: readonly DiskStep[], folder: string): string[] {
  return steps.flatMap((step, at) => {
    if (step.kind !== 'rename' || dirname(step.to) !== folder) return []
    const isSynced = (path: string, among: readonly DiskStep[]) =>
      among.some((other) => other.kind === 'sync' && other.path === path)
    const isWhole = isSynced(step.from, steps.slice(0, at))
    const isKept = isSynced(folder, steps.slice(at))
    return isWhole && isKept ? [] : [basename(step.to)]
  })
}
