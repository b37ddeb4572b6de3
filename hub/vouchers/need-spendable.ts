import type { Hindrance } from '#shared/contracts/till.ts'
import { notSpendable } from '../value/hindrance.ts'
import type { WantedValue } from '../value/value.ts'
import { isAlive } from './voucher-state.ts'
import type { Vouchers } from './vouchers.ts'

/** Throws `conflict` with why not, where a voucher cannot pay at all: no lease and no hold is asked. */
export function needSpendable(
  vouchers: Vouchers,
  wanted: Extract<WantedValue, { kind: 'gift-card' | 'coupon' }>,
): void {
  const { kind, account, amount: asked } = wanted
  const refuse = (hindrance: Hindrance) => notSpendable({ hindrance, asked, spendable: 0 })
  const now = vouchers.byAccount(account)
  if (now === undefined || now.voucher.kind !== kind) throw refuse('no-account')
  if (!isAlive(now.state) || now.hasEnded) throw refuse('not-valid')
  if (now.voucher.kind === 'gift-card' && now.voucher.frozen) throw refuse('frozen')
}
