import type { FeedPosition } from '#shared/contracts/sync.ts'
import { Failure } from '#shared/domain/failure.ts'
import type { GroupDatabase } from '../db/open.ts'
import type { Feed } from './feed.ts'
import type { FeedCompany } from './figures.ts'
import { type FollowedFeed, type FollowOptions, openAndFollow } from './follow.ts'
import { defaultBalances } from './projector.ts'
import { pruneOutbox } from './prune-outbox.ts'

/** The feeds of this process: each is opened at first need, then follows the outbox. */
export interface Feeds extends AsyncDisposable {
  /** Throws `unavailable` while one that cannot be opened waits for its next try. */
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

export type FeedsOptions = FollowOptions

/** A broken feed, or one whose books are away: twice as long after each failure. */
const REOPEN_AFTER_MS = 1000
const REOPEN_AFTER_MAX_MS = 30_000

/** Of a feed that broke: since it last followed. */
interface Broken {
  readonly failures: number
  readonly retryMs: number
  readonly timer: NodeJS.Timeout
}

export function createFeeds(options: FeedsOptions): Feeds {
  const openByName = new Map<string, Promise<FollowedFeed>>()
  const readyByName = new Map<string, FollowedFeed>()
  const brokenByName = new Map<string, Broken>()
  const pruning = new Map<string, Promise<void>>()
  let isClosed = false

  const open = (group: GroupDatabase, companyId: number): Promise<FollowedFeed> => {
    const name = feedName({ group: group.group, companyId })
    const known = openByName.get(name)
    if (known) return known
    const onBroken = () => {
      openByName.delete(name)
      readyByName.delete(name)
      const before = brokenByName.get(name)
      clearTimeout(before?.timer)
      if (isClosed) return
      const failures = (before?.failures ?? 0) + 1
      const retryMs = Math.min(REOPEN_AFTER_MS * 2 ** (failures - 1), REOPEN_AFTER_MAX_MS)
      // Prices must not wait until a hub asks.
      const timer = setTimeout(() => {
        open(group, companyId).catch((error: unknown) => {
          options.log.error({ err: error, feed: name }, 'the feed cannot be opened')
        })
      }, retryMs)
      brokenByName.set(name, { failures, retryMs, timer })
    }
    const onLook = () => {
      const broken = brokenByName.get(name)
      if (broken === undefined) return
      clearTimeout(broken.timer)
      brokenByName.delete(name)
    }
    const onNight = () => prune(group)
    const opened = openAndFollow(options, { group, companyId, name, onLook, onNight, onBroken })
    openByName.set(name, opened)
    opened.then((ready) => {
      if (openByName.get(name) === opened) readyByName.set(name, ready)
    }, onBroken)
    return opened
  }
  const openNames = (): ReadonlySet<string> | undefined => {
    const names = new Set(openByName.keys())
    return names.size === readyByName.size ? names : undefined
  }
  const prune = (group: GroupDatabase) => {
    if (isClosed || pruning.has(group.group)) return
    const pruned = pruneOutbox(group, {
      folder: options.folder,
      openFeeds: openNames,
      isStopped: () => isClosed,
    }).then(
      (rows) => options.log.info({ group: group.group, rows }, 'outbox pruned'),
      (error: unknown) =>
        options.log.warn({ err: error, group: group.group }, 'the outbox could not be pruned'),
    )
    pruning.set(
      group.group,
      pruned.finally(() => pruning.delete(group.group)),
    )
  }
  const of = async (group: GroupDatabase, companyId: number) => {
    const name = feedName({ group: group.group, companyId })
    const broken = brokenByName.get(name)
    // The first request after a break need not wait; those of a whole chain must not keep trying.
    if (!openByName.has(name) && broken !== undefined && broken.failures > 1) {
      throw new Failure(
        'unavailable',
        `The feed of company ${companyId} cannot be opened; it is tried again every ${broken.retryMs / 1000} s, and the cloud's log says why.`,
      )
    }
    return (await open(group, companyId)).feed
  }
  const close = async () => {
    isClosed = true
    for (const { timer } of brokenByName.values()) clearTimeout(timer)
    brokenByName.clear()
    await Promise.all(pruning.values())
    for (const opened of openByName.values()) {
      await opened.then(
        (ready) => ready.stop(),
        () => undefined,
      )
    }
    openByName.clear()
    readyByName.clear()
  }
  return {
    of,
    feedIdOf: async (group, companyId) => (await of(group, companyId)).feedId,
    stateOf(company) {
      const ready = readyByName.get(feedName(company))
      if (!ready) return undefined
      const { bytesPerHubAndDay } = options.balances ?? defaultBalances
      return {
        position: ready.feed.position(),
        lag: (position) => ready.feed.lag(position),
        balancesWindowMs: ready.projector.balancesWindowMs(),
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
