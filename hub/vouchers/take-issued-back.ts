import type { ValueMovement } from '#shared/contracts/event.ts'
import type { IssuedCoupon, IssuedTaken } from '#shared/contracts/voucher.ts'
import { Failure } from '#shared/domain/failure.ts'
import { isOwn } from '#shared/domain/refund-lines.ts'
import type { MovedValue } from '../value/receipt-value.ts'
import type { Value } from '../value/value.ts'
import type { RefundedSale } from './refund-of-vouchers.ts'
import type { Vouchers } from './vouchers.ts'

export interface TakenIssued {
  readonly moved: readonly MovedValue[]
  readonly taken: IssuedTaken[]
}

/**
 * The coupons that an order brought end with it: once all of its goods came back, those that are
 * unused are taken out of this hub's lease, or a hold. The refund goes on without one that was used,
 * or that another store has; the cashier is told.
 */
export async function takeIssuedBack(
  { vouchers, value }: { readonly vouchers: Vouchers; readonly value: Pick<Value, 'pay'> },
  sale: RefundedSale,
  issued: readonly IssuedCoupon[],
): Promise<TakenIssued> {
  const moved: MovedValue[] = []
  const taken: IssuedTaken[] = []
  if (issued.length === 0 || !isLastOfGoods(sale)) return { moved, taken }
  for (const { account, programme } of issued) {
    const now = vouchers.byAccount(account)
    const isOver = now !== undefined && (now.hasEnded || isGone.has(now.state))
    if (isOver) continue
    if (now?.state === 'used') {
      taken.push({ account, programme, outcome: 'used' })
      continue
    }
    const movements = await tryTake({ value }, sale, account)
    if (movements !== null) moved.push(movements)
    taken.push({ account, programme, outcome: movements === null ? 'not-here' : 'cancelled' })
  }
  return { moved, taken }
}

const isGone: ReadonlySet<string> = new Set(['cancelled', 'expired'])

/** Null: it is not to be had here now. */
async function tryTake(
  { value }: { readonly value: Pick<Value, 'pay'> },
  { id, movements: sold }: RefundedSale,
  account: string,
): Promise<MovedValue | null> {
  try {
    const wanted = { kind: 'coupon', account, amount: 1 } as const
    const { movements, ...moved } = await value.pay(id, [wanted])
    const reverses = loadOf(sold, account)
    const back = movements.map((one) => ({ ...one, kind: 'take-back' as const, reverses }))
    return { ...moved, movements: back }
  } catch (error) {
    if (error instanceof Failure && error.code === 'conflict') return null
    throw error
  }
}

function loadOf(sold: readonly ValueMovement[], account: string): string | null {
  return sold.find((each) => each.kind === 'load' && each.account === account)?.id ?? null
}

/** Whether everything is back with this refund, and was not before it. */
function isLastOfGoods({ original, before, priced }: RefundedSale): boolean {
  const back: Record<string, number> = { ...before }
  for (const line of priced.lines) {
    if (isOwn(line)) back[line.id] = (back[line.id] ?? 0) - line.quantity
  }
  const isAll = (quantities: Readonly<Record<string, number>>) =>
    original.lines.every((line) => !isOwn(line) || (quantities[line.id] ?? 0) >= line.quantity)
  return isAll(back) && !isAll(before)
}
