import { setImmediate as turn } from 'node:timers/promises'
import type { FeedPosition } from '#shared/contracts/sync.ts'
import { type Cursor, readCursor, saveCursor } from './cursor.ts'
import { type ChangeClass, type Cut, changeClasses, newestChange, readCut } from './cut.ts'
import type { Feed } from './feed.ts'
import { createNight } from './night.ts'
import {
  fittingLimit,
  MAX_FRAMES_PER_COMMIT,
  nextLimit,
  nextWindow,
  URGENT_EVERY_MS,
} from './pace.ts'
import type { FeedPaths } from './paths.ts'
import type { Projection } from './projection.ts'

/** What a commit of the feed tells its hubs, and what its delay is measured by. */
export interface Poke extends FeedPosition {
  readonly class: ChangeClass
  readonly feedId: string
  /** Its oldest change was made after this look at the outbox, which found none. */
  readonly changedAt: number
}

export interface ProjectorOptions {
  readonly feed: Feed
  readonly paths: FeedPaths
  readonly projection: Projection
  readonly clock: () => number
  /** What pauses are counted by, ms: the wall clock may step back, and prices would wait for it. */
  readonly uptime?: () => number
  readonly onCommit: (poke: Poke) => void
  /** Once a night of the company, when its stores sell least. */
  readonly onNight?: () => void
  /** The outbox's end, where the books are too far for a look on the spot. */
  readonly newest?: () => number | Promise<number>
  readonly balances?: { readonly windowMinMs: number; readonly bytesPerHubAndDay: number }
}

/** Writes what changed at HQ into one company's feed, in order. */
export interface Projector {
  /** Projects what is due; true while more waits than one transaction may take. */
  step(): Promise<boolean>
  /** The pause between two commits of balances that is in force now. */
  balancesWindowMs(): number
}

/** Frames after which the generation ends (32 MiB, spine rule 6); at night it ends with fewer. */
const ROLL_FRAMES = 8192
const unlimited = Number.POSITIVE_INFINITY
export const defaultBalances = { windowMinMs: 15_000, bytesPerHubAndDay: 100_000_000 }

export function createProjector({
  feed,
  paths,
  projection,
  clock,
  uptime = () => performance.now(),
  onCommit,
  onNight = () => undefined,
  newest: askNewest = () => newestChange(projection.hot),
  balances = defaultBalances,
}: ProjectorOptions): Projector {
  let cursor: Cursor = readCursor(paths)
  const limits = { urgent: 500 }
  const dueAt = { urgent: uptime(), balances: uptime() }
  const lookedAt = { urgent: clock(), balances: clock() }
  let windowMs = balances.windowMinMs
  const isNightBegun = createNight(projection, clock)

  const commitCut = async (kind: ChangeClass): Promise<{ cut: Cut; frames: number }> => {
    for (let limit = kind === 'urgent' ? limits.urgent : unlimited; ; ) {
      const cut = await readCut(projection, { class: kind, after: cursor[kind], limit })
      if (cut.changes === 0) return { cut, frames: 0 }
      const mayPart = kind === 'urgent' && cut.changes > 1
      const answer = await feed.commitWithin(
        mayPart ? MAX_FRAMES_PER_COMMIT : unlimited,
        async (writer) => {
          for (const state of cut.states) {
            writer.apply(state)
            await turn()
          }
        },
        kind,
      )
      if (answer.outcome === 'committed') {
        if (kind === 'urgent') limits.urgent = nextLimit(limit, cut.changes, answer.frames)
        return { cut, frames: answer.frames }
      }
      limit = fittingLimit(cut.changes, answer.frames)
    }
  }

  const project = async (kind: ChangeClass): Promise<boolean> => {
    const { cut, frames } = await commitCut(kind)
    if (cut.cursor === cursor[kind]) return false
    cursor = { ...cursor, [kind]: cut.cursor }
    saveCursor(paths, cursor, { isCommit: frames > 0 })
    if (frames > 0) {
      // What this commit cost is paid for by the pause after it.
      if (kind === 'balances') windowMs = nextWindow({ frames, ...balances })
      dueAt[kind] = uptime() + (kind === 'urgent' ? URGENT_EVERY_MS : windowMs)
      const { feedId } = feed
      onCommit({ class: kind, feedId, changedAt: lookedAt[kind], ...feed.position() })
      if (feed.position().frame >= ROLL_FRAMES) await feed.roll()
    }
    return cut.isPart
  }

  return {
    async step() {
      feed.checkAlone()
      if (!(await feed.finishRoll())) return false
      const askedAt = clock()
      const newest = await askNewest()
      if (isNightBegun()) {
        onNight()
        if (feed.position().frame > 0) await feed.roll()
      }
      let isMore = false
      for (const kind of changeClasses) {
        if (feed.isHeldUp()) return false
        if (cursor[kind] >= newest) lookedAt[kind] = askedAt
        if (cursor[kind] >= newest || uptime() < dueAt[kind]) continue
        isMore = (await project(kind)) || isMore
      }
      return isMore
    },
    balancesWindowMs: () => windowMs,
  }
}
