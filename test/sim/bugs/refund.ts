import { isAfter } from '#shared/journal/record.ts'
import type { Bug } from './bug.ts'

/** Spine B5: the signature says that the receipt is real, not that nobody refunded it. */
export const refundTwice: Bug = {
  mistake: 'a store refunds whatever receipt bears a good signature, as if it were its own',
  withinSteps: 700_000,
  breaks: ['a receipt is refunded once'],
  storyAtMost: 12,
  change: (rules) => ({
    coverRefund(asked) {
      const { own, epoch, signedTotal } = asked
      const receipt = {
        receiptId: own?.receiptId ?? '',
        epoch,
        total: own?.total ?? signedTotal,
        refunded: own?.refunded ?? 0,
        right: 'mine',
        version: 0,
      } as const
      return rules.coverRefund({ ...asked, own: receipt })
    },
  }),
}

/** Spine B1.8: another store may still refund the same receipt. */
export const creditAtOnce: Bug = {
  mistake: 'a store lets credits of its own journal be spent before the cloud has posted them',
  withinSteps: 450_000,
  breaks: [
    'nothing is spent twice',
    'nothing is spent but under a lease, a trust cap or a loaded balance',
  ],
  storyAtMost: 12,
  change: () => ({
    creditAtOnce(own, mark) {
      let left = 0
      for (const movement of own) {
        if (!isAfter(movement, mark)) continue
        if (movement.kind === 'give-back') left += movement.amount
        else if (movement.kind === 'spend') left -= movement.amount
      }
      return Math.max(0, left)
    },
  }),
}
