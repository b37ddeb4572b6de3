import { createHash } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import Database from 'libsql'
import { z } from 'zod'
import { syncFolder } from '../disk/durable.ts'
import { verifyChain } from './verify-chain.ts'

/** A copy of the journal that was opened again and found whole. */
export const Backup = z
  .object({
    name: z.string(),
    bytes: z.int(),
    sha256: z.string(),
    events: z.int(),
    head: z.object({ epoch: z.int(), seq: z.int(), hash: z.string() }).nullable(),
    tookMs: z.int(),
  })
  .meta({ id: 'Backup', description: 'A copy of the journal, verified by opening it.' })
export type Backup = z.infer<typeof Backup>

/** What must be left free beside the copy: selling goes before backups (spine C). */
const LEFT_FREE_BYTES = 256 * 1024 * 1024

/**
 * Copies a journal that is being written (VACUUM INTO reads one moment of it), opens the copy,
 * checks its pages and its hash chain, and only then gives it its name. Blocks: runs in a process of
 * its own (backup-process.ts). Throws with the reason; then nothing is left behind.
 */
export async function backupJournal(journal: string, target: string): Promise<Backup> {
  const startedAt = performance.now()
  const part = `${target}.part`
  needRoom(journal, dirname(target))
  rmSync(part, { force: true })
  try {
    copy(journal, part)
    chmodSync(part, 0o600)
    const { events, head } = verify(part)
    const sha256 = await hashOf(part)
    sync(part)
    renameSync(part, target)
    syncFolder(dirname(target))
    const name = target.split('/').at(-1) ?? target
    const tookMs = Math.round(performance.now() - startedAt)
    return { name, bytes: statSync(target).size, sha256, events, head, tookMs }
  } finally {
    for (const ending of ['', '-journal', '-wal', '-shm']) rmSync(part + ending, { force: true })
  }
}

function needRoom(journal: string, folder: string): void {
  const size = [journal, `${journal}-wal`]
    .map((path) => (existsSync(path) ? statSync(path).size : 0))
    .reduce((a, b) => a + b, 0)
  const { bavail, bsize } = statfsSync(folder)
  const needed = size + LEFT_FREE_BYTES
  if (bavail * bsize < needed)
    throw new Error(
      `a backup needs ${Math.ceil(needed / 1024 ** 2)} MiB free in ${folder}, ` +
        `there are ${Math.floor((bavail * bsize) / 1024 ** 2)}: free space or name another folder`,
    )
}

function copy(journal: string, part: string): void {
  const source = openReadOnly(journal)
  try {
    source.exec(`VACUUM INTO '${part.replaceAll("'", "''")}'`)
  } finally {
    source.close()
  }
}

/** A stopped hub has no index of its log, which a read-only connection cannot make. */
function openReadOnly(journal: string): Database.Database {
  if (!existsSync(journal)) throw new Error(`${journal} is not there`)
  if (!existsSync(`${journal}-wal`) || existsSync(`${journal}-shm`))
    return new Database(`${pathToFileURL(journal).href}?mode=ro`)
  return new Database(journal)
}

function verify(path: string): ReturnType<typeof verifyChain> {
  const database = new Database(`${pathToFileURL(path).href}?mode=ro`)
  try {
    const [word] = database.prepare('PRAGMA integrity_check(1)').raw(true).get() as [string]
    if (word !== 'ok') throw new Error(`the copy is damaged: ${word}`)
    return verifyChain(database)
  } finally {
    database.close()
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

function sync(path: string): void {
  const file = openSync(path, 'r+')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
