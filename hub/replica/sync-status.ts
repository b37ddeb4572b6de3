import type { FeedPosition } from '#shared/contracts/sync.ts'
import type { SyncFault } from './feed-client.ts'

/** silent: the process that syncs made no progress and was killed. */
export type ReplicaFault = SyncFault | 'silent'

export interface ReplicaStatus {
  /** Generation and frame of the file that serves; null before the first sync of this run. */
  readonly position: FeedPosition | null
  /** How long it has been there. */
  readonly positionForMs: number
  /** When the replica last held all that the cloud had; also known after a restart. */
  readonly at: number | null
  readonly error: { readonly fault: ReplicaFault; readonly message: string } | null
  /** How long no sync has come to its end, whatever the faults were; 0 without one. */
  readonly failingForMs: number
  /** The first copy under way. */
  readonly copying: { readonly bytes: number; readonly total: number } | null
  readonly killed: number
  /** How often a replica had to be built anew since the start: 0 on a sound line and disk. */
  readonly rebuilt: number
  /**
   * Tables in which the replica was last found to differ from the feed, by their digests; empty
   * again when it was compared once more and is equal. null: not compared since the start.
   */
  readonly differs: readonly string[] | null
  /** Since when it could not be compared; null: it is not known to be overdue. */
  readonly uncheckedSince: number | null
}

/** What is told of the sync. */
export interface SyncStatus {
  readonly now: () => Omit<ReplicaStatus, 'at' | 'uncheckedSince'>
  /** The end of the feed, as of now; true where that is news. */
  readonly reached: (position: FeedPosition, isSwapped: boolean) => boolean
  /** True where it failed in another way before, or not at all. */
  readonly failed: (fault: ReplicaFault, message: string) => boolean
  readonly isWell: () => void
  readonly copying: (copying: ReplicaStatus['copying']) => void
  readonly killed: () => void
  readonly rebuilt: () => void
  readonly compared: (differs: readonly string[]) => void
}

export function createSyncStatus(): SyncStatus {
  let status: Omit<ReplicaStatus, 'at' | 'uncheckedSince' | 'positionForMs' | 'failingForMs'> = {
    position: null,
    error: null,
    copying: null,
    killed: 0,
    rebuilt: 0,
    differs: null,
  }
  let reachedAt = performance.now()
  let failingSince: number | null = null
  const sinceMs = (at: number) => Math.round(performance.now() - at)
  return {
    now: () => ({
      ...status,
      positionForMs: sinceMs(reachedAt),
      failingForMs: failingSince === null ? 0 : sinceMs(failingSince),
    }),
    reached(position, isSwapped) {
      const { position: before } = status
      const isSame = before?.generation === position.generation && before.frame === position.frame
      status = { ...status, position }
      if (isSame && !isSwapped) return false
      reachedAt = performance.now()
      return true
    },
    failed(fault, message) {
      failingSince ??= performance.now()
      const isNews = status.error?.fault !== fault
      status = { ...status, error: { fault, message } }
      return isNews
    },
    isWell() {
      failingSince = null
      status = { ...status, error: null }
    },
    copying(copying) {
      status = { ...status, copying }
    },
    killed() {
      status = { ...status, killed: status.killed + 1 }
    },
    rebuilt() {
      status = { ...status, rebuilt: status.rebuilt + 1 }
    },
    compared(differs) {
      status = { ...status, differs }
    },
  }
}
