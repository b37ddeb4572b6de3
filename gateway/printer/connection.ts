import type { Duplex } from 'node:stream'
import { createExchange, type Exchange } from './exchange.ts'
import type { PrinterSensors } from './status.ts'
import { createAlarm } from './turns.ts'

export interface Connection {
  /** The open line, or null: then `problem` says why. */
  current(): Exchange | null
  problem(): string
  close(): Promise<void>
}

/** A line that lived shorter than this is not a success: the back-off goes on growing. */
const stableMs = 5000

/** Keeps one line open: tries again with doubling pauses, always with a new line. */
export function createConnection(deps: {
  readonly openLine: () => Promise<Duplex>
  readonly reconnectMinMs: number
  readonly reconnectMaxMs: number
  readonly onChange: () => void
  readonly onSensors: (sensors: PrinterSensors) => void
}): Connection {
  const alarm = createAlarm()
  let exchange: Exchange | null = null
  let problem = 'not connected yet'
  let closing = false
  const running = run()
  return { current: () => exchange, problem: () => problem, close }

  async function run(): Promise<void> {
    let pauseMs = deps.reconnectMinMs
    while (!closing) {
      const livedMs = await connectOnce()
      if (closing) return
      pauseMs = livedMs >= stableMs ? deps.reconnectMinMs : pauseMs
      await alarm.wait(pauseMs)
      pauseMs = Math.min(pauseMs * 2, deps.reconnectMaxMs)
    }
  }

  async function connectOnce(): Promise<number> {
    const line = await deps.openLine().catch((error: unknown) => {
      problem = `not connected: ${error instanceof Error ? error.message : String(error)}`
      return null
    })
    if (line === null) {
      deps.onChange()
      return 0
    }
    const openedAt = performance.now()
    await new Promise<void>((resolve) => {
      exchange = createExchange(line, {
        close: (reason) => {
          exchange = null
          problem = `connection lost: ${reason}`
          resolve()
        },
        sensors: deps.onSensors,
      })
      if (closing) exchange.close()
      else deps.onChange()
    })
    if (!closing) deps.onChange()
    return performance.now() - openedAt
  }

  async function close(): Promise<void> {
    closing = true
    exchange?.close()
    alarm.ring()
    await running
  }
}
