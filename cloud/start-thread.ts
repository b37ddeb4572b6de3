import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { Worker, type WorkerOptions } from 'node:worker_threads'
import { runsTypeScript } from './runs-typescript.ts'

/** A program of threads beside the module that starts it (its `import.meta.url`), or beside the bundle. */
export function startThread(beside: string, name: string, options: WorkerOptions): Worker {
  const isSource = beside.endsWith('.ts')
  const url = new URL(`./${name}.${isSource ? 'ts' : 'js'}`, beside)
  if (!isSource || runsTypeScript()) return new Worker(url, options)
  // tsx does not reach into the workers of Node 20 by itself.
  const tsx = JSON.stringify(createRequire(import.meta.url).resolve('tsx/cjs/api'))
  const code = `require(${tsx}).register(); require(${JSON.stringify(fileURLToPath(url))})`
  return new Worker(code, { eval: true, execArgv: [], ...options })
}
