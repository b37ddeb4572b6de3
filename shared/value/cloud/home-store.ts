const dayMs = 24 * 3_600_000

/** Older visits say nothing about where a member shops. */
export const visitsKeptMs = 60 * dayMs
/** Enough to count a lead in; the oldest is forgotten. */
const visitsKept = 20
const restMs = 14 * dayMs
const visitsNeeded = 3
const leadNeeded = 2

/** Where a member's standing leases are granted, and the visits that decide it. */
export interface Home {
  readonly store: number | null
  readonly movedAt: number
  /** Oldest first. */
  readonly visits: readonly { readonly store: number; readonly at: number }[]
}

export const noHome: Home = { store: null, movedAt: 0, visits: [] }

export interface Visit {
  readonly store: number
  readonly at: number
  /** Whether the home store still holds a lease that is not closed. */
  readonly leaseOpenAtHome: boolean
}

/** `recallAt`: the old home, whose lease must be closed before the home can move. */
export interface HomeAfter {
  readonly home: Home
  readonly recallAt: number | null
}

/**
 * The home moves after 3 visits and a lead of 2 over the old one, at most once in 14 days, and only
 * when the old lease is closed: otherwise two stores on somebody's way recall it from each other
 * every day (spine B1.9).
 */
export function homeAfterVisit(home: Home, visit: Visit): HomeAfter {
  const { store, at } = visit
  const recent = home.visits.filter((each) => each.at > at - visitsKeptMs)
  const visits = [...recent, { store, at }].slice(-visitsKept)
  if (home.store === null) return { home: { store, movedAt: at, visits }, recallAt: null }
  const stays: Home = { ...home, visits }
  if (store === home.store || at < home.movedAt + restMs) return { home: stays, recallAt: null }
  const here = countAt(visits, store)
  if (here < visitsNeeded || here - countAt(visits, home.store) < leadNeeded) {
    return { home: stays, recallAt: null }
  }
  if (visit.leaseOpenAtHome) return { home: stays, recallAt: home.store }
  return { home: { store, movedAt: at, visits }, recallAt: null }
}

/** Visits of a store within the last 60 days: the policy leases only to those who come. */
export function visitsOf(home: Home, store: number, at: number): number {
  return countAt(
    home.visits.filter((each) => each.at > at - visitsKeptMs),
    store,
  )
}

function countAt(visits: Home['visits'], store: number): number {
  let count = 0
  for (const visit of visits) if (visit.store === store) count++
  return count
}
