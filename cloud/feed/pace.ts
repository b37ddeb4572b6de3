import { FRAME_BYTES } from './wal.ts'

/** One feed transaction per 500 ms at most; the first after a pause goes at once (spine rule 8). */
export const URGENT_EVERY_MS = 500
/** A broken connection restarts a transaction from its first frame. */
export const MAX_FRAMES_PER_COMMIT = 2000

const MIN_CHANGES = 25
const MAX_CHANGES = 4000
const DAY_MS = 24 * 60 * 60 * 1000

/** How many changes the next transaction may take, judged by the frames the last one took. */
export function nextLimit(limit: number, changes: number, frames: number): number {
  if (changes === 0) return limit
  const fitting = (MAX_FRAMES_PER_COMMIT * 0.75 * changes) / Math.max(1, frames)
  return Math.floor(Math.min(Math.max(fitting, MIN_CHANGES), limit * 4, MAX_CHANGES))
}

/** How many changes to try after so many took too many frames; at least one goes at any size. */
export function fittingLimit(changes: number, frames: number): number {
  const fitting = (MAX_FRAMES_PER_COMMIT * 0.6 * changes) / frames
  return Math.max(1, Math.floor(Math.min(fitting, changes / 2)))
}

/** Window of the balances, such that a hub's bytes a day stay in the company's budget. */
export function nextWindow(options: {
  readonly frames: number
  readonly bytesPerHubAndDay: number
  readonly windowMinMs: number
}): number {
  const windowMs = (options.frames * FRAME_BYTES * DAY_MS) / options.bytesPerHubAndDay
  return Math.min(Math.max(windowMs, options.windowMinMs), DAY_MS)
}
