import { lockAfter } from '#shared/domain/pin-lock.ts'
import type { ClockReading } from '#shared/value/hub/time-anchor.ts'

/** Wrong PINs in a row of one member at this hub. */
export interface CountedTries {
  readonly memberId: number
  /** Of the PIN that was tried. */
  readonly version: number
  readonly tries: number
  readonly wrong: number
  /** Locked for so long, from this uptime of this boot on; 0 = not. */
  readonly lockedMs: number
  readonly bootId: string
  readonly uptimeMs: number
  /** The same end by the cloud's time; null where that was not known. */
  readonly lockedUntil: number | null
}

/** What the hub may say of the time; setting the wall clock moves neither uptime nor `lower`. */
export interface TimeKnown {
  readonly reading: ClockReading
  readonly upper: number | null
  readonly lower: number | null
}

/**
 * How long it stays locked, by what has surely passed: uptime in the boot that began to count, or
 * the cloud's time. In another boot, and without the cloud, it counts from the start: no reboot
 * shortens it.
 */
export function lockLeftMs(counted: CountedTries, { reading, lower }: TimeKnown): number {
  const { lockedMs, lockedUntil, bootId, uptimeMs } = counted
  if (lockedMs === 0) return 0
  if (lockedUntil !== null && lower !== null && lower >= lockedUntil) return 0
  if (bootId !== reading.bootId || reading.uptimeMs < uptimeMs) return lockedMs
  return Math.max(0, Math.ceil(uptimeMs + lockedMs - reading.uptimeMs))
}

/** One more try, counted as wrong before anybody knows: a power cut must not give it back. */
export function countTry(
  counted: CountedTries | undefined,
  { memberId, version }: Pick<CountedTries, 'memberId' | 'version'>,
  { reading, upper }: TimeKnown,
): CountedTries {
  const same = counted?.version === version ? counted : undefined
  const wrong = (same?.wrong ?? 0) + 1
  const lockedMs = lockAfter(wrong)
  return {
    memberId,
    version,
    tries: (same?.tries ?? 0) + 1,
    wrong,
    lockedMs,
    bootId: reading.bootId,
    uptimeMs: Math.ceil(reading.uptimeMs),
    lockedUntil: lockedMs === 0 || upper === null ? null : Math.ceil(upper + lockedMs),
  }
}

export function clearTries(counted: CountedTries): CountedTries {
  return { ...counted, tries: counted.tries + 1, wrong: 0, lockedMs: 0, lockedUntil: null }
}
