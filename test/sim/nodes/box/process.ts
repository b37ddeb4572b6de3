import type { BoxSite } from './box-site.ts'

export type Death = 'crash' | 'power-cut'

/** The program of a box: it starts, sleeps and dies, and nothing that a dead one planned happens. */
export interface Process {
  readonly isUp: () => boolean
  isAwake(): boolean
  /** Counts the starts. */
  life(): number
  start(): void
  /** SIGKILL: what was written stays written. */
  readonly crash: () => void
  /** Unsynced writes are lost where it dies by a power cut. */
  readonly dieAfter: (steps: number, how: Death, next: () => void) => void
  readonly suspend: () => void
  readonly resume: () => void
  /** One step, which may be its last; false = it is not taken. */
  step(): boolean
  /** A step of this life, after the delay or once the box is awake again. */
  later(delayMs: number, task: () => void): void
  /** Steps that come again and again as long as this life lasts. */
  beat(task: () => void): void
  /** A look from outside, which is no step; none at a box that is down or asleep. */
  watch(delayMs: number, look: () => void): void
}

const AWAKE_AGAIN_MS = 1_000
const BEAT_SPREAD_MS = 5_000

export function createProcess({ world, disk, clock, random }: BoxSite): Process {
  const { agenda, reach } = world
  let life = 0
  let up = false
  let asleep = false
  let doom: { left: number; readonly how: Death; readonly next: () => void } | null = null

  function isAlive(since: number): boolean {
    if (since !== life || !up) return false
    if (doom === null) return true
    doom.left -= 1
    if (doom.left > 0) return true
    const { how, next } = doom
    doom = null
    if (how === 'crash') crash()
    else powerCut()
    next()
    return false
  }

  function crash(): void {
    if (!up) return
    up = false
    life += 1
    reach('box: the process is killed')
  }

  function powerCut(): void {
    const { journal } = disk
    if (up && journal.syncedEnd() < journal.end()) reach('box: unsynced writes are lost')
    up = false
    life += 1
    journal.powerCut(random)
    clock.powerOff()
    reach('box: the power is cut')
  }

  function beat(since: number, task: () => void): void {
    agenda.after(world.beatMs + random.int(BEAT_SPREAD_MS), () => {
      if (since !== life || !up) return
      if (!asleep && isAlive(since)) task()
      beat(since, task)
    })
  }

  return {
    isUp: () => up,
    isAwake: () => up && !asleep,
    life: () => life,
    start() {
      life += 1
      up = true
      asleep = false
    },
    crash,
    dieAfter(left, how, next) {
      doom = { left, how, next }
    },
    suspend() {
      asleep = true
      clock.suspend()
    },
    resume() {
      asleep = false
      clock.resume()
    },
    step: () => !asleep && isAlive(life),
    later(delayMs, task) {
      const since = life
      const run = (): void => {
        if (asleep) agenda.after(AWAKE_AGAIN_MS, run)
        else if (isAlive(since)) task()
      }
      agenda.after(delayMs, run)
    },
    beat: (task) => beat(life, task),
    watch(delayMs, look) {
      const since = life
      agenda.after(delayMs, () => {
        if (since === life && up && !asleep) look()
      })
    },
  }
}
