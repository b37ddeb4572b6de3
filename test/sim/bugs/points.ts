import { credit } from '#shared/value/credit.ts'
import type { Bug } from './bug.ts'

/** Design 6.7: earning is on the part paid with money. */
export const earnedOnPoints: Bug = {
  mistake: 'points are earned on the whole price of the goods, also on what points paid of it',
  withinSteps: 100_000,
  breaks: ['points are earned on money only'],
  storyAtMost: 12,
  change: (rules) => ({
    earnPoints: (input) =>
      rules.earnPoints({
        ...input,
        lines: input.lines.map((line) => ({ ...line, amount: line.amount + line.byPoints })),
      }),
  }),
}

/** Spine B5: a refund is the inverse of the sale, also for what the sale earned. */
export const refundKeepsEarned: Bug = {
  mistake: 'a refund gives spent points back and leaves the customer what the sale earned',
  withinSteps: 300_000,
  breaks: ['a refund takes and gives back points'],
  storyAtMost: 12,
  change: (rules) => ({
    refundPoints: (input) => ({ ...rules.refundPoints(input), takeBack: [], debt: 0 }),
  }),
}

/** Spine B5: shares are of the running total, so that parts add up to the whole. */
export const refundOfPartAlone: Bug = {
  mistake: 'each refund gives back its share as if it were the first one of its receipt',
  withinSteps: 700_000,
  breaks: ['a refund takes and gives back points', 'value is conserved'],
  storyAtMost: 12,
  change: (rules) => ({
    refundPoints: (input) => rules.refundPoints({ ...input, earlier: [] }),
  }),
}

/** Cross-cutting decision 6: points return, or are paid out in cash. */
export const cashAndPoints: Bug = {
  mistake: 'points that a refund pays out in cash return to their holder too',
  withinSteps: 700_000,
  breaks: ['a refund takes and gives back points', 'value is conserved'],
  storyAtMost: 12,
  change: (rules) => ({
    refundPoints(input) {
      const back = rules.refundPoints(input)
      return { ...back, giveBack: back.giveBack + back.cashedPoints }
    },
  }),
}

/** Spine B2.1: the envelope alone is booked; the payload's lines say it to people only. */
export const loadBookedTwice: Bug = {
  mistake: 'what a card is loaded with is booked for its movement and again for its line',
  withinSteps: 300_000,
  breaks: ['value is conserved', 'a coupon is where its unit is'],
  storyAtMost: 12,
  change: (rules) => ({
    applyEnvelope(ledger, event) {
      const recalls = rules.applyEnvelope(ledger, event)
      const { movements, receipt, at } = event.envelope
      for (const { id, account, kind, amount, endsAt, rule } of movements) {
        if (kind !== 'load') continue
        const again = { id: `${id}#2`, account, kind, amount, endsAt, at, rule } as const
        credit(ledger, { ...again, receiptId: receipt?.id ?? null })
      }
      return recalls
    },
  }),
}

/** A coupon's unit and state go together. */
export const couponStaysSold: Bug = {
  mistake: 'a store tells that a coupon was used, and the books take its unit and not its state',
  withinSteps: 400_000,
  breaks: ['a coupon is where its unit is'],
  storyAtMost: 12,
  change: (rules) => ({
    applyEnvelope(ledger, event) {
      const coupons = event.envelope.coupons.map((id) => ledger.coupon(id))
      const recalls = rules.applyEnvelope(ledger, event)
      for (const before of coupons) {
        const after = before === undefined ? undefined : ledger.coupon(before.id)
        if (before === undefined || after === undefined || after.version === before.version)
          continue
        ledger.saveCoupon({ ...before, version: after.version + 1 })
      }
      return recalls
    },
  }),
}
