import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Finds `drizzle/cloud`, `cloud/console/dist`, … beside the sources or beside a bundle. */
export function projectPath(path: string): string {
  const start = dirname(fileURLToPath(import.meta.url))
  let folder = start
  for (;;) {
    const found = join(folder, path)
    if (existsSync(found)) return found
    const parent = dirname(folder)
    if (parent === folder) throw new Error(`${path} not found in ${start} or above it`)
    folder = parent
  }
}
