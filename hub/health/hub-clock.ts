import type { Trouble } from '#shared/contracts/trouble.ts'
import { troubleOf } from './trouble.ts'

/** A wall clock that differs from the cloud's by more than this is told (spine C). */
const MAX_OFFSET_MS = 5 * 60_000
const MINUTE_MS = 60_000

/**
 * The hub's time: the wall clock, but never before the floor. A box without a battery boots in 1970
 * or where it was switched off; then time goes on from the floor, or from the cloud's once it spoke.
 */
export interface HubClock {
  /** UTC ms. */
  readonly now: () => number
  /** The cloud told its time; half of the round trip is added. */
  readonly cloudSaid: (cloudTime: number, roundTripMs: number) => void
  readonly state: () => ClockState
  readonly trouble: () => Trouble | null
}

export interface ClockState {
  /** wall: as the machine has it; floor: it was too early; cloud: too early, and the cloud knew better. */
  readonly source: 'wall' | 'floor' | 'cloud'
  /** Wall clock minus the cloud's; null before the cloud has spoken in this run. */
  readonly offsetMs: number | null
}

export function createHubClock(options: {
  readonly wall: () => number
  /** Counts on while the machine sleeps (journal/boot.ts). */
  readonly uptimeMs: () => number
  readonly builtAt: number
  /** Of the newest event in the journal; null = none. */
  readonly lastEventAt: number | null
}): HubClock {
  const { wall, uptimeMs } = options
  const floor = Math.max(options.builtAt, options.lastEventAt ?? 0)
  const startedAt = uptimeMs()
  let said: { readonly time: number; readonly uptime: number } | null = null

  const offset = (): number | null =>
    said === null ? null : wall() - (said.time + uptimeMs() - said.uptime)
  const source = (): ClockState['source'] => {
    const off = offset()
    // One event made under a clock far ahead must not hold the hub there for ever.
    if (off !== null && Math.abs(off) <= MAX_OFFSET_MS) return 'wall'
    if (wall() >= floor) return 'wall'
    return off === null ? 'floor' : 'cloud'
  }

  return {
    now() {
      switch (source()) {
        case 'wall':
          return wall()
        case 'floor':
          return Math.round(floor + uptimeMs() - startedAt)
        case 'cloud':
          return Math.round(wall() - (offset() ?? 0))
      }
    },
    cloudSaid(cloudTime, roundTripMs) {
      // A cloud that lives before our program was built has a wrong clock itself.
      if (cloudTime < options.builtAt) return
      said = { time: cloudTime + roundTripMs / 2, uptime: uptimeMs() }
    },
    state() {
      const off = offset()
      return { source: source(), offsetMs: off === null ? null : Math.round(off) }
    },
    trouble() {
      const off = offset()
      if (off !== null && Math.abs(off) > MAX_OFFSET_MS)
        return troubleOf('clock-offset', { minutes: Math.round(off / MINUTE_MS) })
      return source() === 'floor' ? troubleOf('clock-floor', {}) : null
    },
  }
}
