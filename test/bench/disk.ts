import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { compileShim } from '../support/c-shim.ts'

/** The disk that a bench runs on: this machine's, or one whose fsync is slow. */
export interface BenchDisk {
  /** For the figure's name; '' = as it is. */
  readonly name: string
  /** Runs a command on this disk. */
  readonly command: (command: readonly string[]) => readonly string[]
}

export const thisDisk: BenchDisk = { name: '', command: (command) => command }

/** Spine A1: +15 ms per fsync, by a shim. */
export function slowDisk(fsyncMs: number): BenchDisk {
  const folder = mkdtempSync(join(tmpdir(), 'kassa-shim-'))
  const shim = compileShim(new URL('./slow-fsync.c', import.meta.url), folder)
  const prefix = ['env', `LD_PRELOAD=${shim}`, `KASSA_FSYNC_MS=${fsyncMs}`]
  return {
    name: `, fsync +${fsyncMs} ms`,
    command: (command) => [...prefix, ...command],
  }
}

const RawCommits = z.object({ perSecond: z.number(), p99Ms: z.number() })

/** In a process of its own, so that the shim slows it like the hub. */
export function rawCommitsOn(
  disk: BenchDisk,
  count: number,
  bytes = 200,
): z.infer<typeof RawCommits> {
  const script = fileURLToPath(new URL('./raw-commits.ts', import.meta.url))
  const [command = '', ...args] = disk.command([
    process.execPath,
    '--import',
    'tsx',
    script,
    String(count),
    String(bytes),
  ])
  const { stdout, stderr, status } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`raw commits: ${stderr}`)
  return RawCommits.parse(JSON.parse(stdout))
}

/** A page written and synced on the disk of the hub; ms. */
export async function syncOnce(folder: string): Promise<number> {
  const file = await open(join(folder, 'fsync'), 'w')
  try {
    await file.write(new Uint8Array(4096))
    const at = performance.now()
    await file.datasync()
    return performance.now() - at
  } finally {
    await file.close()
  }
}
