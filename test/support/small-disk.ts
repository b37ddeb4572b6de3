import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const MIB = 1024 * 1024

export interface SmallDisk extends Disposable {
  readonly path: string
  readonly free: () => void
  /** All but so many MiB are taken. */
  readonly leave: (mib: number) => void
}

/** A file system of its own, in memory, and a file that takes up what is to be gone; root only. */
export function smallDisk(mib: number): SmallDisk {
  const path = mkdtempSync(join(tmpdir(), 'kassa-full-'))
  must('mount', '-t', 'tmpfs', '-o', `size=${mib}m`, 'tmpfs', path)
  const ballast = join(path, 'ballast')
  const free = () => rmSync(ballast, { force: true })
  return {
    path,
    free,
    leave(left) {
      free()
      const { bavail, bsize } = statfsSync(path)
      must('fallocate', '-l', String(bavail * bsize - left * MIB), ballast)
    },
    [Symbol.dispose]() {
      must('umount', '-l', path)
      rmSync(path, { recursive: true, force: true })
    },
  }
}

function must(command: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`)
}
