/**
 * What the hub may say about the time without trusting its wall clock (spine B1.2). An anchor is
 * given in a handshake that proved the journal's head (B1.3) and lives in memory only: a boot
 * without a handshake has none. A hub that a till has witnessed to be an old image drops it (B2.8).
 */
export interface TimeAnchor extends ClockReading {
  /** The cloud's clock when it answered, UTC ms. */
  readonly cloudTime: number
  /** How long the answer may have travelled at most. */
  readonly roundTripMs: number
}

/** One look at the machine's clocks. */
export interface ClockReading {
  readonly bootId: string
  /** `/proc/uptime` in ms: unlike CLOCK_MONOTONIC it counts what the machine slept. */
  readonly uptimeMs: number
  readonly wallMs: number
}

/** Beyond it a quartz at 0.05 % has drifted two minutes, and the cloud has long wanted to know. */
export const ANCHOR_LIFE_MS = 72 * 3_600_000
/** An uptime clock is wrong by no more than this share. */
export const UPTIME_DRIFT = 0.0005

/**
 * The anchor of a handshake asked and answered at these readings; null when they cannot be of one
 * boot. A virtual machine frozen in between shows it by its wall clock alone, so the longer counts.
 */
export function takeAnchor(handshake: {
  readonly cloudTime: number
  readonly asked: ClockReading
  readonly answered: ClockReading
}): TimeAnchor | null {
  const { cloudTime, asked, answered } = handshake
  const roundTripMs = longestBetween(asked, answered)
  return roundTripMs === null ? null : { ...answered, cloudTime, roundTripMs }
}

/**
 * No later than this is it now (UTC ms): `c + r + max((uptime − u)·1.0005, wall − wall₀)`; null
 * where the hub cannot say: no anchor, one of another boot, or one older than 72 h.
 */
export function upperBound(anchor: TimeAnchor | null, now: ClockReading): number | null {
  if (anchor === null) return null
  const elapsed = longestBetween(anchor, now)
  if (elapsed === null || elapsed > ANCHOR_LIFE_MS) return null
  return anchor.cloudTime + anchor.roundTripMs + elapsed
}

/** No earlier than this is it now (UTC ms): what the cloud has confirmed, wall clock unheard. */
export function lowerBound(anchor: TimeAnchor | null, now: ClockReading): number | null {
  if (anchor === null || upperBound(anchor, now) === null) return null
  return anchor.cloudTime + Math.floor((now.uptimeMs - anchor.uptimeMs) / (1 + UPTIME_DRIFT))
}

const RENEW_AFTER_MS = 3_600_000
const CLOCKS_DISAGREE_MS = 1000

/**
 * True when a hub with a line to the cloud should shake hands again: the anchor is an hour old, or
 * the wall clock was set since it was taken (NTP after the boot of a box without RTC) and would now
 * push the upper bound ahead for as long as the anchor lives.
 */
export function wantsHandshake(anchor: TimeAnchor | null, now: ClockReading): boolean {
  if (anchor === null || anchor.bootId !== now.bootId) return true
  const byUptime = now.uptimeMs - anchor.uptimeMs
  if (byUptime < 0 || byUptime > RENEW_AFTER_MS) return true
  const byWall = now.wallMs - anchor.wallMs
  return Math.abs(byWall - byUptime) > CLOCKS_DISAGREE_MS + byUptime * UPTIME_DRIFT
}

/** The longest time that can have passed between two readings; null where they are not comparable. */
function longestBetween(earlier: ClockReading, later: ClockReading): number | null {
  if (earlier.bootId !== later.bootId || later.uptimeMs < earlier.uptimeMs) return null
  const byUptime = Math.ceil((later.uptimeMs - earlier.uptimeMs) * (1 + UPTIME_DRIFT))
  return Math.max(byUptime, later.wallMs - earlier.wallMs)
}
