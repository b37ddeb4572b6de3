import { z } from 'zod'

/** What a hub's copy of the feed costs and how fast it is, over the last 24 hours. */
export const FeedTraffic = z
  .object({
    /** Bytes of frames sent, by what they carry, and of first copies. */
    urgentBytes: z.int(),
    balancesBytes: z.int(),
    copyBytes: z.int(),
    /** From the change at HQ until the hub could read it; null = none was measured. */
    urgentDelay: z.object({ changes: z.int(), p50Ms: z.int(), maxMs: z.int() }).nullable(),
  })
  .meta({ id: 'FeedTraffic' })
export type FeedTraffic = z.infer<typeof FeedTraffic>

export type TrafficKind = 'urgent' | 'balances' | 'copy'

/** Sums by the hour, so that a budget a day can be told at any minute and in any time zone. */
export const SavedTraffic = z.object({
  hours: z.array(z.object({ hour: z.int(), urgent: z.int(), balances: z.int(), copy: z.int() })),
  delays: z.array(z.object({ at: z.int(), ms: z.int() })),
})
export type SavedTraffic = z.infer<typeof SavedTraffic>

export interface Traffic {
  readonly sent: (kind: TrafficKind, bytes: number, now: number) => void
  readonly delayed: (ms: number, now: number) => void
  readonly last24Hours: (now: number) => FeedTraffic
  readonly saved: () => SavedTraffic
}

const HOUR_MS = 3_600_000
const HOURS = 24
/** Of the newest changes. */
const DELAYS_KEPT = 500

export function createTraffic(before: SavedTraffic = { hours: [], delays: [] }): Traffic {
  let hours = before.hours.map((hour) => ({ ...hour }))
  let delays = [...before.delays]
  const prune = (now: number) => {
    const first = Math.floor(now / HOUR_MS) - HOURS + 1
    hours = hours.filter(({ hour }) => hour >= first)
    delays = delays.filter(({ at }) => at > now - HOURS * HOUR_MS).slice(-DELAYS_KEPT)
  }
  return {
    sent(kind, bytes, now) {
      prune(now)
      const hour = Math.floor(now / HOUR_MS)
      const known = hours.find((one) => one.hour === hour)
      const entry = known ?? { hour, urgent: 0, balances: 0, copy: 0 }
      if (!known) hours.push(entry)
      entry[kind] += bytes
    },
    delayed(ms, now) {
      delays.push({ at: now, ms })
      prune(now)
    },
    last24Hours(now) {
      prune(now)
      const sum = (kind: TrafficKind) => hours.reduce((bytes, hour) => bytes + hour[kind], 0)
      return {
        urgentBytes: sum('urgent'),
        balancesBytes: sum('balances'),
        copyBytes: sum('copy'),
        urgentDelay: summary(delays.map(({ ms }) => ms)),
      }
    },
    saved: () => ({ hours, delays }),
  }
}

function summary(delays: readonly number[]): FeedTraffic['urgentDelay'] {
  const sorted = delays.toSorted((a, b) => a - b)
  const middle = sorted[Math.floor((sorted.length - 1) / 2)]
  if (middle === undefined) return null
  return { changes: sorted.length, p50Ms: middle, maxMs: sorted.at(-1) ?? middle }
}
