import { createHash } from 'node:crypto'
import { chmodSync, createReadStream, existsSync, rmSync, statfsSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import Database from 'libsql'
import { z } from 'zod'
import { renameDurably, syncPath } from '../feed/durable.ts'
import { CopyContent, verifyCopy } from './verify-copy.ts'

/** A copy of a group's database that was opened again and found whole. */
export const GroupBackup = z
  .object({
    name: z.string(),
    bytes: z.int(),
    sha256: z.string(),
    ...CopyContent.shape,
    tookMs: z.int(),
  })
  .meta({
    id: 'GroupBackup',
    description: "A copy of the group's database, verified by opening it.",
  })
export type GroupBackup = z.infer<typeof GroupBackup>

/** What must be left free beside the copy: taking in sales goes before backups (spine C). */
const LEFT_FREE_BYTES = 256 * 1024 * 1024

/**
 * Copies a database that is being written (VACUUM INTO reads one moment of it and holds up no
 * writer), verifies the copy, and only then gives it its name. Blocks: runs in a process of its own
 * (backup-process.ts). Throws with the reason; then nothing is left behind.
 */
export async function backupGroup(path: string, target: string): Promise<GroupBackup> {
  const startedAt = performance.now()
  const part = `${target}.part`
  if (!existsSync(path)) throw new Error(`${path} is not there`)
  needRoom([path, `${path}-wal`], dirname(target))
  removeDatabase(part)
  try {
    copy(path, part)
    chmodSync(part, 0o600)
    const content = verifyCopy(part)
    const sha256 = await hashOf(part)
    syncPath(part)
    renameDurably(part, target)
    const tookMs = Math.round(performance.now() - startedAt)
    return { name: basename(target), bytes: statSync(target).size, sha256, ...content, tookMs }
  } finally {
    removeDatabase(part)
  }
}

/** Throws unless the files fit into the folder once more. */
export function needRoom(files: readonly string[], folder: string): void {
  const size = files
    .map((file) => (existsSync(file) ? statSync(file).size : 0))
    .reduce((a, b) => a + b, 0)
  const { bavail, bsize } = statfsSync(folder)
  const needed = size + LEFT_FREE_BYTES
  if (bavail * bsize >= needed) return
  const [want, have] = [needed, bavail * bsize].map((bytes) => Math.floor(bytes / 1024 ** 2))
  throw new Error(
    `a copy needs ${want} MiB free in ${folder}, there are ${have}: free space or name another folder`,
  )
}

/** With what SQLite leaves beside it. */
export function removeDatabase(path: string): void {
  for (const ending of ['', '-journal', '-wal', '-shm']) rmSync(path + ending, { force: true })
}

/** One moment of a database that may be written all the while. */
export function copy(path: string, part: string): void {
  // A stopped cloud may leave a log without an index, which a read-only connection cannot make.
  const needsIndex = existsSync(`${path}-wal`) && !existsSync(`${path}-shm`)
  const source = new Database(needsIndex ? path : `${pathToFileURL(path).href}?mode=ro`)
  try {
    source.exec(`VACUUM INTO '${part.replaceAll("'", "''")}'`)
  } finally {
    source.close()
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}
