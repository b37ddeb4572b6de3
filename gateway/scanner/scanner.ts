import type { Duplex } from 'node:stream'
import type { DeviceConfig, DeviceEvent } from '#shared/contracts/device.ts'
import { createComplaints } from '#shared/domain/complaints.ts'
import { keepLine, type LineUser, type ReconnectTimes } from '../drivers/keep-line.ts'
import { createScanDecoder, type Scan } from './codec.ts'

export type ScannerConfig = Extract<DeviceConfig, { kind: 'barcode-scanner' }>

export interface ScannerHealth {
  readonly availability: 'online' | 'offline'
  readonly reason: string
}

/** Real times in production; tests may pass shorter ones. */
export interface ScannerTimes extends ReconnectTimes {
  /** Silence that ends a code without a suffix. */
  readonly gapMs: number
  /** Silence after which the rest of a code with a suffix is noise. */
  readonly staleMs: number
  /** The same code within this time is one code: the trigger was held. */
  readonly repeatMs: number
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

const defaultTimes = { gapMs: 50, staleMs: 1000, repeatMs: 300 }

/** Keeps the scanner's line open and says what was scanned. */
export function startScanner(deps: ScannerDeps): Scanner {
  const times = { ...defaultTimes, ...deps.times }
  const { device } = deps.config
  const complain = createComplaints((fields, message) => deps.log.warn(fields, message), setTimeout)
  let last = { data: '', at: Number.NEGATIVE_INFINITY }
  let unreadAt = Number.NEGATIVE_INFINITY

  function read(): LineUser {
    const decoder = createScanDecoder()
    let silence: NodeJS.Timeout | undefined
    deps.onHealth({ availability: 'online', reason: '' })
    return {
      data(chunk) {
        take(decoder.push(chunk))
        clearTimeout(silence)
        if (!decoder.pending()) return
        const waitMs = decoder.hasSuffix() ? times.staleMs : times.gapMs
        silence = setTimeout(() => take(decoder.pause()), waitMs)
      },
      end: () => clearTimeout(silence),
    }
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
        case 'unreadable': {
          complain(device, { device, reason: scan.reason }, 'a scan was dropped')
          // A noisy line is told once.
          const isNoise = at - unreadAt < times.staleMs
          unreadAt = at
          if (!isNoise) deps.onEvent({ kind: 'barcode.unreadable', at })
        }
      }
    }
  }

  return keepLine({
    openLine: deps.openLine,
    begin: read,
    onDown: (reason) => deps.onHealth({ availability: 'offline', reason }),
    times: deps.times,
  })
}
