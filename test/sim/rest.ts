import type { Checks } from './checks.ts'
import type { Cloud } from './nodes/cloud/cloud.ts'
import type { Performer } from './perform/performer.ts'
import type { Stores } from './stores.ts'
import { HOUR_MS, MINUTE_MS } from './virtual-day.ts'
import type { World } from './world.ts'

export interface Resting {
  readonly world: World
  readonly cloud: Cloud
  readonly stores: Stores
  readonly checks: Checks
  readonly performer: Performer
  /** Plays until this instant; false = a promise was broken. */
  readonly play: (until: number) => boolean
}

const REST_HOURS_MAX = 30

/**
 * Nothing goes wrong any more: whatever the faults left behind must now come right by itself, and
 * the promises that may be broken for a while are held against the oracle.
 */
export function comeToRest({ world, cloud, stores, checks, performer, play }: Resting): void {
  const { agenda, oracle } = world
  performer.heal()
  const until = agenda.now() + REST_HOURS_MAX * HOUR_MS
  let why = 'nobody looked'
  let unanswered: string | null = null
  while (agenda.now() < until) {
    if (!play(agenda.now() + 20 * MINUTE_MS)) return
    repairAll(cloud)
    for (const { tills } of stores.all) for (const till of tills) till.call()
    const now = whatMoves(cloud, stores)
    if (now !== null) {
      why = now
      continue
    }
    const recalled = recalledAndOpen(cloud, stores)
    if (recalled === null) {
      why = ''
      break
    }
    if (recalled === unanswered) {
      oracle.fail('a recall is answered by the hub', `${recalled}, at rest`)
      return
    }
    why = recalled
    unanswered = recalled
  }
  if (oracle.violations.length > 0) return
  if (why !== '') {
    oracle.fail(
      'no escrow is lost without an open entry',
      `after ${REST_HOURS_MAX} hours of rest: ${why}`,
    )
    return
  }
  performer.endLost()
  const kept = keptByNobody(cloud)
  if (kept !== null) oracle.fail('no escrow is lost without an open entry', kept)
  checks.atRest(cloud.books())
  performer.rebuild()
}

/** What ended epochs and dead boxes held was given up; all else is on a hub. */
function keptByNobody(cloud: Cloud): string | null {
  const { ledger } = cloud.books()
  for (const account of ledger.accounts.values()) {
    for (const lease of account.leases) {
      if (cloud.isHeld(lease)) continue
      return `lease ${lease.id} (${lease.state}) of hub ${lease.hub} can be given up by nobody`
    }
    for (const { receiptId } of account.pending) {
      const right = ledger.refundRight(receiptId)
      if (right === undefined || right.holder === 'cloud' || cloud.isHeld(right)) continue
      return `credit for receipt ${receiptId} waits for the right of hub ${right.hub}, which is no more`
    }
  }
  return null
}

function repairAll(cloud: Cloud): void {
  for (let i = 0; i < 1_000; i += 1) {
    const first = cloud.books().quarantine.held.find(({ reason }) => reason !== null)
    if (first === undefined) return
    cloud.run({ verb: 'repair', event: first.event })
  }
}

/** Null = everything rests. */
function whatMoves(cloud: Cloud, stores: Stores): string | null {
  for (const { box, hub, tills } of stores.all) {
    if (!box.isUp()) return `hub ${hub} is down`
    if (!box.isInSession()) return `hub ${hub} has no session`
    const busy = tills.find((till) => !till.isResting())
    if (busy !== undefined) return `till ${busy.name} of hub ${hub} waits for an answer`
    const keeps = tills.find((till) => till.unsent() > 0)
    if (keeps !== undefined) return `till ${keeps.name} of hub ${hub} keeps ${keeps.unsent()} sales`
    if (!box.isResting()) return `hub ${hub} has payments or jobs in work`
    const head = box.head()
    const inBooks = cloud.history(hub).head()
    if (head.epoch !== inBooks.epoch || head.seq !== inBooks.seq || head.hash !== inBooks.hash) {
      return `hub ${hub} is at ${head.epoch}/${head.seq}, the books at ${inBooks.epoch}/${inBooks.seq}`
    }
    const differs = whereLeasesDiffer(cloud, hub, box.leftByLease())
    if (differs !== null) return differs
  }
  const [waiting] = cloud.undelivered()
  if (waiting !== undefined) return `message ${waiting} is not acknowledged`
  const parked = cloud.books().quarantine.held.length
  return parked === 0 ? null : `${parked} events are held in quarantine`
}

/** A lease that HQ wants back and whose hub has no payment in work. */
function recalledAndOpen(cloud: Cloud, stores: Stores): string | null {
  for (const { box, hub } of stores.all) {
    const left = box.leftByLease()
    for (const account of cloud.books().ledger.accounts.values()) {
      for (const lease of account.leases) {
        if (lease.hub !== hub || lease.state !== 'recalled' || !left.has(lease.id)) continue
        return `lease ${lease.id} was recalled and is open on hub ${hub}`
      }
    }
  }
  return null
}

/** A lease that the books have open must be open on the hub, with as much left; and the reverse. */
function whereLeasesDiffer(
  cloud: Cloud,
  hub: number,
  left: ReadonlyMap<string, number>,
): string | null {
  const { ledger } = cloud.books()
  const open = new Map<string, number>()
  for (const account of ledger.accounts.values()) {
    for (const lease of account.leases) {
      // Of an ended epoch the hub knows nothing any more; HQ sees the entry and gives it up.
      if (lease.hub !== hub || lease.state === 'void') continue
      if (lease.state === 'forfeited' && !left.has(lease.id)) continue
      if (lease.epoch !== cloud.currentEpoch(hub)) continue
      let amount = 0
      for (const lot of lease.lots) amount += lot.amount
      open.set(lease.id, amount)
      const known = left.get(lease.id)
      if (known !== amount) {
        return `lease ${lease.id} (${lease.state}) has ${amount} left in the books, ${known ?? 'nothing'} on hub ${hub}`
      }
    }
  }
  for (const [id, amount] of left) {
    if (!open.has(id)) return `lease ${id} has ${amount} left on hub ${hub} and is not in the books`
  }
  return null
}
