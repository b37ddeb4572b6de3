import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import { areOfHistory, cutAtCommit, FRAME_BYTES, frameOffset, HEADER_BYTES } from './wal.ts'

/** One answer holds at most this many frames (4 MiB); a larger transaction takes several. */
const MAX_FRAMES = Math.floor((4 * 1024 * 1024) / FRAME_BYTES)

/**
 * Frames `start` to `last` of a log, as far as 4 MiB reach; ends at a commit if one fits. Undefined
 * where they are no longer those of these salts (null: nobody else can write there).
 */
export function readFrames(
  path: string,
  start: number,
  last: number,
  salts: string | null,
): Buffer | undefined {
  const wanted = Math.min(last - start + 1, MAX_FRAMES)
  const frames = Buffer.alloc(wanted * FRAME_BYTES)
  const file = openSync(path, 'r')
  try {
    const read = readSync(file, frames, 0, frames.length, frameOffset(start))
    if (read !== frames.length) return undefined
  } finally {
    closeSync(file)
  }
  if (salts !== null && !areOfHistory(frames, salts)) return undefined
  return cutAtCommit(frames)
}

/** Undefined where there is no such log. */
export function countFrames(path: string): number | undefined {
  if (!existsSync(path)) return undefined
  return Math.max(0, Math.floor((statSync(path).size - HEADER_BYTES) / FRAME_BYTES))
}
