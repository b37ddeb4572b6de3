import { type ChildProcess, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { runsTypeScript } from '../runs-typescript.ts'
import { FromChild, type ToChild } from './messages.ts'

export interface SyncChild {
  readonly send: (order: ToChild) => void
  readonly kill: () => void
}

export function startChild(options: {
  readonly onMessage: (message: FromChild) => void
  readonly onExit: (reason: string) => void
  /** What else the process wrote, a line at a time. */
  readonly onWords: (line: string) => void
  /** Another program than the one beside this file. */
  readonly entry?: string
}): SyncChild {
  const args = options.entry === undefined ? ownEntry() : [options.entry]
  const child: ChildProcess = spawn(process.execPath, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    // Options of the hub's own process (inspector, loaders) are not for the child.
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  if (!child.stdin || !child.stdout || !child.stderr)
    throw new Error('no pipes to the sync process')
  const { stdin } = child
  // Writing to a process that was just killed is no error: its exit is reported on its own.
  stdin.on('error', () => undefined)
  createInterface({ input: child.stdout }).on('line', (line) => {
    // The native client prints its own warnings there too.
    if (line.startsWith('{')) options.onMessage(FromChild.parse(JSON.parse(line)))
    else options.onWords(line)
  })
  createInterface({ input: child.stderr }).on('line', options.onWords)
  child.once('error', (error) => options.onExit(error.message))
  child.once('exit', (code, signal) => options.onExit(`exit ${signal ?? code}`))
  return {
    send: (order) => void stdin.write(`${JSON.stringify(order)}\n`),
    kill: () => void child.kill('SIGKILL'),
  }
}

/** Beside the sources `child.ts`, beside a bundle `child.js`. */
function ownEntry(): string[] {
  const isSource = new URL(import.meta.url).pathname.endsWith('.ts')
  const path = fileURLToPath(new URL(isSource ? './child.ts' : './child.js', import.meta.url))
  if (!isSource || runsTypeScript()) return [path]
  const tsx = createRequire(import.meta.url).resolve('tsx')
  return ['--import', pathToFileURL(tsx).href, path]
}
