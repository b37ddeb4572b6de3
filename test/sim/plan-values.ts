import { programmes, type Spend, type ValueRef } from './op.ts'
import type { Random } from './random.ts'
import type { Shape } from './shape.ts'

/** Stored value of someone: mostly points, of which mostly the leased kind. */
export function anyValue(random: Random, shape: Shape): ValueRef {
  const dice = random.int(10)
  if (dice === 0 && shape.cards > 0) return { kind: 'gift-card', card: random.int(shape.cards) }
  if (dice === 1 && shape.coupons > 0) return { kind: 'coupon', coupon: random.int(shape.coupons) }
  const member = random.int(shape.members)
  if (dice === 2) return { kind: 'store-credit', member }
  return pointsOf(random, member)
}

export function pointsOf(random: Random, member: number): ValueRef {
  const programme = random.chance(0.6) ? 'leased' : random.pick(programmes)
  return { kind: 'points', programme, member }
}

/** What a customer would like to pay with value: little, or all that anyone has, or more. */
export function anySpend(random: Random, value: ValueRef): Spend {
  if (value.kind === 'coupon') return { value, amount: 1 }
  const amount = random.chance(0.15) ? random.between(300, 900) : random.between(1, 200)
  return { value, amount }
}

/** A whole, some of it, or a sliver: basis points. */
export function anyPart(random: Random): number {
  return random.chance(0.5) ? 10_000 : random.between(1, 9_999)
}
