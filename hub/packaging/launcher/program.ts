import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Readable } from 'node:stream'

/** A longer line is cut: a program that never ends its line must not fill the memory. */
const MAX_LINE_CHARS = 64 * 1024
const STOP_MS = 15_000

/** One program of a version, as a process of its own. */
export interface Running {
  /** Where it says that it listens, by its log; null = not yet. */
  readonly http: () => string | null
  /** Exit code or signal, in words, and whether the settings are at fault. */
  readonly ended: Promise<Ended>
  readonly isRunning: () => boolean
  /** SIGTERM, then SIGKILL after 15 s. */
  readonly stop: () => Promise<void>
}

export interface Ended {
  readonly words: string
  readonly code: number | null
}

export function runProgram(options: {
  /** Of the version itself, not of the link to it: threads and children are loaded late. */
  readonly folder: string
  readonly name: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly onLine: (line: string) => void
}): Running {
  const { folder, name, env, onLine } = options
  let http: string | null = null
  const child = spawn(process.execPath, [join(folder, name, 'main.js')], {
    env: { ...env },
    // A Ctrl-C in a terminal reaches the launcher only, which stops the programs in order.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const take = (line: string): void => {
    http ??= httpIn(line)
    onLine(line)
  }
  eachLine(child.stdout, take)
  eachLine(child.stderr, take)
  let isRunning = true
  const ended = new Promise<Ended>((resolve) => {
    const end = (words: string, code: number | null): void => {
      isRunning = false
      resolve({ words, code })
    }
    child.on('error', (error) => end(String(error), null))
    child.on('exit', (code, signal) => end(`${name} ended with ${signal ?? `code ${code}`}`, code))
  })
  return {
    http: () => http,
    ended,
    isRunning: () => isRunning,
    async stop() {
      if (!isRunning) return
      child.kill('SIGTERM')
      const hard = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
      await ended
      clearTimeout(hard)
    },
  }
}

function eachLine(stream: Readable, take: (line: string) => void): void {
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) take(line)
    if (rest.length <= MAX_LINE_CHARS) return
    take(rest)
    rest = ''
  })
  stream.on('end', () => {
    if (rest !== '') take(rest)
  })
}

function httpIn(line: string): string | null {
  if (!line.includes('"listening"')) return null
  try {
    const { msg, http } = JSON.parse(line) as { msg?: unknown; http?: unknown }
    return msg === 'listening' && typeof http === 'string' ? http : null
  } catch {
    // Not a log line of ours.
    return null
  }
}
