import { spawnSync } from 'node:child_process'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Compiles an LD_PRELOAD library into the folder; says what is missing where that cannot be done. */
export function compileShim(source: URL, folder: string): string {
  const path = fileURLToPath(source)
  const shim = join(folder, `${basename(path, '.c')}.so`)
  const args = ['-shared', '-fPIC', '-O1', '-o', shim, path, '-ldl', '-lpthread']
  const { error, status, stderr } = spawnSync('gcc', args, { encoding: 'utf8' })
  if (error === undefined && status === 0) return shim
  throw new Error(
    `${basename(path)} needs a C compiler (Debian: apt-get install build-essential): ${error?.message ?? stderr}`,
  )
}
