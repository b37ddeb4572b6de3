import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import type { Logger } from 'pino'
import type { GroupDatabase } from '../db/open.ts'
import { readCursor } from './cursor.ts'
import { type Feed, openFeed } from './feed.ts'
import type { FeedCompany } from './figures.ts'
import { fillFeed } from './fill.ts'
import { areBooksAway, newestOf } from './outbox-watch.ts'
import { feedPaths, removeFeed } from './paths.ts'
import type { Projection } from './projection.ts'
import { createProjector, type Poke, type Projector, type ProjectorOptions } from './projector.ts'
import { prunedUntil } from './prune-outbox.ts'

export interface FollowOptions {
  readonly folder: string
  readonly clock: () => number
  readonly uptime?: ProjectorOptions['uptime']
  readonly log: Logger
  /** After each commit: hubs are told to come. */
  readonly onCommit: (company: FeedCompany, poke: Poke) => void
  readonly balances?: ProjectorOptions['balances']
}

export interface FollowedFeed {
  readonly feed: Feed
  readonly projector: Projector
  readonly stop: () => Promise<void>
}

interface Followed {
  readonly group: GroupDatabase
  readonly companyId: number
  readonly name: string
  /** After each look at the outbox. */
  readonly onLook: () => void
  readonly onNight: () => void
  /** It is closed then, and so is what it read with. */
  readonly onBroken: () => void
}

/** How often the outbox is looked at: one indexed read. */
const LOOK_EVERY_MS = 100
/** A roll that a reader holds up for longer is told, since no change goes out meanwhile. */
const HELD_UP_MS = 5000

/** Opens a feed, or builds it, and writes what changes at HQ into it. */
export async function openAndFollow(
  options: FollowOptions,
  followed: Followed,
): Promise<FollowedFeed> {
  const { group, companyId } = followed
  mkdirSync(options.folder, { recursive: true })
  const projection: Projection = { hot: group.openReader(), group: group.group, companyId }
  try {
    return follow(options, followed, projection, await openPresent(options, followed, projection))
  } catch (error) {
    projection.hot.close()
    throw error
  }
}

/**
 * As the books are now. A feed that is ahead of them is of other books, and one that lacks what was
 * pruned would lack it for ever.
 */
async function openPresent(
  { folder, log }: FollowOptions,
  { group, name }: Followed,
  projection: Projection,
): Promise<Feed> {
  const paths = feedPaths(folder, name)
  const open = () =>
    openFeed({
      folder,
      name,
      newFeedId: () => randomBytes(12).toString('base64url').replaceAll(/[-_]/g, 'x'),
      build: (db) => fillFeed(db, projection),
      onForeignRows: () =>
        log.error({ feed: name }, 'another program changed rows of the feed: building a new feed'),
    })
  const feed = await open()
  try {
    const { urgent, balances } = readCursor(paths)
    const newest = await newestOf(group, projection.hot)
    const isAhead = Math.max(urgent, balances) > newest
    const oldest = Math.min(urgent, balances)
    const isWhole = oldest >= newest || oldest >= prunedUntil(projection.hot)
    if (!isAhead && isWhole) return feed
  } catch (error) {
    await feed.abandon()
    throw error
  }
  log.warn({ feed: name }, 'the feed does not fit the group database: building a new feed')
  await feed.abandon()
  removeFeed(paths)
  return await open()
}

function follow(
  { folder, clock, uptime, log, onCommit, balances }: FollowOptions,
  { group, companyId, name, onLook, onNight, onBroken }: Followed,
  projection: Projection,
  feed: Feed,
): FollowedFeed {
  log.info({ feed: name, feedId: feed.feedId, ...feed.position() }, 'feed open')
  const projector = createProjector({
    feed,
    paths: feedPaths(folder, name),
    projection,
    clock,
    onNight,
    newest: () => newestOf(group, projection.hot),
    onCommit: (poke) => onCommit({ group: group.group, companyId }, poke),
    ...(uptime ? { uptime } : {}),
    ...(balances ? { balances } : {}),
  })
  const tellHeldUp = createHeldUp(() =>
    log.warn(
      { feed: name },
      'somebody reads the feed in one long transaction: no change goes out before that ends',
    ),
  )
  let timer: NodeJS.Timeout | undefined
  let stepping: Promise<void> = Promise.resolve()
  let isStopped = false
  let isAway = false
  const step = async () => {
    try {
      await projector.step()
      isAway = false
    } catch (error) {
      if (areBooksAway(error)) {
        if (!isAway)
          log.warn({ err: error, feed: name }, 'the books do not answer; the feed is served on')
        isAway = true
        if (!isStopped) look()
        return
      }
      // What the failed commit left is for recovery to judge.
      log.error({ err: error, feed: name }, 'projection failed; the feed is opened again')
      await feed.abandon()
      projection.hot.close()
      onBroken()
      return
    }
    onLook()
    tellHeldUp(feed.isHeldUp())
    if (!isStopped) look()
  }
  const look = () => {
    timer = setTimeout(() => {
      stepping = step()
    }, LOOK_EVERY_MS)
  }
  look()
  return {
    feed,
    projector,
    stop: async () => {
      isStopped = true
      clearTimeout(timer)
      await stepping
      await feed.close()
      projection.hot.close()
    },
  }
}

/** Tells once when it has been so for a while. */
function createHeldUp(tell: () => void): (isHeldUp: boolean) => void {
  let since: number | undefined
  let isTold = false
  return (isHeldUp) => {
    if (!isHeldUp) {
      since = undefined
      isTold = false
      return
    }
    since ??= performance.now()
    if (isTold || performance.now() - since < HELD_UP_MS) return
    isTold = true
    tell()
  }
}
