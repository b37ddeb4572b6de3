import { isAfter } from '#shared/journal/record.ts'
import { hashText } from '../hash.ts'
import type { Bug } from './bug.ts'

/** Spine B3: a rebuilt replica, or one of a restored cloud, may bring an older mark. */
export const overlayPruned: Bug = {
  mistake: 'own movements are deleted from the index once a feed has them',
  withinSteps: 500_000,
  breaks: ['the shown balance is right at its age'],
  storyAtMost: 12,
  change: () => ({
    indexAfterFeed(own, mark) {
      for (const [account, movements] of own) {
        own.set(
          account,
          movements.filter((movement) => isAfter(movement, mark)),
        )
      }
      return own
    },
  }),
}

/** Spine B2.7, B3: a till offers its whole open shift, most of which the books have. */
export const offeredTwice: Bug = {
  mistake: 'what a till brings of another disk is laid over a feed that holds it',
  withinSteps: 500_000,
  breaks: ['the shown balance is right at its age'],
  storyAtMost: 12,
  change: (rules) => ({
    readFeed(account, markOf, feed) {
      const { balance, mark } = rules.readFeed(account, markOf, feed)
      return { balance, mark, reached: [] }
    },
  }),
}

/** One read in so many has a sync of the replica fall between its two halves. */
const READS = 20

/** Spine B3: balance and mark are read in one transaction. */
export const overlayReadTwice: Bug = {
  mistake: 'balance and mark are read one after the other, and now and then a sync falls between',
  withinSteps: 250_000,
  breaks: ['the shown balance is right at its age'],
  storyAtMost: 12,
  change: (rules) => ({
    readFeed(account, markOf, feed) {
      const { now, before } = feed
      const isTorn = before !== null && hashText(account) % READS === now.number % READS
      if (!isTorn) return rules.readFeed(account, markOf, feed)
      const { reached } = now
      return { balance: before.balances.get(account) ?? 0, mark: markOf(now), reached }
    },
  }),
}
