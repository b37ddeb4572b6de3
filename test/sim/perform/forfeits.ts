import { lotsTotal } from '#shared/value/lots.ts'
import { MINUTE_MS } from '../virtual-day.ts'
import type { Scene } from './scene.ts'

/** What a hub that does not come back was promised: made good, and given up for lost later. */
export interface Forfeits {
  forfeit(n: number, by: 'hand' | 'setting'): void
  writeOff(n: number, store: number): void
  /** All that nobody holds any more: HQ waits until each has ended, and longer for no word. */
  readonly endLost: () => void
}

/** How far the clocks of hub and cloud may be apart. */
const MARGIN_MS = 10 * MINUTE_MS
const DAY_CAP = 500

export function createForfeits({ world, cloud }: Scene): Forfeits {
  const { oracle, rules, reach } = world
  let today = { day: '', amount: 0 }

  /** Refunds that a store was granted and never told of, once its disk is gone. */
  function giveUpRefunds(): void {
    for (const { receiptId, claims } of cloud.books().ledger.refundRights.values()) {
      for (const claim of claims) {
        const { id, hub, amount, cover } = claim
        const granted = {
          epoch: cloud.currentEpoch(hub),
          isRevoked: cloud.isRevoked(hub),
          wholeAt: null,
        }
        if (cover !== 'granted' || rules.grantOver(claim, granted, MARGIN_MS) === null) continue
        reach('HQ: a granted refund is given up')
        oracle.allowRefund(receiptId, amount)
        cloud.run({ verb: 'revokeRefundGrant', command: { id, receiptId } })
      }
    }
  }

  return {
    forfeit(n, by) {
      const at = cloud.clock.now()
      const day = world.dayOf(at)
      if (today.day !== day) today = { day, amount: 0 }
      for (const account of cloud.books().ledger.accounts.values()) {
        for (const lease of account.leases) {
          if (lease.state === 'forfeited') continue
          const rest = lotsTotal(lease.lots)
          const budget = { dayCap: DAY_CAP, usedToday: today.amount }
          if (by === 'setting' && !rules.forfeitAllowed(budget, rest)) continue
          const command = { id: `F${n}:${lease.id}`, lease: lease.id, at, marginMs: MARGIN_MS }
          if (cloud.run({ verb: 'forfeitLease', command }).outcome !== 'done') continue
          reach(`HQ: a lease is forfeited (${lease.state}, by ${by})`)
          today.amount += rest
        }
      }
      if (by === 'hand') giveUpRefunds()
    },
    endLost() {
      const leases = [...cloud.books().ledger.accounts.values()].flatMap(
        (account) => account.leases,
      )
      for (const { id: lease, hub, epoch, endsAt } of leases) {
        if (cloud.isHeld({ hub, epoch })) continue
        const at = Math.max(cloud.clock.now(), endsAt + MARGIN_MS)
        const lost = { lease, at, marginMs: MARGIN_MS }
        cloud.run({ verb: 'forfeitLease', command: { ...lost, id: `F:${lease}` } })
        cloud.run({ verb: 'writeOffForfeit', command: { ...lost, id: `O:${lease}` } })
        reach('HQ: what nobody holds any more is given up')
      }
    },
    writeOff(n, store) {
      const at = cloud.clock.now()
      for (const account of cloud.books().ledger.accounts.values()) {
        for (const lease of account.leases) {
          if (lease.state !== 'forfeited' || cloud.storeOf(lease.hub) !== store) continue
          reach('HQ: a forfeit is written off')
          const command = { id: `O${n}:${lease.id}`, lease: lease.id, at }
          cloud.run({ verb: 'writeOffForfeit', command })
        }
      }
    },
  }
}
