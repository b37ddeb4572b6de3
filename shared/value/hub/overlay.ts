import type { ValueMovement } from '../../contracts/event.ts'
import type { CloudMark } from '../../journal/kept-sales.ts'
import { type Head, isAfter, type Position } from '../../journal/record.ts'

/** A movement of one account in this hub's own journal, by the index `movement(account, seq)`. */
export interface OwnMovement extends Position {
  readonly kind: ValueMovement['kind']
  readonly amount: number
  /** Where other journals had its event: a till kept it and offered it to this hub. */
  readonly places?: readonly CloudMark[]
}

/** Balance and mark out of one read transaction on the replica: never read apart (spine B3). */
export interface FeedBalance {
  readonly balance: number
  /** This balance holds every effect of this hub's journal up to here. */
  readonly mark: Position
  /** And of other journals and epochs up to there, as far as somebody's `places` name them. */
  readonly reached?: readonly CloudMark[]
}

/**
 * The balance to show: the feed's, and this hub's own movements after the feed's mark (spine B3).
 * Credits count as shown, never as spendable (B1.8). `own` may hold any number of movements from
 * before the mark: the index is not pruned by it, since a rebuilt replica may bring an older one.
 */
export function shownBalance(feed: FeedBalance, own: Iterable<OwnMovement>): number {
  let shown = feed.balance
  for (const movement of own) if (isBeyond(movement, feed)) shown += signed(movement)
  return shown
}

/**
 * Does the feed not hold it? A movement that a till brought from another disk stands after the mark
 * of this hub, and may be in the books from there: then it must not count twice.
 */
export function isBeyond(
  movement: OwnMovement,
  { mark, reached }: Pick<FeedBalance, 'mark' | 'reached'>,
): boolean {
  if (!isAfter(movement, mark)) return false
  const { places } = movement
  if (places === undefined || reached === undefined) return true
  return !places.some((place) => isReached(place, reached))
}

/** A place counts only in its own epoch: the next one may have begun before it. */
export function isReached({ hub, epoch, seq }: CloudMark, reached: readonly CloudMark[]): boolean {
  return reached.some((to) => to.hub === hub && to.epoch === epoch && seq <= to.seq)
}

/** A feed may be read for balances unless it tells that this disk is an old image. */
export type FeedAdoption =
  | { readonly outcome: 'adopted' }
  /** `ahead`: the cloud has events of ours that we lack · `other-hash`: it has others. */
  | { readonly outcome: 'old-image'; readonly reason: 'ahead' | 'other-hash' }

/**
 * Asked for each new state of the replica before a balance is read from it. An old image must not
 * count its movements over a mark that stands for others: the former feed serves on, and the hub
 * behaves as witnessed (B2.8): no leases, provisional numbers, alarm.
 */
export function adoptFeed(input: {
  /** The feed's `hub_mark` of this hub; seq 0 and hash '' before the first. */
  readonly mark: Head
  readonly head: Head
  /** Hash of an own record; undefined where it was pruned or is of an epoch that was chained again. */
  readonly hashAt: (position: Position) => string | undefined
}): FeedAdoption {
  const { mark, head, hashAt } = input
  if (isAfter(mark, head)) return { outcome: 'old-image', reason: 'ahead' }
  if (mark.seq === 0) return { outcome: 'adopted' }
  const own = hashAt(mark)
  if (own === undefined || own === mark.hash) return { outcome: 'adopted' }
  return { outcome: 'old-image', reason: 'other-hash' }
}

function signed({ kind, amount }: OwnMovement): number {
  switch (kind) {
    case 'earn':
    case 'load':
    case 'give-back':
      return amount
    case 'spend':
    case 'take-back':
      return -amount
  }
}
