import type { Duplex } from 'node:stream'
import type { DeviceConfig } from '#shared/contracts/device.ts'
import { type KeptLine, keepLine, type ReconnectTimes } from '../drivers/keep-line.ts'
import { isOf, plainHealth } from '../drivers/listening-driver.ts'
import type { Driver, DriverVoice } from '../link/device.ts'
import { type DisplayConfig, showBytes, startBytes, type TwoLines } from './encode.ts'

export interface DisplayDriverDeps {
  readonly openLine: (config: DeviceConfig) => Promise<Duplex>
  readonly clock: () => number
  readonly log: { warn(fields: object, message: string): void }
  readonly times?: Partial<ReconnectTimes>
  /** A line that takes no bytes for so long is dead: a display held by flow control, for one. */
  readonly stuckMs?: number
}

interface Shown {
  readonly lines: TwoLines
  readonly until: number
}

const empty = { left: '', right: '' }
const blank: TwoLines = [empty, empty]

/**
 * Shows what was said last, and nothing for longer than it holds: one text is kept, however many
 * come while the line is slow or away, and an old one is never written.
 */
export function createDisplayDriver(deps: DisplayDriverDeps, voice: DriverVoice): Driver {
  const { clock, log, stuckMs = 5000 } = deps
  let kept: KeptLine | undefined
  let wanted: Shown | null = null
  let change: (() => void) | undefined

  function start(config: DisplayConfig): KeptLine {
    const say = (availability: 'online' | 'offline', reason: string) =>
      voice.health(plainHealth({ availability, reason }, clock()))
    return keepLine({
      openLine: () => deps.openLine(config),
      onDown: (reason) => say('offline', reason),
      times: deps.times,
      begin(line) {
        let written: TwoLines | null = null
        let isWriting = false
        let timer: NodeJS.Timeout | undefined
        const write = (bytes: Uint8Array, then: () => void) => {
          isWriting = true
          const stuck = setTimeout(() => {
            line.destroy(new Error(`the display took no bytes for ${stuckMs / 1000} s`))
          }, stuckMs)
          line.write(bytes, () => {
            clearTimeout(stuck)
            isWriting = false
            then()
          })
        }
        const work = () => {
          clearTimeout(timer)
          if (isWriting || line.destroyed) return
          const leftMs = (wanted?.until ?? 0) - clock()
          const lines = wanted !== null && leftMs > 0 ? wanted.lines : blank
          if (leftMs > 0) timer = setTimeout(work, Math.min(leftMs, 60_000))
          else wanted = null
          if (JSON.stringify(written) === JSON.stringify(lines)) return
          written = lines
          write(showBytes(config, lines), work)
        }
        change = work
        write(startBytes(config), () => {
          if (!line.destroyed) say('online', '')
          work()
        })
        return {
          // A display says nothing; its line is read so that a pulled cable is seen.
          data: () => undefined,
          end() {
            clearTimeout(timer)
            if (change === work) change = undefined
          },
        }
      },
    })
  }

  return {
    take(job) {
      if (job.kind !== 'show') {
        log.warn({ job: job.jobId }, 'a display only shows')
        return
      }
      wanted = { lines: job.lines, until: job.expiresAt }
      change?.()
    },
    setLinked: () => undefined,
    async configure(config) {
      if (!isOf(config, 'customer-display')) return
      await kept?.close()
      kept = start(config)
    },
    async close() {
      await kept?.close()
    },
  }
}
