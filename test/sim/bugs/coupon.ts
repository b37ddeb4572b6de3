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
