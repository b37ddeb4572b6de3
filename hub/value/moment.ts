import { type ClockReading, UPTIME_DRIFT } from '#shared/value/hub/time-anchor.ts'

/** What the main thread knew of the time when it asked the journal's writer to decide. */
export interface Moment {
  readonly reading: ClockReading
  /** No later than this was it; null = nobody can say. */
  readonly upper: number | null
  /** Of the process: the same for all its threads. */
  readonly monotonicMs: number
}

export function takeMoment(time: {
  readonly reading: () => ClockReading
  readonly upper: () => number | null
}): Moment {
  const reading = time.reading()
  return { reading, upper: time.upper(), monotonicMs: monotonicMs() }
}

/** The same after a wait in the writer's queue: a lease must not outlive its end in there. */
export function momentNow({ reading, upper, monotonicMs: since }: Moment): {
  readonly reading: ClockReading
  readonly upper: number | null
} {
  const passed = Math.max(0, monotonicMs() - since)
  // A machine that slept meanwhile shows it by its wall clock.
  const longest = Math.ceil(Math.max(passed * (1 + UPTIME_DRIFT), Date.now() - reading.wallMs))
  return {
    reading: { ...reading, uptimeMs: reading.uptimeMs + Math.ceil(passed) },
    upper: upper === null ? null : upper + longest,
  }
}

function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000
}
