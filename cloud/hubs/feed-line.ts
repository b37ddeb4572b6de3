import type { Logger } from 'pino'
import type { FeedPosition } from '#shared/contracts/sync.ts'
import { createFeeds, type Feeds, type FeedsOptions } from '../feed/feeds.ts'
import { type FeedCompany, type FeedFigures, openFeedFigures } from '../feed/figures.ts'
import { MAX_FRAMES_PER_COMMIT } from '../feed/pace.ts'
import { createHubStream, type HubStream, type HubStreamOptions } from './hub-stream.ts'

export interface FeedLine {
  readonly feeds: Feeds
  readonly hubStream: HubStream
  readonly feedFigures: FeedFigures
  readonly close: () => Promise<void>
}

/** A hub further behind is at work on it anyway; its next status shows whether it needs a poke. */
const POKED_WITHIN_FRAMES = 2 * MAX_FRAMES_PER_COMMIT

/** The feeds and the hubs that follow them: commits become pokes, statuses become figures. */
export function openFeedLine(options: {
  readonly folder: string
  readonly clock: () => number
  readonly log: Logger
  readonly remember: HubStreamOptions['remember']
  readonly uptime?: FeedsOptions['uptime']
  readonly balances?: FeedsOptions['balances']
}): FeedLine {
  const { folder, clock, uptime, log, remember, balances } = options
  const feedFigures = openFeedFigures({ folder, clock })
  const lagOf = (company: FeedCompany, position: FeedPosition) =>
    feeds.stateOf(company)?.lag(position)

  const hubStream = createHubStream({
    clock,
    log,
    remember,
    onOpen: feedFigures.connected,
    onStatus(hub, { replica, replicaForMs = 0 }, before) {
      if (replica === null) return
      feedFigures.reached(hub, replica, clock() - replicaForMs)
      const hasMoved = !isSame(before?.replica ?? null, replica)
      // Pokes are dropped for a hub that is far behind (spine A3 rule 14): it may have missed some.
      const state = feeds.stateOf(hub)
      if (!state || !hasMoved || (state.lag(replica) ?? 0) === 0) return
      hubStream.send(hub, { kind: 'poke', class: 'urgent', ...state.position })
    },
  })
  const feeds: Feeds = createFeeds({
    folder,
    clock,
    log,
    ...(uptime ? { uptime } : {}),
    ...(balances ? { balances } : {}),
    onCommit(company, commit) {
      feedFigures.committed(company, commit)
      const { class: kind, generation, frame } = commit
      hubStream.poke(company, { kind: 'poke', class: kind, generation, frame }, (_, { status }) => {
        if (status === null) return true
        const lag = status.replica === null ? undefined : lagOf(company, status.replica)
        return lag !== undefined && lag <= POKED_WITHIN_FRAMES
      })
    },
  })
  return {
    feeds,
    hubStream,
    feedFigures,
    close: async () => {
      await feeds.close()
      await feedFigures.close()
    },
  }
}

function isSame(one: FeedPosition | null, other: FeedPosition): boolean {
  return one?.generation === other.generation && one.frame === other.frame
}
