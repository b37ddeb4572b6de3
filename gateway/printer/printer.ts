import type { Duplex } from 'node:stream'
import type { DeviceConfig, DeviceState } from '#shared/contracts/device.ts'
import { noiseWords, silenceWords } from '../lines/words.ts'
import { createAttempts } from './attempt.ts'
import { commands } from './commands.ts'
import { createConnection } from './connection.ts'
import { kickDrawer } from './drawer.ts'
import type { Exchange } from './exchange.ts'
import { doPrintJob, type PrintJob, type PrintOutcome, type PrintProgress } from './print-job.ts'
import { profileOf } from './profiles.ts'
import { warmGlyphs } from './raster.ts'
import { blockedBy, type PrinterSensors } from './status.ts'
import { createAlarm, createTurns } from './turns.ts'

export type { PrintJob, PrintOutcome, PrintProgress } from './print-job.ts'

export type PrinterConfig = Extract<DeviceConfig, { kind: 'receipt-printer' }>

export interface PrinterHealth {
  readonly availability: 'online' | 'offline'
  /** Why it is not usable, in words; empty when it is. */
  readonly reason: string
  readonly paper: DeviceState['paper']
  readonly cover: DeviceState['cover']
  /** Unknown where it has no contact. */
  readonly drawer: 'closed' | 'open' | 'unknown'
  readonly error: string
}

export interface Printer {
  readonly config: PrinterConfig
  health(): PrinterHealth
  /** Jobs are done one after the other; `report` hears of waiting and printing in between. */
  print(job: PrintJob, report: (progress: PrintProgress) => void): Promise<PrintOutcome>
  /** A kick later than `expiresAt` is never sent. */
  openDrawer(expiresAt: number): Promise<PrintOutcome>
  close(): Promise<void>
}

/** Real times in production; tests may pass shorter ones. All in milliseconds. */
export interface PrinterTimes {
  /** For one status answer. */
  readonly answerMs: number
  /** For the word that a receipt is out, beside the time of the line itself. */
  readonly completeMs: number
  /** Between looks at paper and cover while printing. */
  readonly watchMs: number
  /** What a receipt needs at most, for a printer that does not say when it is out. */
  readonly settleMs: number
  /** Between looks while a job waits. */
  readonly waitMs: number
  /** Between looks while there is nothing to do. */
  readonly pollMs: number
  readonly reconnectMinMs: number
  readonly reconnectMaxMs: number
  /** A drawer asked for with a receipt opens within this time or not at all. */
  readonly drawerLateMs: number
  /** What a running job may still take at `close`. */
  readonly stopMs: number
}

export interface PrinterDeps {
  readonly config: PrinterConfig
  /** Opens a new line; the printer calls it again after each loss. */
  readonly openLine: () => Promise<Duplex>
  readonly clock: () => number
  readonly onHealth: (health: PrinterHealth) => void
  readonly times?: Partial<PrinterTimes>
}

const defaultTimes: PrinterTimes = {
  answerMs: 1500,
  completeMs: 20_000,
  watchMs: 400,
  settleMs: 4000,
  waitMs: 400,
  pollMs: 3000,
  reconnectMinMs: 500,
  reconnectMaxMs: 10_000,
  drawerLateMs: 10_000,
  stopMs: 3000,
}
const jobsMax = 100

/** Keeps the printer connected and does its jobs. */
export function startPrinter(deps: PrinterDeps): Printer {
  const { config, clock, onHealth } = deps
  const times = { ...defaultTimes, ...deps.times }
  const profile = profileOf(config.profile, config.codePages)
  const alarm = createAlarm()
  const idleAlarm = createAlarm()
  // A job may wait long for paper; the line is held only for one exchange, so drawers still open.
  const inJobTurn = createTurns()
  const inLineTurn = createTurns()
  let jobs = 0
  let missed = 0
  let closing = false
  let sensors: PrinterSensors | null = null
  let lastHealth = ''
  let heardAt = performance.now()
  const told = new WeakSet<Exchange>()
  const attempts = createAttempts({ profile, times, lineMs, onSensors: noteSensors, silence })
  const connection = createConnection({
    openLine: deps.openLine,
    reconnectMinMs: times.reconnectMinMs,
    reconnectMaxMs: times.reconnectMaxMs,
    onChange: noteConnection,
    onSensors: noteSensors,
  })
  const common = { profile, connection, alarm, clock, inLineTurn, isClosing: () => closing }
  const shared = { ...common, waitMs: times.waitMs, answerMs: times.answerMs }
  if (profile.raster) setImmediate(warmGlyphs)
  const polling = poll()
  return { config, health, print, openDrawer, close }

  async function print(
    job: PrintJob,
    report: (progress: PrintProgress) => void,
  ): Promise<PrintOutcome> {
    if (jobs >= jobsMax) {
      return { outcome: 'failed', reason: `more than ${jobsMax} jobs wait for this printer` }
    }
    jobs += 1
    try {
      return await inJobTurn(() => {
        return doPrintJob(job, report, {
          ...shared,
          columns: config.columns,
          font: config.font,
          hasDrawer: config.drawer,
          print: attempts.print,
          drawerLateMs: times.drawerLateMs,
        })
      })
    } finally {
      jobs -= 1
    }
  }

  async function openDrawer(expiresAt: number): Promise<PrintOutcome> {
    if (!config.drawer) return { outcome: 'failed', reason: 'no drawer is set for this printer' }
    return kickDrawer(expiresAt, { ...shared, check: attempts.check })
  }

  async function poll(): Promise<void> {
    while (!closing) {
      const exchange = connection.current()
      if (exchange !== null && profile.status && jobs === 0) {
        await inLineTurn(async () => {
          await askForChanges(exchange)
          noteSensors(await exchange.sensors(times.answerMs))
        })
      }
      await idleAlarm.wait(times.pollMs)
    }
  }

  /** Once on each line; a document says it again, as `ESC @` may have ended it. */
  async function askForChanges(exchange: Exchange): Promise<void> {
    if (!profile.automaticStatus || told.has(exchange)) return
    told.add(exchange)
    // The line says itself why it takes nothing.
    await exchange.write(commands.automaticStatus, times.answerMs).catch(() => undefined)
  }

  function noteConnection(): void {
    sensors = null
    heardAt = performance.now()
    missed = 0
    alarm.ring()
    idleAlarm.ring()
    reportHealth()
  }

  function noteSensors(seen: PrinterSensors | null): void {
    sensors = seen
    missed = seen === null ? missed + 1 : 0
    if (seen !== null) heardAt = performance.now()
    // A line that looks open and says nothing is most often dead: a new one tells.
    if (missed >= 2) connection.current()?.close()
    reportHealth()
  }

  function reportHealth(): void {
    if (closing) return
    const now = health()
    const text = JSON.stringify(now)
    if (text === lastHealth) return
    lastHealth = text
    onHealth(now)
  }

  function health(): PrinterHealth {
    const blind = { paper: 'unknown', cover: 'unknown', drawer: 'unknown', error: '' } as const
    const exchange = connection.current()
    if (exchange === null) {
      return { availability: 'offline', reason: connection.problem().slice(0, 200), ...blind }
    }
    if (!profile.status) return { availability: 'online', reason: '', ...blind }
    if (sensors === null) return { availability: 'offline', reason: silence(exchange), ...blind }
    const { paper, cover, error } = sensors
    const drawer = drawerOf(sensors)
    return { availability: 'online', reason: blockedBy(sensors), paper, cover, drawer, error }
  }

  function silence(exchange: Exchange): string {
    if (exchange.heardNoise()) return noiseWords(config.line)
    return silenceWords(config.line, performance.now() - heardAt)
  }

  function drawerOf({ drawerPin }: PrinterSensors): PrinterHealth['drawer'] {
    if (config.drawerSensor === undefined) return 'unknown'
    return (drawerPin === 'high') === (config.drawerSensor === 'high-is-open') ? 'open' : 'closed'
  }

  function lineMs(bytes: number): number {
    // Eleven bits a byte at worst.
    return config.line.kind === 'serial' ? Math.ceil((bytes * 11_000) / config.line.baudRate) : 0
  }

  async function close(): Promise<void> {
    closing = true
    alarm.ring()
    idleAlarm.ring()
    const stopped = createAlarm()
    void inJobTurn(async () => stopped.ring())
    await stopped.wait(times.stopMs)
    await connection.close()
    await polling
    await inJobTurn(async () => undefined)
  }
}
