import {
  type ClockReading,
  lowerBound,
  type TimeAnchor,
  takeAnchor,
  upperBound,
  wantsHandshake,
} from '#shared/value/hub/time-anchor.ts'
import { trustDay } from '#shared/value/hub/trust.ts'
import type { Boot } from '../journal/boot.ts'

/** The cloud's time as this boot may count on it (spine B1.2); in memory, so a restart has none. */
export interface HubTime {
  readonly reading: () => ClockReading
  /** From the answer of a handshake that was asked at this reading. */
  readonly anchor: (cloudTime: number, asked: ClockReading) => void
  /** This disk is an old image: what was promised to it must not be spent. */
  readonly drop: () => void
  readonly wantsHandshake: () => boolean
  /** No later than this is it now, UTC ms; null = the hub cannot say, so it spends no lease. */
  readonly upper: () => number | null
  /** No earlier than this is it now, whatever the wall clock says; null = the hub cannot say. */
  readonly lower: () => number | null
  /** The day whose trust may be used: it moves by the cloud's time only, never by a reboot. */
  readonly trustDay: (last: string | null, dayOf: (at: number) => string) => string | null
}

export function createHubTime(boot: Boot, clock: () => number): HubTime {
  let anchor: TimeAnchor | null = null
  let latest = 0
  const reading = (): ClockReading => {
    // The file ticks in hundredths: two looks at it must not run backwards.
    latest = Math.max(latest, boot.uptimeMs())
    return { bootId: boot.bootId, uptimeMs: latest, wallMs: clock() }
  }
  return {
    reading,
    anchor(cloudTime, asked) {
      anchor = takeAnchor({ cloudTime, asked, answered: reading() })
    },
    drop() {
      anchor = null
    },
    wantsHandshake: () => wantsHandshake(anchor, reading()),
    upper: () => upperBound(anchor, reading()),
    lower: () => lowerBound(anchor, reading()),
    trustDay: (last, dayOf) => trustDay({ anchor, now: reading(), last, dayOf }),
  }
}
