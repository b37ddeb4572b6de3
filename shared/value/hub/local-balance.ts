import { type FeedBalance, isBeyond, type OwnMovement } from './overlay.ts'

/**
 * What a `local-balance` programme lets this store spend: the balance it loaded last less what all
 * its tills spent since (design 5). Credits since then do not count, except against take-backs,
 * which undo them. Overspend between stores is found when reports meet. Never below 0.
 */
export function localSpendable(input: {
  readonly feed: FeedBalance
  readonly own: Iterable<OwnMovement>
  /** Of this account under payments in progress. */
  readonly reserved: number
}): number {
  const { feed, own, reserved } = input
  let spent = reserved
  let credited = 0
  let takenBack = 0
  for (const movement of own) {
    if (!isBeyond(movement, feed)) continue
    if (movement.kind === 'spend') spent += movement.amount
    else if (movement.kind === 'take-back') takenBack += movement.amount
    else credited += movement.amount
  }
  return Math.max(0, feed.balance - spent - Math.max(0, takenBack - credited))
}
