import type { ValueMovement } from '#shared/contracts/event.ts'
import type { BoxSite } from './box-site.ts'
import type { BoxTime } from './box-time.ts'
import { addMovement } from './movements.ts'
import type { Projections } from './projections.ts'
import { tendersOf } from './sums.ts'

/** The pro-rata inverse of a sale's value movements, on the running total (spine B5). */
export type Undo = (refund: {
  readonly eventId: string
  readonly originalId: string
  readonly amount: number
}) => ValueMovement[]

export function createUndo(
  { world, disk }: BoxSite,
  parts: { readonly projections: Projections; readonly time: BoxTime },
): Undo {
  const { rules, reach } = world
  const { projections, time } = parts
  const { wallet } = projections

  /** What was spent goes back into its lease, or waits as a credit until the cloud has seen it. */
  function putBack(
    eventId: string,
    movements: ValueMovement[],
    { sold, share }: { readonly sold: ValueMovement; readonly share: number },
  ): void {
    const left = sold.amount - projections.givenBackOf(sold.id)
    const amount = Math.min(left, share)
    if (amount <= 0) return
    const plan = rules.putBackPlan({
      wallet,
      spends: [{ movementId: sold.id, lease: sold.lease, left }],
      amount,
      epoch: disk.identity.epoch,
      upper: time.upperBound(),
    })
    if (plan.outcome === 'refused') return
    for (const { cover, amount: part, lease, reverses } of plan.parts) {
      reach(cover === 'lease' ? 'hub: value is put back' : 'hub: a credit waits')
      const { account } = sold
      addMovement(eventId, movements, { kind: 'give-back', account, amount: part, lease, reverses })
    }
  }

  return ({ eventId, originalId, amount }) => {
    const original = projections.saleOf(originalId)
    if (original === undefined) return []
    const total = tendersOf(original)
    const before = projections.refundedOf(originalId)
    const until = (value: number, refunded: number) => Math.floor((value * refunded) / total)
    const shareOf = (value: number) => until(value, before + amount) - until(value, before)
    const movements: ValueMovement[] = []
    for (const sold of original.movements) {
      const { id: reverses, kind, account } = sold
      // A used coupon stays used: half of it cannot be given back.
      if (world.termsOf(account).kind === 'coupon') continue
      const share = shareOf(sold.amount)
      if (kind === 'spend') putBack(eventId, movements, { sold, share })
      else if (kind === 'earn' && share > 0) {
        addMovement(eventId, movements, { kind: 'take-back', account, amount: share, reverses })
      }
    }
    return movements
  }
}
