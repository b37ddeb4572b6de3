import type { Duplex } from 'node:stream'
import type { DeviceConfig, DeviceJob, WeighFault } from '#shared/contracts/device.ts'
import { type KeptLine, keepLine, type ReconnectTimes } from '../drivers/keep-line.ts'
import { isOf, plainHealth } from '../drivers/listening-driver.ts'
import { silenceWords } from '../lines/words.ts'
import type { Driver, DriverVoice } from '../link/device.ts'
import { askWeight, createWeighingDecoder, type Weighing } from './mettler-8217.ts'

/** Real times in production; tests may pass shorter ones. */
export interface ScaleTimes extends ReconnectTimes {
  /** Between two questions while somebody waits for a weight. */
  readonly askMs: number
  /** Between two questions while nobody does: whether the scale is there. */
  readonly idleMs: number
  /** Silence after which it is not. */
  readonly silentMs: number
  /** An answer that is later than this does not come any more: it is asked again. */
  readonly lateMs: number
}

export interface ScaleDriverDeps {
  readonly session: string
  readonly openLine: (config: DeviceConfig) => Promise<Duplex>
  readonly clock: () => number
  readonly log: { warn(fields: object, message: string): void }
  readonly times?: Partial<ScaleTimes>
}

const defaultTimes = { askMs: 150, idleMs: 4000, silentMs: 12_000, lateMs: 1000 }
/** A till asks once at a time; a second question takes the place of the first. */
type Asked = Extract<DeviceJob, { kind: 'weigh' }>

/**
 * A scale on the wire. A weight is given only when the scale itself calls it stable, and only to
 * who asked for it before: a weight of an earlier customer is never found lying on the line.
 */
export function createScaleDriver(deps: ScaleDriverDeps, voice: DriverVoice): Driver {
  const { clock, log, session } = deps
  const times = { ...defaultTimes, ...deps.times }
  let kept: KeptLine | undefined
  let asked: Asked | null = null
  let fault: WeighFault = 'silent'
  let deadline: NodeJS.Timeout | undefined
  let ask: (() => void) | undefined

  function answer(state: 'done' | 'failed', more: { weight?: number; reason?: string }): void {
    if (asked === null) return
    const { jobId, attempt } = asked
    asked = null
    clearTimeout(deadline)
    voice.result({ jobId, attempt, session, state, reason: '', at: clock(), ...more })
  }

  function start(config: Extract<DeviceConfig, { kind: 'scale' }>): KeptLine {
    const say = (availability: 'online' | 'offline', reason: string) =>
      voice.health(plainHealth({ availability, reason }, clock()))
    return keepLine({
      openLine: () => deps.openLine(config),
      onDown: (reason) => {
        fault = 'silent'
        say('offline', reason)
      },
      times: deps.times,
      begin(line) {
        const decoder = createWeighingDecoder()
        let next: NodeJS.Timeout | undefined
        let heardAt = clock()
        let isHeard: boolean | null = null
        let isWriting = false
        let askedAt: number | null = null
        /** An answer to a question of before somebody asked counts for nothing. */
        let skip = 0
        const isAwaited = () => askedAt !== null && clock() - askedAt < times.lateMs
        const hear = (heard: boolean) => {
          if (heard === isHeard) return
          isHeard = heard
          if (heard) say('online', '')
          else say('offline', silenceWords(config.line, times.silentMs))
        }
        const question = () => {
          clearTimeout(next)
          if (line.destroyed) return
          if (clock() - heardAt >= times.silentMs) {
            fault = 'silent'
            hear(false)
          }
          // One question is on its way at a time, also where the line takes nothing.
          if (!isWriting && !isAwaited()) {
            isWriting = true
            askedAt = clock()
            line.write(askWeight, () => {
              isWriting = false
            })
          }
          next = setTimeout(question, asked === null ? times.idleMs : times.askMs)
        }
        const take = (weighing: Weighing) => {
          if (weighing.kind === 'noise') return
          heardAt = clock()
          hear(true)
          askedAt = null
          if (skip > 0) skip -= 1
          else if (weighing.kind === 'stable') answer('done', { weight: weighing.weight })
          else fault = weighing.fault
        }
        ask = () => {
          // Also one that is late: it may lie on the line of a gateway that stood still.
          skip = askedAt === null ? 0 : 1
          question()
        }
        question()
        return {
          data(chunk) {
            for (const weighing of decoder.push(chunk)) take(weighing)
          },
          end() {
            clearTimeout(next)
            ask = undefined
          },
        }
      },
    })
  }

  return {
    take(job) {
      if (job.kind !== 'weigh') {
        log.warn({ job: job.jobId }, 'a scale only weighs')
        return
      }
      if (asked?.jobId === job.jobId) return
      answer('failed', { reason: 'motion' })
      asked = job
      fault = ask === undefined ? 'silent' : 'motion'
      const leftMs = Math.min(Math.max(0, job.expiresAt - clock()), 60_000)
      deadline = setTimeout(() => answer('failed', { reason: fault }), leftMs)
      if (leftMs > 0) ask?.()
    },
    setLinked: () => undefined,
    async configure(config) {
      if (!isOf(config, 'scale')) return
      await kept?.close()
      kept = start(config)
    },
    async close() {
      answer('failed', { reason: 'silent' })
      await kept?.close()
    },
  }
}
