import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { newestUnder } from './newest.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const pages = ['hub/till', 'hub/setup', 'cloud/console'] as const

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
