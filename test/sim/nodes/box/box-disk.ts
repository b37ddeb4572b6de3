import type { Head } from '#shared/journal/record.ts'
import { createDisk, type Disk, type DiskImage } from '../../disk.ts'
import type { FeedCut, SimRecord } from '../../messages.ts'

/** What a box remembers beside its journal, replaced in one synced step. */
export interface BoxIdentity {
  readonly hub: number
  readonly key: string
  readonly epoch: number
  /** The last session of its epoch. */
  readonly session: string | null
}

export interface BoxDisk {
  identity: BoxIdentity
  readonly journal: Disk<SimRecord>
  feed: FeedCut | null
  /** The one that `feed` replaced: a reader may still hold it. */
  feedBefore: FeedCut | null
}

export interface BoxImage {
  readonly identity: BoxIdentity
  readonly journal: DiskImage<SimRecord>
  readonly feed: FeedCut | null
}

export function blankDisk(identity: BoxIdentity): BoxDisk {
  return { identity, journal: createDisk<SimRecord>(), feed: null, feedBefore: null }
}

export function imageOf({ identity, journal, feed }: BoxDisk): BoxImage {
  return { identity, journal: journal.image(), feed }
}

export function diskOf({ identity, journal, feed }: BoxImage): BoxDisk {
  return { identity, journal: createDisk(journal), feed, feedBefore: null }
}

const beforeAll: Head = { epoch: 0, seq: 0, hash: '' }

/** How far this feed has the journal of this disk; before everything where it does not name it. */
export function markIn(feed: FeedCut | null, { identity }: BoxDisk): Head {
  return feed?.marks.get(identity.hub) ?? beforeAll
}
