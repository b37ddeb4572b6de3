import { Temporal } from 'temporal-polyfill'
import type { VoucherValidity } from '../contracts/coupon-programme.ts'
import { businessDay } from '../domain/business-day.ts'
import { dayStart, lotEnd } from './calendar-months.ts'

/**
 * First millisecond at which a voucher that is sold or issued now is worth nothing; null = never.
 * What is printed on it (`printedEnd`) holds where it ends sooner.
 */
export function voucherEnd(
  validity: VoucherValidity | null,
  at: number,
  printedEnd: number | null = null,
): number | null {
  const end = validity === null ? null : endOf(validity, at)
  if (end === null || printedEnd === null) return end ?? printedEnd
  return Math.min(end, printedEnd)
}

function endOf(validity: VoucherValidity, at: number): number {
  switch (validity.kind) {
    case 'months':
      return lotEnd({ earnedAt: at, months: validity.months, timeZone: validity.timeZone })
    case 'days': {
      const { days, timeZone } = validity
      const today = Temporal.PlainDate.from(businessDay(at, timeZone))
      return dayStart(today.add({ days: days + 1 }).toString(), timeZone)
    }
    case 'until':
      return validity.endsAt
  }
}
