/** A part of an account that was earned together and ends together. */
export interface Lot {
  /** The movement that brought it in. */
  readonly id: string
  /** Positive, in whole units. */
  readonly amount: number
  /** First millisecond (UTC) at which it is worth nothing; null = never ends. */
  readonly endsAt: number | null
}

export function lotsTotal(lots: readonly Lot[]): number {
  let total = 0
  for (const lot of lots) total += lot.amount
  return total
}

export interface Taking {
  readonly taken: readonly Lot[]
  readonly rest: readonly Lot[]
}

/**
 * Takes `amount` units, oldest end first (spine B1.7). Lots that end before `notEndingBefore` stay
 * in the rest; with the first millisecond after now as the limit, nothing that has ended is taken.
 * Throws RangeError when there are too few units: the caller decides that before.
 */
export function takeOldest(
  lots: readonly Lot[],
  amount: number,
  notEndingBefore = Number.NEGATIVE_INFINITY,
): Taking {
  const taken: Lot[] = []
  const rest: Lot[] = []
  let wanted = amount
  for (const lot of lots) {
    if (wanted === 0 || (lot.endsAt !== null && lot.endsAt < notEndingBefore)) {
      rest.push(lot)
    } else if (lot.amount <= wanted) {
      taken.push(lot)
      wanted -= lot.amount
    } else {
      taken.push({ id: lot.id, amount: wanted, endsAt: lot.endsAt })
      rest.push({ id: lot.id, amount: lot.amount - wanted, endsAt: lot.endsAt })
      wanted = 0
    }
  }
  if (wanted > 0) throw new RangeError(`lots are ${wanted} short of ${amount}`)
  return { taken, rest }
}

/** Both together, sorted oldest end first and then by id; parts of one lot become one again. */
export function addLots(lots: readonly Lot[], more: readonly Lot[]): readonly Lot[] {
  if (more.length === 0) return lots
  const sum = [...lots]
  for (const lot of more) {
    const place = placeOf(sum, lot)
    const other = sum[place - 1]
    if (other !== undefined && byEnd(other, lot) === 0) {
      sum[place - 1] = { id: lot.id, amount: other.amount + lot.amount, endsAt: lot.endsAt }
    } else {
      sum.splice(place, 0, lot)
    }
  }
  return sum
}

/** Behind the last lot that does not come after it. */
function placeOf(lots: readonly Lot[], lot: Lot): number {
  let [low, high] = [0, lots.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const other = lots[middle]
    if (other !== undefined && byEnd(other, lot) <= 0) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * Which of the lots that a spend took come back with `amount` units of it: those taken last first,
 * passing over the `alreadyBack` units that earlier returns of the same spend restored. In the
 * order in which they were taken. Throws RangeError when more would come back than was taken.
 */
export function putBackLast(
  taken: readonly Lot[],
  amount: number,
  alreadyBack = 0,
): readonly Lot[] {
  const kept = lotsTotal(taken) - alreadyBack - amount
  if (kept < 0) throw new RangeError(`${-kept} more would come back than was taken`)
  const left = takeOldest(taken, lotsTotal(taken) - alreadyBack).taken
  return takeOldest(left, kept).rest
}

/** When the first of them ends; null when none ever does. */
export function earliestEnd(lots: readonly Lot[]): number | null {
  let end: number | null = null
  for (const lot of lots) {
    if (lot.endsAt !== null && (end === null || lot.endsAt < end)) end = lot.endsAt
  }
  return end
}

/** What is worth nothing any more at `now`, and what still lives. */
export function splitEnded(
  lots: readonly Lot[],
  now: number,
): { readonly ended: readonly Lot[]; readonly living: readonly Lot[] } {
  const ended: Lot[] = []
  const living: Lot[] = []
  for (const lot of lots) (lot.endsAt !== null && lot.endsAt <= now ? ended : living).push(lot)
  return { ended, living }
}

function byEnd(one: Lot, other: Lot): number {
  const oneEnd = one.endsAt ?? Number.POSITIVE_INFINITY
  const otherEnd = other.endsAt ?? Number.POSITIVE_INFINITY
  if (oneEnd !== otherEnd) return oneEnd < otherEnd ? -1 : 1
  if (one.id === other.id) return 0
  return one.id < other.id ? -1 : 1
}
