import { SyncError } from './feed-client.ts'

const MIB = 1024 * 1024

/** What a copy under way may still take of the disk (spine C). */
export interface Room {
  /** Throws `no-room` where that much does not fit; null = nobody knows how much it will be. */
  readonly need: (bytes: number | null) => void
  /** Throws `no-room` once more than that was written. */
  readonly used: (bytes: number) => void
}

export function createRoom(roomBytes: number): Room {
  const fits = (bytes: number) => {
    if (bytes > roomBytes) throw noRoom(bytes, roomBytes)
  }
  return { need: (bytes) => fits(bytes ?? 1), used: fits }
}

function noRoom(bytes: number, roomBytes: number): SyncError {
  const room = Math.floor(Math.max(0, roomBytes) / MIB)
  const needed = Math.ceil(bytes / MIB)
  return new SyncError(
    'no-room',
    `a new copy of products and prices needs ${needed} MiB and the hub's disk has ${room} for it: ` +
      `free at least ${needed - room} MiB`,
  )
}

/** The same where the disk itself said so, to us or to the official client; undefined of other errors. */
export function asNoRoom(error: unknown): SyncError | undefined {
  if (error instanceof SyncError && error.fault === 'no-room') return error
  for (let at = error; at instanceof Error; at = at.cause) {
    const isFull = 'code' in at && (at.code === 'ENOSPC' || at.code === 'EDQUOT')
    if (!isFull && !/disk is full|No space left/i.test(at.message)) continue
    return new SyncError('no-room', "the hub's disk is full: free at least 128 MiB", error)
  }
  return undefined
}
