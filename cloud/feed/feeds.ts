import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import type { Logger } from 'pino'
import type { FeedPosition } from '#shared/contracts/sync.ts'
import type { GroupDatabase } from '../db/open.ts'
import { readCursor } from './cursor.ts'
import { newestChange } from './cut.ts'
import { type Feed, openFeed } from './feed.ts'
import type { FeedCompany } from './figures.ts'
import { fillFeed } from './fill.ts'
import { feedPaths, removeFeed } from './paths.ts'
import type { Projection } from './projection.ts'
import {
  createProjector,
  defaultBalances,
  type Poke,
  type Projector,
  type ProjectorOptions,
} from './projector.ts'

/** The feeds of this process: each is opened at first need, then follows the outbox. */
export interface Feeds extends AsyncDisposable {
  of(group: GroupDatabase, companyId: number): Promise<Feed>
  feedIdOf(group: GroupDatabase, companyId: number): Promise<string>
  /** How a feed stands, if it is open. */
  stateOf(company: FeedCompany): FeedState | undefined
  /** Ends the present generation of all open feeds; each does so by itself at its company's night. */
  roll(): Promise<void>
  close(): Promise<void>
}

export interface FeedState {
  readonly position: FeedPosition
  /** Frames that a replica here lacks; undefined where it cannot go on. */
  readonly lag: (position: FeedPosition) => number | undefined
  /** The pause between commits of balances now, and what a hub may load of them a day. */
  readonly balancesWindowMs: number
  readonly bytesPerHubAndDay: number
}

export interface FeedsOptions {
  readonly folder: string
  readonly clock: () => number
  readonly log: Logger
  /** After each commit: hubs are told to come. */
  readonly onCommit: (company: FeedCompany, poke: Poke) => void
  readonly balances?: ProjectorOptions['balances']
}

/** How often the outbox is looked at: one indexed read. */
const LOOK_EVERY_MS = 100
/** A broken feed, or one that somebody holds locked. */
const REOPEN_AFTER_MS = 1000

interface OpenFeed {
  readonly feed: Feed
  readonly projector: Projector
  readonly stop: () => Promise<void>
}

export function createFeeds(options: FeedsOptions): Feeds {
  const openByName = new Map<string, Promise<OpenFeed>>()
  const readyByName = new Map<string, OpenFeed>()
  const reopening = new Map<string, NodeJS.Timeout>()
  let isClosed = false
  const of = async (group: GroupDatabase, companyId: number) => {
    const name = feedName({ group: group.group, companyId })
    const known = openByName.get(name)
    if (known) return (await known).feed
    const onBroken = () => {
      openByName.delete(name)
      readyByName.delete(name)
      if (isClosed || reopening.has(name)) return
      // Prices must not wait until a hub asks.
      const timer = setTimeout(() => {
        reopening.delete(name)
        of(group, companyId).catch((error: unknown) => {
          options.log.error({ err: error, feed: name }, 'the feed cannot be opened')
        })
      }, REOPEN_AFTER_MS)
      reopening.set(name, timer)
    }
    const opened = openAndFollow(options, { group, companyId, name, onBroken })
    openByName.set(name, opened)
    opened.catch(onBroken)
    const ready = await opened
    if (openByName.get(name) === opened) readyByName.set(name, ready)
    return ready.feed
  }
  const close = async () => {
    isClosed = true
    for (const timer of reopening.values()) clearTimeout(timer)
    for (const opened of openByName.values()) await (await opened).stop()
    openByName.clear()
    readyByName.clear()
  }
  return {
    of,
    feedIdOf: async (group, companyId) => (await of(group, companyId)).feedId,
    stateOf(company) {
      const open = readyByName.get(feedName(company))
      if (!open) return undefined
      const { bytesPerHubAndDay } = options.balances ?? defaultBalances
      return {
        position: open.feed.position(),
        lag: (position) => open.feed.lag(position),
        balancesWindowMs: open.projector.balancesWindowMs(),
        bytesPerHubAndDay,
      }
    },
    roll: async () => {
      for (const opened of openByName.values()) await (await opened).feed.roll()
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

function feedName({ group, companyId }: FeedCompany): string {
  return `feed-${group}-${companyId}`
}

async function openAndFollow(
  { folder, clock, log, onCommit, balances }: FeedsOptions,
  {
    group,
    companyId,
    name,
    onBroken,
  }: {
    readonly group: GroupDatabase
    readonly companyId: number
    readonly name: string
    readonly onBroken: () => void
  },
): Promise<OpenFeed> {
  mkdirSync(folder, { recursive: true })
  const paths = feedPaths(folder, name)
  const projection: Projection = { hot: group.openReader(), group: group.group, companyId }
  const open = () =>
    openFeed({
      folder,
      name,
      newFeedId: () => randomBytes(12).toString('base64url').replaceAll(/[-_]/g, 'x'),
      build: (db) => fillFeed(db, projection),
      onForeignRows: () =>
        log.error({ feed: name }, 'another program changed rows of the feed: building a new feed'),
    })
  let feed = await open()
  if (Math.max(...Object.values(readCursor(paths))) > newestChange(projection.hot)) {
    log.warn({ feed: name }, 'the group database is older than its feed: building a new feed')
    await feed.close()
    removeFeed(paths)
    feed = await open()
  }
  log.info({ feed: name, feedId: feed.feedId, ...feed.position() }, 'feed open')

  const projector = createProjector({
    feed,
    paths,
    projection,
    clock,
    onCommit: (poke) => onCommit({ group: group.group, companyId }, poke),
    ...(balances ? { balances } : {}),
  })
  let timer: NodeJS.Timeout | undefined
  let stepping: Promise<void> = Promise.resolve()
  let isStopped = false
  const look = () => {
    timer = setTimeout(() => {
      stepping = projector.step().then(
        () => (isStopped ? undefined : look()),
        async (error: unknown) => {
          // What the failed commit left is for recovery to judge.
          log.error({ err: error, feed: name }, 'projection failed; the feed is opened again')
          await feed.abandon()
          onBroken()
        },
      )
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
    },
  }
}
