import type { Basket, BasketLine } from '../../contracts/basket.ts'
import type { OfferedCoupon } from '../../contracts/coupon.ts'
import { Failure, type FailureCode } from '../failure.ts'

/** `invalid` or `forbidden`, naming the field as the request spells it. */
export function basketFailure(
  code: FailureCode,
  field: string,
  value: string | number,
  message: string,
): Failure {
  return new Failure(code, message, { fields: [{ field, value: String(value), message }] })
}

/** What the contract cannot say: rights, and ids that are one of a kind. */
export function checkBasket(
  basket: Basket,
  may: {
    readonly setPrices: boolean
    readonly giveDiscounts: boolean
    /** Lines whose typed price is that of their label. */
    readonly labelled?: ReadonlySet<string> | undefined
  },
): void {
  const ids = new Set<string>()
  for (const [i, line] of basket.lines.entries()) {
    const kept = [DIFFERENCE, GIFT].find((end) => line.id.endsWith(end))
    if (ids.has(line.id) || kept !== undefined) {
      const message = `line id ${line.id} is used twice or ends in ${kept ?? DIFFERENCE}; give it another`
      throw basketFailure('invalid', `lines.${i}.id`, line.id, message)
    }
    ids.add(line.id)
    // What is loaded is the customer's choice, not a price.
    const isTyped = line.typedPrice !== undefined && line.loads === undefined
    if (isTyped && !may.setPrices && may.labelled?.has(line.id) !== true) {
      const message = `the price of line ${line.id} was typed; that needs the right price.type`
      throw basketFailure('forbidden', `lines.${i}.typedPrice`, line.typedPrice ?? '', message)
    }
  }
  if (may.giveDiscounts) return
  const i = basket.lines.findIndex((line) => line.discounts.length > 0)
  if (i === -1 && basket.discounts.length === 0) return
  const field = i === -1 ? 'discounts' : `lines.${i}.discounts`
  const count = basket.lines[i]?.discounts.length ?? basket.discounts.length
  throw basketFailure('forbidden', field, count, 'giving a discount needs the right discount.give')
}

/** Coupons are known by their ids, so each may be offered once. */
export function checkCouponIds(coupons: readonly OfferedCoupon[]): void {
  const ids = new Set<string>()
  for (const [i, { id }] of coupons.entries()) {
    if (ids.has(id)) {
      const message = `coupon ${id} is offered twice; offer it once`
      throw basketFailure('invalid', `coupons.${i}.id`, id, message)
    }
    ids.add(id)
  }
}

/** Id of the line that carries the price difference of this one. */
export function differenceId(line: Pick<BasketLine, 'id'>): string {
  return line.id + DIFFERENCE
}

/** Id of the line with which a gift coupon pays. */
export function giftLineId(coupon: Pick<OfferedCoupon, 'id'>): string {
  return coupon.id + GIFT
}

const DIFFERENCE = '/difference'
const GIFT = '/gift'
