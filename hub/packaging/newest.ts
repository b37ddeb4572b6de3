import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** When the newest file below a path changed (ms), built ones left aside. */
export async function newestUnder(path: string): Promise<number> {
  const { mtimeMs, isDirectory } = await stat(path).then((found) => ({
    mtimeMs: found.mtimeMs,
    isDirectory: found.isDirectory(),
  }))
  if (!isDirectory) return mtimeMs
  const names = await readdir(path)
  const inside = await Promise.all(
    names
      .filter((name) => name !== 'dist' && name !== 'node_modules')
      .map((name) => newestUnder(join(path, name))),
  )
  return Math.max(mtimeMs, ...inside)
}
