import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Bytes of raw prints lie beside the journal: two megabytes in it would hold up a sale's commit. */
export interface RawFiles {
  /** On the disk when it resolves. */
  keep(jobId: string, bytes: Uint8Array): Promise<void>
  /** Null when it is not there any more. */
  read(jobId: string): Promise<Uint8Array | null>
  drop(jobId: string): Promise<void>
}

/** What belongs to none of the open jobs is swept away. */
export function openRawFiles(folder: string, openJobs: ReadonlySet<string>): RawFiles {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const wanted = new Set([...openJobs].map(nameOf))
  for (const name of readdirSync(folder)) {
    if (!wanted.has(name)) rmSync(join(folder, name), { force: true })
  }
  const pathOf = (jobId: string) => join(folder, nameOf(jobId))
  return {
    async keep(jobId, bytes) {
      const path = pathOf(jobId)
      const file = await open(`${path}.new`, 'w', 0o600)
      try {
        await file.writeFile(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(`${path}.new`, path)
    },
    read: (jobId) => readFile(pathOf(jobId)).catch(() => null),
    drop: (jobId) => rm(pathOf(jobId), { force: true }),
  }
}

function nameOf(jobId: string): string {
  return createHash('sha256').update(jobId).digest('hex').slice(0, 32)
}
