import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'

/**
 * What the journal loads beside its own code. In the source tree these are .ts files and the
 * `drizzle` folder; in production they stand next to the bundle (`writer-thread.js`, …).
 */
const isSource = new URL(import.meta.url).pathname.endsWith('.ts')

/** Generated SQL of the journal, read at start. */
export function migrationsFolder(): URL {
  return new URL(isSource ? '../../drizzle/hub/' : './drizzle/hub/', import.meta.url)
}

export function startThread(
  name: 'writer-thread' | 'checkpoint-thread',
  workerData: object,
): Worker {
  const url = new URL(isSource ? `./${name}.ts` : `./${name}.js`, import.meta.url)
  if (!isSource || runsTypeScript()) return new Worker(url, { workerData, name })
  // tsx does not reach into the workers of Node 20 by itself; its CommonJS way starts twice as fast.
  const tsx = JSON.stringify(createRequire(import.meta.url).resolve('tsx/cjs/api'))
  const entry = JSON.stringify(fileURLToPath(url))
  const code = `require(${tsx}).register(); require(${entry})`
  return new Worker(code, { eval: true, execArgv: [], workerData, name })
}

function runsTypeScript(): boolean {
  return process.versions.bun !== undefined || Boolean(Reflect.get(process.features, 'typescript'))
}
