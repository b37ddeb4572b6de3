import type { BoxSite } from './box-site.ts'
import type { BoxTime } from './box-time.ts'
import type { Census } from './census.ts'
import type { CloudLine } from './cloud-line.ts'
import type { Holds, Wanted } from './holds.ts'
import type { LeaseEnds } from './lease-ends.ts'
import type { Overlay } from './overlay.ts'
import type { Cover, Payments } from './payments.ts'
import type { Projections } from './projections.ts'
import type { TrustDesk } from './trust-desk.ts'

/** Finds what may pay: a balance kept here, leases, a hold of the cloud, the trust of the day. */
export interface Covers {
  /** Reserves the value if it may be spent; `finish` is called once, unless it was asked before. */
  find(wanted: Wanted, finish: () => void): void
}

export function createCovers(
  { world, disk }: BoxSite,
  parts: {
    readonly projections: Projections
    readonly time: BoxTime
    readonly line: CloudLine
    readonly census: Census
    readonly payments: Payments
    readonly overlay: Overlay
    readonly holds: Holds
    readonly leaseEnds: LeaseEnds
    readonly trust: TrustDesk
  },
): Covers {
  const { rules, reach } = world
  const { time, line, census, payments, overlay, holds, leaseEnds, trust } = parts
  const { wallet } = parts.projections

  function reserve({ receiptId, account, amount }: Wanted, by: Partial<Cover>): void {
    payments.reserve(receiptId, account, { amount, parts: [], trust: null, local: false, ...by })
  }

  function isUsable(account: string): boolean {
    if (!overlay.isFrozen(account)) return true
    reach('hub: a frozen account is refused')
    return false
  }

  /** False: leases and the rest may still cover it. */
  function isSettledHere(wanted: Wanted): boolean {
    const { account, amount } = wanted
    const isLocal = world.termsOf(account).offline === 'local-balance'
    const left = isLocal ? overlay.localLeft(account) : overlay.creditLeft(account)
    if (left >= amount) {
      reserve(wanted, { local: true })
      reach('hub: a loaded balance covers')
      return true
    }
    if (isLocal) reach('hub: a loaded balance is too little')
    return isLocal
  }

  function byLeases({ receiptId, account, amount }: Wanted) {
    return rules.spendLeases({
      leases: wallet.leasesOf(account),
      reserved: census.held(),
      upper: time.upperBound(),
      amount,
      epoch: disk.identity.epoch,
      receiptId,
    })
  }

  function afterHold(wanted: Wanted): void {
    // The till may have gone on for money meanwhile: then nothing is reserved any more.
    if (payments.hasEnded(wanted.receiptId)) {
      reach('hub: a hold came for a receipt that was over')
      return
    }
    const again = byLeases(wanted)
    if (again.outcome === 'covered') {
      reserve(wanted, { parts: again.parts })
      return
    }
    const spentBy = trust.find(wanted)
    if (spentBy !== null) reserve(wanted, { trust: spentBy })
  }

  return {
    find(wanted, finish) {
      const { receiptId, account, amount } = wanted
      const isOver = payments.hasEnded(receiptId)
      if (isOver || payments.begun(receiptId).has(account) || !isUsable(account)) {
        finish()
        return
      }
      // The till asks again while the cloud is asked: one hold answers both.
      if (holds.isWaitedFor(receiptId, account)) return
      if (isSettledHere(wanted)) {
        finish()
        return
      }
      const found = byLeases(wanted)
      if (found.outcome === 'covered') {
        reserve(wanted, { parts: found.parts })
        reach(line.isSilent() ? 'hub: a lease covers offline' : 'hub: a lease covers')
        finish()
        return
      }
      reach(`hub: leases do not cover (${found.reason})`)
      const missing = found.reason === 'no-anchor' ? amount : amount - found.covered
      holds.ask({ receiptId, account, amount: missing }, () => {
        afterHold(wanted)
        finish()
        const isOverNow = payments.hasEnded(receiptId)
        if (isOverNow || !payments.begun(receiptId).has(account)) {
          leaseEnds.closeReceipt(receiptId, [account])
        }
      })
    },
  }
}
