import { leasesWithout } from '#shared/value/cloud/lease-of-account.ts'
import { changed, putIn } from '#shared/value/free-part.ts'
import type { Ledger } from '#shared/value/ledger.ts'
import { lotsTotal } from '#shared/value/lots.ts'
import { leasePlace, type Movement, systemPlace } from '#shared/value/movement.ts'
import type { MemoryLedger } from '../memory-ledger.ts'
import { MINUTE_MS } from '../virtual-day.ts'
import type { Bug } from './bug.ts'

const MARGIN_MS = 10 * MINUTE_MS

/** Spine B1.1: the end ends the hub's right to spend; it does not tell what the hub has spent. */
export const expiryReturnsEscrow: Bug = {
  mistake: 'the sweep gives back what is left of leases that have ended, clock margin and all',
  withinSteps: 750_000,
  breaks: [
    'nothing is spent twice',
    'nothing is spent but under a lease, a trust cap or a loaded balance',
  ],
  storyAtMost: 12,
  change: () => ({ endedEscrow: returnEnded }),
}

function returnEnded(ledger: MemoryLedger, now: number): readonly string[] {
  const returned: string[] = []
  for (const { id } of ledger.accounts.values()) {
    for (const lease of ledger.account(id)?.leases ?? []) {
      const account = ledger.account(id)
      if (account === undefined || (lease.state !== 'open' && lease.state !== 'recalled')) continue
      if (now < lease.endsAt + MARGIN_MS) continue
      const amount = lotsTotal(lease.lots)
      if (amount > 0) {
        ledger.addMovement({
          id: `ended:${lease.id}`,
          kind: 'return',
          unit: account.terms.unit,
          from: leasePlace(id, lease.id),
          to: id,
          amount,
          lots: lease.lots,
          at: now,
          receiptId: lease.receiptId,
          rule: null,
          reverses: null,
        })
      }
      const leases = leasesWithout(account, lease.id)
      ledger.saveAccount(changed(account, { ...putIn(account, lease.lots), leases }))
      ledger.closeLease(lease.id)
      returned.push(lease.id)
    }
  }
  return returned
}

/** Spine B1.1: what HQ gives back of a lease that is not heard of is a loss until it is heard of. */
export const forfeitNotCharged: Bug = {
  mistake: 'a forfeit makes the customer good by new points instead of the risk account',
  withinSteps: 300_000,
  breaks: ['value is conserved'],
  storyAtMost: 12,
  change: (rules) => ({
    forfeitLease: (ledger, command) => rules.forfeitLease(issuingGoodwill(ledger), command),
  }),
}

function issuingGoodwill(ledger: Ledger): Ledger {
  const addMovement = (movement: Movement): void =>
    ledger.addMovement(
      movement.kind === 'make-good'
        ? { ...movement, from: systemPlace('issued', movement.unit) }
        : movement,
    )
  return { ...ledger, addMovement }
}

/** Spine B1.3, B2.7: the leases of a dead box close from what the tills still hold. */
export const keptSpendAgainstRisk: Bug = {
  mistake:
    'what a till kept of a dead box and brings to another hub is a spend of a stranger’s lease',
  withinSteps: 500_000,
  breaks: ['a lease pays for what was spent out of it'],
  storyAtMost: 12,
  change: (rules) => ({
    applyEnvelope: (ledger, event) =>
      rules.applyEnvelope(ledger, { ...event, chainedAgain: false }),
  }),
}

/** Spine B1.4: a lease id is never used again. */
export const leaseIdReused: Bug = {
  mistake: 'a closed lease is deleted from the books, and its number is given again',
  withinSteps: 150_000,
  breaks: ['a lease id is granted once'],
  storyAtMost: 12,
  change: (rules) => ({
    leaseId: (counter) => `L${counter % NUMBERS}`,
    grantLease: (ledger, command) => rules.grantLease(withoutClosed(ledger), command),
  }),
}

/** Numbers go round. */
const NUMBERS = 32

/** Books whose table of leases has open ones only: the guard of the product sees no others. */
function withoutClosed(ledger: Ledger): Ledger {
  const accountOfOpen = (lease: string): string | undefined => {
    const account = ledger.accountOfLease(lease)
    const leases = ledger.account(account ?? '')?.leases ?? []
    return leases.some(({ id }) => id === lease) ? account : undefined
  }
  return {
    ...ledger,
    accountOfLease: accountOfOpen,
    noteLease(note) {
      if (accountOfOpen(note.id) === undefined) (ledger as MemoryLedger).leases.delete(note.id)
      ledger.noteLease(note)
    },
    addMovement(movement) {
      let { id } = movement
      while (ledger.movement(id) !== undefined) id += "'"
      ledger.addMovement({ ...movement, id })
    },
  }
}
