import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('../../', import.meta.url))
const pages = ['hub/till', 'cloud/console'] as const

/** Builds the web pages whose sources are newer than what was built; says which it built. */
export async function buildPagesWhenStale(): Promise<string[]> {
  const built: string[] = []
  for (const page of pages) {
    if (!existsSync(join(root, page, 'index.html')) || !(await isStale(page))) continue
    await build({ configFile: join(root, page, 'vite.config.ts'), logLevel: 'warn' })
    built.push(page)
  }
  return built
}

async function isStale(page: string): Promise<boolean> {
  const dist = join(root, page, 'dist', 'index.html')
  if (!existsSync(dist)) return true
  const { mtimeMs } = await stat(dist)
  const sources = [page, 'shared', 'package.json']
  const newest = await Promise.all(sources.map((source) => newestUnder(join(root, source))))
  return Math.max(...newest) > mtimeMs
}

async function newestUnder(path: string): Promise<number> {
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
