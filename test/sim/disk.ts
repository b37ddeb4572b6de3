import type { Random } from './random.ts'

/** What was synced at one moment. It shares memory with the disk; neither changes the other. */
export interface DiskImage<T> {
  /** Absolute index of the first record that is kept. */
  readonly first: number
  readonly records: readonly T[]
  readonly count: number
}

/**
 * An append-only file of immutable records, named by absolute indexes that pruning does not shift.
 * Appending is not durable until `sync`; every other change is one atomic, synced step.
 */
export interface Disk<T> {
  append(record: T): void
  sync(): void
  /** Where the records kept begin and end (one past the last): unsynced ones are counted. */
  first(): number
  end(): number
  syncedEnd(): number
  /** Undefined where it was pruned or never written. */
  at(index: number): T | undefined
  last(): T | undefined
  /** All that the running process sees, unsynced ones too. A copy. */
  records(): T[]
  /** Loses some suffix of what is unsynced; returns how many records. What is left is durable. */
  powerCut(random: Random): number
  /** Replaces everything from `index` on. */
  rewriteFrom(index: number, records: readonly T[]): void
  /** Forgets everything before `index`. */
  pruneBefore(index: number): void
  image(): DiskImage<T>
  restore(image: DiskImage<T>): void
  /** Another disk with what is synced here. */
  clone(): Disk<T>
}

export function createDisk<T>(from: DiskImage<T> = emptyImage()): Disk<T> {
  let first = 0
  let synced = 0
  /** Cut at `synced` only by making a new array, since images may share the old one. */
  let kept: T[] = []
  restore(from)

  function restore(image: DiskImage<T>): void {
    first = image.first
    kept = image.records.slice(0, image.count)
    synced = kept.length
  }

  const disk: Disk<T> = {
    append: (record) => void kept.push(record),
    sync() {
      synced = kept.length
    },
    first: () => first,
    end: () => first + kept.length,
    syncedEnd: () => first + synced,
    at: (index) => kept[index - first],
    last: () => kept[kept.length - 1],
    records: () => kept.slice(),
    powerCut(random) {
      const lost = random.int(kept.length - synced + 1)
      // Unsynced records are in no image, so the array may be shortened where it is.
      kept.length -= lost
      synced = kept.length
      return lost
    },
    rewriteFrom(index, records) {
      if (index < first || index > first + kept.length) {
        throw new RangeError(
          `disk: rewriting from ${index}, but records ${first} to ${first + kept.length} are kept`,
        )
      }
      kept = kept.slice(0, index - first)
      for (const record of records) kept.push(record)
      synced = kept.length
    },
    pruneBefore(index) {
      if (index <= first) return
      if (index > first + synced) {
        throw new RangeError(`disk: pruning before ${index}, but only ${first + synced} is synced`)
      }
      const tail = kept.length - synced
      kept = kept.slice(index - first)
      first = index
      synced = kept.length - tail
    },
    image: () => ({ first, records: kept, count: synced }),
    restore,
    clone: () => createDisk(disk.image()),
  }
  return disk
}

function emptyImage<T>(): DiskImage<T> {
  return { first: 0, records: [], count: 0 }
}
