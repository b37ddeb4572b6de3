/** What a box's wall clock wakes up to: a kept-up clock, the time of the last shutdown, or the epoch. */
export type BootClock = 'right' | 'last-value' | '1970'

/**
 * The clocks of one box, in whole milliseconds. True time comes from the agenda; product code
 * reads only these.
 */
export interface BoxClock {
  bootId(): string
  /** Since the boot, as `/proc/uptime`: it drifts, and counts suspended time (spine B1.2). */
  uptime(): number
  /** Since the boot, as `performance.now()`: stops while suspended. */
  monotonic(): number
  /** Wrong by any amount, and may jump. */
  wall(): number
  /** Notes the wall time that a box without a battery will wake up to. */
  powerOff(): void
  /** A new boot id, uptime 0. */
  boot(wall: BootClock): void
  jumpWall(byMs: number): void
  /** Parts per million, at most 400 either way: a quartz in a cold cellar. */
  setDrift(ppm: number): void
  suspend(): void
  resume(): void
}

export const MOST_DRIFT_PPM = 400

export interface BoxClockOptions {
  readonly now: () => number
  /** Names its boots; no two boxes may share it, not even two copies of one disk. */
  readonly box: string
  readonly driftPpm: number
  /** How far a `right` wall clock is from the truth. */
  readonly wallOffsetMs: number
}

export function createBoxClock({ now, box, driftPpm, wallOffsetMs }: BoxClockOptions): BoxClock {
  let boots = 0
  let bootId = ''
  let rate = 1
  /** True time, and the quartz's, when the rate last changed. */
  let trueBase = now()
  let quartzBase = 0
  let bootedAt = 0
  let wallBase = 0
  let offAt: number | null = null
  let suspendedAt: number | null = null
  let suspendedMs = 0

  /** Milliseconds by this box's quartz since it was made. */
  function quartz(): number {
    return quartzBase + (now() - trueBase) * rate
  }

  function wall(): number {
    return Math.floor(wallBase + quartz())
  }

  function boot(shows: BootClock): void {
    const last = offAt ?? wall()
    boots += 1
    bootId = `${box}#${boots}`
    bootedAt = quartz()
    suspendedAt = null
    suspendedMs = 0
    offAt = null
    wallBase = wakesAt(shows, last) - quartz()
  }

  function wakesAt(shows: BootClock, last: number): number {
    switch (shows) {
      case 'right':
        return now() + wallOffsetMs
      case 'last-value':
        return last
      case '1970':
        return 0
    }
  }

  function setDrift(ppm: number): void {
    if (!(Math.abs(ppm) <= MOST_DRIFT_PPM)) {
      throw new RangeError(`clock: drift ${ppm} ppm; at most ${MOST_DRIFT_PPM} either way`)
    }
    quartzBase = quartz()
    trueBase = now()
    rate = 1 + ppm / 1e6
  }

  setDrift(driftPpm)
  boot('right')
  return {
    bootId: () => bootId,
    uptime: () => Math.floor(quartz() - bootedAt),
    monotonic: () => Math.floor((suspendedAt ?? quartz()) - bootedAt - suspendedMs),
    wall,
    powerOff() {
      offAt ??= wall()
    },
    boot,
    jumpWall(byMs) {
      wallBase += byMs
    },
    setDrift,
    suspend() {
      suspendedAt ??= quartz()
    },
    resume() {
      if (suspendedAt === null) return
      suspendedMs += quartz() - suspendedAt
      suspendedAt = null
    },
  }
}

/** The cloud's time: its wall clock may jump back, its answers never do (spine B1.2). */
export interface CloudClock {
  now(): number
  /** The machine below: true time plus its error. */
  wall(): number
  jumpWall(byMs: number): void
  /** The stored maximum, which belongs into a backup. */
  highest(): number
  /** A restored backup knows an older maximum; with it the clock may go back, never behind it. */
  restoreHighest(highest: number): void
}

export function createCloudClock(now: () => number): CloudClock {
  let error = 0
  let highest = now()
  return {
    now() {
      highest = Math.max(highest, now() + error)
      return highest
    },
    wall: () => now() + error,
    jumpWall(byMs) {
      error += byMs
    },
    highest: () => highest,
    restoreHighest(stored) {
      highest = stored
    },
  }
}
