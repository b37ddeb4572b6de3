import { leasesWith } from '#shared/value/cloud/lease-of-account.ts'
import { couponAfter, couponMay } from '#shared/value/coupon.ts'
import { changed, done, refused, takeOut } from '#shared/value/free-part.ts'
import { systemPlace } from '#shared/value/movement.ts'
import type { Bug } from './bug.ts'

/**
 * Issue: conditional transitions, no check-then-act. The web shop looks at the coupon, thinks, and
 * then writes `used` and takes its unit without a condition: somebody may have been quicker, and a
 * hub may hold the unit.
 */
export const couponCheckThenAct: Bug = {
  mistake: 'a coupon that was looked at a moment ago is written as used without a condition',
  withinSteps: 500_000,
  breaks: ['nothing is spent twice'],
  storyAtMost: 12,
  change: (rules) => ({
    useCoupon(ledger, command) {
      const { id, expectedVersion, receiptId = null, at } = command
      const coupon = ledger.coupon(command.coupon)
      const account = ledger.account(command.coupon)
      if (coupon === undefined || account === undefined) return refused('no-account')
      const isAsSeen = coupon.version === expectedVersion
      if (isAsSeen && !couponMay(coupon, 'use')) return refused('wrong-state', account)
      const honest = rules.useCoupon(ledger, { ...command, expectedVersion: coupon.version })
      if (honest.outcome !== 'refused') return honest
      const { free, lots } = takeOut(account, 1)
      ledger.addMovement({
        id,
        kind: 'spend',
        unit: account.terms.unit,
        from: account.id,
        to: systemPlace('redeemed', account.terms.unit),
        amount: 1,
        lots: lots.length === 0 ? [{ id, amount: 1, endsAt: null }] : lots,
        at,
        receiptId,
        rule: null,
        reverses: null,
      })
      ledger.saveAccount(changed(account, free))
      ledger.saveCoupon(couponAfter(coupon, 'use', receiptId))
      return done
    },
  }),
}

/** The hub may use it from the first moment, so nobody else may be promised it (`born-lease.ts`). */
export const bornUnitFree: Bug = {
  mistake: 'the unit of a coupon for the next order stays free in the books beside its hub’s lease',
  withinSteps: 15_000,
  breaks: ['no escrow is lost without an open entry'],
  storyAtMost: 12,
  change: (rules) => ({
    applyEnvelope(ledger, event) {
      const { envelope } = event
      const movements = envelope.movements.map((movement) =>
        movement.kind === 'load'
          ? { ...movement, cover: 'account' as const, lease: null }
          : movement,
      )
      return rules.applyEnvelope(ledger, { ...event, envelope: { ...envelope, movements } })
    },
  }),
}

/** Spine B1.3: the word of that disk is gone, and with it whoever could close the lease. */
export const bornLeaseLeftOpen: Bug = {
  mistake: 'a lease that was born in an ended epoch is open in the books as if its hub held it',
  withinSteps: 200_000,
  breaks: ['no escrow is lost without an open entry'],
  storyAtMost: 30,
  change: (rules) => ({
    applyEnvelope(ledger, event) {
      const recalls = rules.applyEnvelope(ledger, event)
      for (const { kind, account: id, lease: born } of event.envelope.movements) {
        const account = kind === 'load' && born !== null ? ledger.account(id) : undefined
        const lease = account?.leases.find((each) => each.id === born)
        if (account === undefined || lease?.state !== 'void') continue
        const leases = leasesWith(account, { ...lease, state: 'open' })
        ledger.saveAccount(changed(account, { leases }))
      }
      return recalls
    },
  }),
}
