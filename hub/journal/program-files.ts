import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type * as Esbuild from 'esbuild'
import { runsTypeScript } from '../runs-typescript.ts'

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
  return new Worker(bundled(name, url), { eval: true, execArgv: [], workerData, name })
}

const bundles = new Map<string, string>()

/**
 * Node 20 runs no TypeScript in a thread. Bundled once in a process, it starts ten times as fast as
 * with a loader in each thread; a test opens hundreds of journals.
 */
function bundled(name: string, url: URL): string {
  let code = bundles.get(name)
  if (code === undefined) {
    const esbuild: typeof Esbuild = createRequire(import.meta.url)('esbuild')
    const { outputFiles } = esbuild.buildSync({
      entryPoints: [fileURLToPath(url)],
      bundle: true,
      write: false,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      external: ['libsql'],
      // Of a module in this folder, as the migrations are found from here.
      define: { 'import.meta.url': JSON.stringify(url.href) },
    })
    code = outputFiles[0]?.text ?? ''
    bundles.set(name, code)
  }
  return code
}
