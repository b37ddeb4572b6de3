import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { FeedPosition } from '#shared/contracts/sync.ts'
import { readJson } from './durable.ts'
import type { Poke } from './projector.ts'
import { createTraffic, type FeedTraffic, SavedTraffic, type TrafficKind } from './traffic.ts'

export interface FeedCompany {
  readonly group: string
  readonly companyId: number
}
export interface FeedHub {
  readonly group: string
  readonly hubId: number
}

/** What the feeds' hubs cost and how fast they are; kept over restarts, to the minute. */
export interface FeedFigures extends AsyncDisposable {
  readonly committed: (company: FeedCompany, commit: Poke) => void
  readonly sent: (hub: FeedHub, kind: TrafficKind, bytes: number) => void
  /** The hub asked for more and had everything. */
  readonly hadAll: (hub: FeedHub) => void
  /** From now on the hub hears of changes at once. */
  readonly connected: (hub: FeedHub) => void
  /** The hub says that it reached this position at this time. */
  readonly reached: (hub: FeedHub & FeedCompany, position: FeedPosition, at: number) => void
  readonly of: (hub: FeedHub) => FeedTraffic & { readonly syncedAt: number | null }
  readonly close: () => Promise<void>
}

const SAVE_EVERY_MS = 60_000
/** Commits whose delay may still be measured. */
const COMMITS_KEPT = 500

const SavedFigures = z.record(
  z.string(),
  z.object({ traffic: SavedTraffic, syncedAt: z.int().nullable() }),
)

interface Entry {
  readonly traffic: ReturnType<typeof createTraffic>
  syncedAt: number | null
  connectedAt: number | null
  position: FeedPosition | null
}

export function openFeedFigures({
  folder,
  clock,
}: {
  readonly folder: string
  readonly clock: () => number
}): FeedFigures {
  const path = join(folder, 'feed-figures.json')
  const entries = new Map<string, Entry>()
  for (const [key, { traffic, syncedAt }] of Object.entries(readSaved(path))) {
    entries.set(key, {
      traffic: createTraffic(traffic),
      syncedAt,
      connectedAt: null,
      position: null,
    })
  }
  const commits = new Map<string, { feedId: string; commits: Poke[] }>()
  let isChanged = false

  const entryOf = ({ group, hubId }: FeedHub): Entry => {
    const key = `${group}/${hubId}`
    const known = entries.get(key)
    if (known) return known
    const traffic = createTraffic()
    const entry: Entry = { traffic, syncedAt: null, connectedAt: null, position: null }
    entries.set(key, entry)
    return entry
  }
  const save = (): void => {
    if (!isChanged) return
    const saved = [...entries].map(
      ([key, { traffic, syncedAt }]) => [key, { traffic: traffic.saved(), syncedAt }] as const,
    )
    try {
      writeFileSync(`${path}.new`, JSON.stringify(Object.fromEntries(saved)))
      renameSync(`${path}.new`, path)
      isChanged = false
    } catch {
      // A full disk is told elsewhere, and no reason to stop: the next minute tries again.
    }
  }
  const saver = setInterval(save, SAVE_EVERY_MS)
  saver.unref()
  const close = async () => {
    clearInterval(saver)
    save()
  }

  return {
    committed({ group, companyId }, commit) {
      const key = `${group}/${companyId}`
      const known = commits.get(key)
      if (known?.feedId === commit.feedId) {
        known.commits.push(commit)
        if (known.commits.length > COMMITS_KEPT) known.commits.shift()
      } else commits.set(key, { feedId: commit.feedId, commits: [commit] })
    },
    sent(hub, kind, bytes) {
      entryOf(hub).traffic.sent(kind, bytes, clock())
      isChanged = true
    },
    hadAll(hub) {
      entryOf(hub).syncedAt = clock()
      isChanged = true
    },
    connected(hub) {
      entryOf(hub).connectedAt = clock()
    },
    reached(hub, position, at) {
      const entry = entryOf(hub)
      const { position: before, connectedAt } = entry
      entry.position = position
      if (before === null || connectedAt === null || !isAfter(position, before)) return
      for (const commit of commits.get(`${hub.group}/${hub.companyId}`)?.commits ?? []) {
        const isNew = isAfter(commit, before) && !isAfter(commit, position)
        // A hub that was away then shows how long it was away, not how fast the feed is.
        if (!isNew || commit.class !== 'urgent' || commit.changedAt < connectedAt) continue
        entry.traffic.delayed(Math.max(0, Math.round(at - commit.changedAt)), clock())
        isChanged = true
      }
    },
    of(hub) {
      const { traffic, syncedAt } = entryOf(hub)
      return { ...traffic.last24Hours(clock()), syncedAt }
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

function isAfter(one: FeedPosition, other: FeedPosition): boolean {
  if (one.generation !== other.generation) return one.generation > other.generation
  return one.frame > other.frame
}

/** Figures of a day: nothing that a cloud must not start without. */
function readSaved(path: string): z.infer<typeof SavedFigures> {
  return readJson(path, SavedFigures) ?? {}
}
