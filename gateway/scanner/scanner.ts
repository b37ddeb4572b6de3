import type { Duplex } from 'node:stream'
import type { DeviceConfig, DeviceEvent } from '#shared/contracts/device.ts'
import { createScanDecoder, type Scan } from './codec.ts'

export type ScannerConfig = Extract<DeviceConfig, { kind: 'barcode-scanner' }>

export interface ScannerHealth {
  readonly availability: 'online' | 'offline'
  readonly reason: string
}

/** Real times in production; tests may pass shorter ones. */
export interface ScannerTimes {
  /** Silence that ends a code without a suffix. */
  readonly gapMs: number
  /** Silence after which the rest of a code with a suffix is noise. */
  readonly staleMs: number
  /** The same code within this time is one code: the trigger was held. */
  readonly repeatMs: number
  readonly reconnectMinMs: number
  readonly reconnectMaxMs: number
}

export interface ScannerDeps {
  readonly config: ScannerConfig
  /** Opens a new line; called again after each loss. */
  readonly openLine: () => Promise<Duplex>
  readonly clock: () => number
  readonly onHealth: (health: ScannerHealth) => void
  readonly onEvent: (event: DeviceEvent) => void
  readonly log: { warn(fields: object, message: string): void }
  readonly times?: Partial<ScannerTimes>
}

export interface Scanner {
  close(): Promise<void>
}

const defaultTimes: ScannerTimes = {
  gapMs: 50,
  staleMs: 1000,
  repeatMs: 300,
  reconnectMinMs: 1000,
  reconnectMaxMs: 30_000,
}

/** Keeps the scanner's line open and says what was scanned. */
export function startScanner(deps: ScannerDeps): Scanner {
  const times = { ...defaultTimes, ...deps.times }
  const stop = new AbortController()
  let last = { data: '', at: Number.NEGATIVE_INFINITY }

  async function run(): Promise<void> {
    let waitMs = times.reconnectMinMs
    while (!stop.signal.aborted) {
      try {
        const line = await deps.openLine()
        waitMs = times.reconnectMinMs
        deps.onHealth({ availability: 'online', reason: '' })
        await read(line)
        deps.onHealth({ availability: 'offline', reason: 'the line was closed' })
      } catch (error) {
        deps.onHealth({ availability: 'offline', reason: reasonOf(error) })
      }
      await pause(waitMs, stop.signal)
      waitMs = Math.min(waitMs * 2, times.reconnectMaxMs)
    }
  }

  /** Until the line ends. */
  function read(line: Duplex): Promise<void> {
    const decoder = createScanDecoder()
    let silence: NodeJS.Timeout | undefined
    return new Promise((resolve, reject) => {
      const close = () => line.destroy()
      stop.signal.addEventListener('abort', close)
      if (stop.signal.aborted) close()
      line.on('data', (chunk: Uint8Array) => {
        take(decoder.push(chunk))
        clearTimeout(silence)
        if (!decoder.pending()) return
        const waitMs = decoder.hasSuffix() ? times.staleMs : times.gapMs
        silence = setTimeout(() => take(decoder.pause()), waitMs)
      })
      line.once('error', reject)
      line.once('end', () => line.destroy())
      line.once('close', () => {
        clearTimeout(silence)
        stop.signal.removeEventListener('abort', close)
        resolve()
      })
    })
  }

  function take(scans: readonly Scan[]): void {
    for (const scan of scans) {
      const at = deps.clock()
      switch (scan.kind) {
        case 'barcode': {
          const { data, symbology } = scan
          const isRepeat = data === last.data && at - last.at < times.repeatMs
          last = { data, at }
          if (!isRepeat) deps.onEvent({ kind: 'barcode.scanned', at, data, symbology })
          break
        }
        case 'card-refused':
          deps.onEvent({ kind: 'card.refused', at })
          break
        case 'unreadable':
          deps.log.warn({ device: deps.config.device, reason: scan.reason }, 'a scan was dropped')
      }
    }
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
