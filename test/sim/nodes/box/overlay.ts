import type { Position } from '#shared/journal/record.ts'
import type { FeedCut } from '../../messages.ts'
import { markIn } from './box-disk.ts'
import type { BoxSite } from './box-site.ts'
import type { Payments } from './payments.ts'
import type { Projections } from './projections.ts'
import type { Witness } from './witness.ts'

/** Balances as the feed has them, with what this hub did since laid over them. */
export interface Overlay {
  adopt(cut: FeedCut): void
  isFrozen(account: string): boolean
  /** Of a balance that this hub may spend without leases. */
  localLeft(account: string): number
  /** Credited here and not in the feed yet. */
  creditLeft(account: string): number
  /** Holds the balance that a cashier would see against the oracle. */
  check(account: string): void
}

export function createOverlay(
  { world, disk }: BoxSite,
  parts: {
    readonly projections: Projections
    readonly payments: Payments
    readonly witness: Witness
  },
): Overlay {
  const { rules, reach } = world
  const { projections, payments, witness } = parts
  const markOf = (feed: FeedCut) => markIn(feed, disk)

  function read(account: string, now: FeedCut) {
    return rules.readFeed(account, markOf, { now, before: disk.feedBefore })
  }

  function hashAt({ epoch, seq }: Position): string | undefined {
    const record = disk.journal.at(seq - 1)
    return record?.epoch === epoch ? record.hash : undefined
  }

  function check(account: string): void {
    const { feed, journal, identity } = disk
    if (feed === null) return
    const shown = rules.shownBalance(read(account, feed), projections.ownOf(account))
    world.checkShown({ hub: identity.hub, account, shown, feed, records: journal })
  }

  return {
    check,
    adopt(cut) {
      const mark = markOf(cut)
      const adoption = rules.adoptFeed({ mark, head: projections.head(), hashAt })
      if (adoption.outcome === 'old-image') {
        reach(`hub: the feed tells an old image (${adoption.reason})`)
        witness.oldImage()
        return
      }
      disk.feedBefore = disk.feed
      disk.feed = cut
      projections.indexAfterFeed(mark)
      for (const account of world.accountIds) check(account)
    },
    isFrozen: (account) => disk.feed?.frozen.has(account) ?? false,
    localLeft(account) {
      if (disk.feed === null) return 0
      const { balance, mark } = read(account, disk.feed)
      return rules.localSpendable({
        feed: { balance, mark },
        own: projections.ownOf(account),
        reserved: payments.reservedLocally(account),
      })
    },
    creditLeft(account) {
      const credited = rules.creditAtOnce(projections.ownOf(account), markIn(disk.feed, disk))
      return credited - payments.reservedLocally(account)
    },
  }
}
