import type { Duplex } from 'node:stream'

/** Real times in production; tests may pass shorter ones. */
export interface ReconnectTimes {
  readonly reconnectMinMs: number
  readonly reconnectMaxMs: number
}

export interface KeepLineDeps {
  /** Opens a new line; called again after each loss. */
  readonly openLine: () => Promise<Duplex>
  /** A line is there. What it returns hears its bytes, and its end. */
  readonly begin: (line: Duplex) => LineUser
  /** The line was lost, or could not be opened: why, in words. */
  readonly onDown: (reason: string) => void
  readonly times?: Partial<ReconnectTimes> | undefined
}

export interface LineUser {
  readonly data: (chunk: Uint8Array) => void
  readonly end: () => void
}

export interface KeptLine {
  close(): Promise<void>
}

/** A cashier who puts a plug back in waits for the device: no longer than it takes to try it. */
const defaultTimes: ReconnectTimes = { reconnectMinMs: 500, reconnectMaxMs: 2000 }

/**
 * Keeps a device's line open, with back-off. Somebody always reads it, also where the device has
 * nothing to say: a line that nobody reads does not tell that it hung up.
 */
export function keepLine(deps: KeepLineDeps): KeptLine {
  const times = { ...defaultTimes, ...deps.times }
  const stop = new AbortController()

  async function run(): Promise<void> {
    let waitMs = times.reconnectMinMs
    while (!stop.signal.aborted) {
      try {
        const line = await deps.openLine()
        waitMs = times.reconnectMinMs
        await use(line)
        deps.onDown('the line was closed')
      } catch (error) {
        deps.onDown(reasonOf(error))
      }
      await pause(waitMs, stop.signal)
      waitMs = Math.min(waitMs * 2, times.reconnectMaxMs)
    }
  }

  /** Until the line ends. */
  function use(line: Duplex): Promise<void> {
    return new Promise((resolve, reject) => {
      const close = () => line.destroy()
      stop.signal.addEventListener('abort', close)
      line.once('error', reject)
      line.once('end', close)
      const user = deps.begin(line)
      line.on('data', user.data)
      line.once('close', () => {
        stop.signal.removeEventListener('abort', close)
        user.end()
        resolve()
      })
      if (stop.signal.aborted) close()
    })
  }

  const running = run()
  return {
    async close() {
      stop.abort()
      await running
    },
  }
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 200)
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve()
      return
    }
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
}
