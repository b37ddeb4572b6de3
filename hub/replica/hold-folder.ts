import { readdirSync, readFileSync, readlinkSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { lockFile } from '../disk/lock-file.ts'

const EVERY_MS = 50
/** A process whose hub has died ends by itself, unless the official client blocks it. */
const GRACE_MS = 500

/**
 * Resolves when this process is the only one that writes the replicas of a folder. A hub that is
 * killed may leave its child at work, in a silent peer's hands for minutes: that one is ended, or two
 * would write one file.
 */
export async function holdFolder(dir: string): Promise<void> {
  const lock = join(dir, 'sync.lock')
  const holder = join(dir, 'sync.pid')
  const since = performance.now()
  while (!lockFile(lock)) {
    if (performance.now() - since > GRACE_MS) end(holder, lock)
    await sleep(EVERY_MS)
  }
  try {
    writeFileSync(holder, `${process.pid}\n`)
  } catch {
    // A full disk: then the next process waits for the end of this one.
  }
}

/** Only a process that has the lock's file open: a number may be another's by now. */
function end(holder: string, lock: string): void {
  try {
    const pid = Number(readFileSync(holder, 'utf8'))
    const fds = `/proc/${pid}/fd`
    const path = realpathSync(lock)
    if (pid === process.pid || !readdirSync(fds).some((fd) => isFile(join(fds, fd), path))) return
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended meanwhile, or this is not Linux: then it is waited for.
  }
}

function isFile(link: string, path: string): boolean {
  try {
    return readlinkSync(link) === path
  } catch {
    // Closed meanwhile.
    return false
  }
}
