import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

const root = new URL('../../../', import.meta.url)
const STOP_MS = 10_000
const LOG_LINES_KEPT = 200

export type ProgramName = 'cloud' | 'hub' | 'gateway'

/** Where a program says that it listens: the fields of its `listening` log line. */
export interface Listening {
  readonly http?: string
  readonly mqtt?: string
}

export interface Program {
  readonly name: string
  readonly process: ChildProcess
  readonly listening: Listening
  /** The last lines of its log, for error messages. */
  readonly log: () => string
  /** SIGTERM, then SIGKILL after 10 s; resolves with the exit code. */
  readonly stop: () => Promise<number | null>
  readonly kill: (signal: NodeJS.Signals) => Promise<void>
  readonly exited: Promise<number | null>
}

/** Starts one of the three programs as a process of its own and waits until it listens. */
export async function startProgram(
  name: ProgramName,
  env: Readonly<Record<string, string>>,
  options: {
    readonly onLine?: (line: string) => void
    readonly timeoutMs?: number
    /** Another runtime or a bundle: `['bun', 'hub/main.ts']`. */
    readonly command?: readonly string[]
    /** Ends a program that does not listen yet. */
    readonly signal?: AbortSignal
  } = {},
): Promise<Program> {
  const [command = process.execPath, ...args] = options.command ?? sourceCommand(name)
  const child = spawn(command, args, {
    cwd: root,
    // A Ctrl-C in the terminal reaches the parent only, which stops the programs in order.
    detached: true,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const kept: string[] = []
  const exited = new Promise<number | null>((resolve) => {
    child.on('exit', (code) => resolve(code))
  })
  const listening = await new Promise<Listening>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(
        new Error(
          `${name} did not start within ${options.timeoutMs ?? 30_000} ms:\n${kept.join('\n')}`,
        ),
      )
    }, options.timeoutMs ?? 30_000)
    options.signal?.addEventListener('abort', () => child.kill('SIGTERM'))
    child.on('error', reject)
    child.on('exit', (code) => {
      clearTimeout(timer)
      reject(new StartFailed(name, code, kept.join('\n')))
    })
    const take = (line: string): void => {
      kept.push(line)
      if (kept.length > LOG_LINES_KEPT) kept.shift()
      options.onLine?.(line)
      const found = listeningOf(line)
      if (found === null) return
      clearTimeout(timer)
      resolve(found)
    }
    createInterface({ input: child.stdout }).on('line', take)
    createInterface({ input: child.stderr }).on('line', take)
  })
  let stopped: Promise<number | null> | undefined
  return {
    name,
    process: child,
    listening,
    exited,
    log: () => kept.join('\n'),
    stop() {
      stopped ??= stopProgram(child, exited)
      return stopped
    },
    async kill(signal) {
      child.kill(signal)
      await exited
    },
  }
}

async function stopProgram(
  child: ChildProcess,
  exited: Promise<number | null>,
): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  child.kill('SIGTERM')
  const code = await exited
  clearTimeout(timer)
  return code
}

/** A program ended before it listened: its exit code and its words. */
export class StartFailed extends Error {
  readonly exitCode: number | null
  readonly output: string

  constructor(name: string, exitCode: number | null, output: string) {
    super(`${name} ended with code ${exitCode} before it listened:\n${output}`)
    this.name = 'StartFailed'
    this.exitCode = exitCode
    this.output = output
  }
}

function sourceCommand(name: ProgramName): readonly string[] {
  if (process.versions.bun !== undefined) return [process.execPath, `${name}/main.ts`]
  return [process.execPath, '--import', 'tsx', `${name}/main.ts`]
}

function listeningOf(line: string): Listening | null {
  if (!line.includes('"listening"')) return null
  try {
    const entry = JSON.parse(line) as { msg?: unknown } & Listening
    return entry.msg === 'listening' ? entry : null
  } catch {
    // Not a log line of ours (a warning of the runtime, say): it cannot announce anything.
    return null
  }
}
