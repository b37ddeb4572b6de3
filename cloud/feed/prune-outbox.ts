import { readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { HotDatabase } from '../db/hot.ts'
import type { GroupDatabase } from '../db/open.ts'
import { readCursor } from './cursor.ts'
import { newestChange } from './cut.ts'
import { feedPaths } from './paths.ts'

/** A step of some 10 ms; others write between two. */
const ROWS_AT_ONCE = 1000
const PAUSE_MS = 20
/** A feed that nobody opens holds up no more; it is built anew when somebody does. */
const CLOSED_BEHIND_MAX = 1_000_000

/** The group's feeds in this process; undefined while one is being opened or built. */
export type OpenFeedNames = () => ReadonlySet<string> | undefined

/**
 * Takes out what every feed of the group has, those of several companies and both classes. A feed
 * made later is filled from the tables themselves, so it misses nothing. Answers how many went.
 */
export async function pruneOutbox(
  group: GroupDatabase,
  options: {
    readonly folder: string
    readonly openFeeds: OpenFeedNames
    readonly isStopped: () => boolean
  },
): Promise<number> {
  const { folder, openFeeds, isStopped } = options
  for (let pruned = 0; ; ) {
    const rows = isStopped()
      ? 0
      : await group.writeHot((hot) => {
          const open = openFeeds()
          return open === undefined ? 0 : pruneStep(hot, limitOf({ group, hot, folder, open }))
        })
    if (rows === 0) return pruned
    pruned += rows
    do await sleep(PAUSE_MS)
    while (group.othersWait() && !isStopped())
  }
}

/** The last change that was taken out. */
export function prunedUntil(hot: HotDatabase): number {
  const [first] = hot.prepare('SELECT min(id) FROM outbox').get() ?? []
  return first === null || first === undefined ? newestChange(hot) : Number(first) - 1
}

/** What all feeds have. */
function limitOf(of: {
  readonly group: GroupDatabase
  readonly hot: HotDatabase
  readonly folder: string
  readonly open: ReadonlySet<string>
}): number {
  const newest = newestChange(of.hot)
  const pattern = new RegExp(`^(feed-${of.group.group}-\\d+)\\.cursor\\.json$`)
  const cursors = readdirSync(of.folder).flatMap((file) => {
    const name = pattern.exec(file)?.[1]
    if (name === undefined) return []
    const { urgent, balances } = readCursor(feedPaths(of.folder, name))
    const cursor = Math.min(urgent, balances)
    const isGivenUp = !of.open.has(name) && newest - cursor > CLOSED_BEHIND_MAX
    return isGivenUp ? [] : [cursor]
  })
  return Math.min(newest, ...cursors)
}

function pruneStep(hot: HotDatabase, limit: number): number {
  const [last, rows] = hot.prepare(stepSql).get(limit, ROWS_AT_ONCE) ?? []
  if (last === null || last === undefined) return 0
  hot.prepare('DELETE FROM outbox WHERE id <= ?').run(last)
  return Number(rows)
}

const stepSql = `SELECT max(id), count(*)
  FROM (SELECT id FROM outbox WHERE id <= ? ORDER BY id LIMIT ?)`
