import type { Settlement, Tender, TenderGiven } from '../contracts/tender.ts'
import { Failure } from './failure.ts'
import { plainAmount } from './format-money.ts'
import { roundToMultiple, sumOf } from './money.ts'

export interface SettleInput {
  /** What is due, from the priced basket. */
  readonly total: number
  readonly given: readonly TenderGiven[]
  /** Cash is rounded half up to a multiple of this many minor units. */
  readonly cashRounding: number
}

/**
 * Pays a total. Cards and cash on delivery pay exactly what they say and come first, whatever the
 * order of typing; cash pays the rest, rounded to the company's coin where cash takes part at all;
 * only cash may be more than is due, and the rest is change.
 */
export function settleTenders({ total, given, cashRounding }: SettleInput): Settlement {
  const cash = given.filter((tender) => tender.kind === 'cash')
  const exact = sumOf(given, (tender) => (tender.kind === 'cash' ? 0 : tender.given))
  if (exact > total) {
    const over = plainAmount(exact - total)
    throw tendersFailure(exact, `tenders are ${over} more than is due; only cash may be more`)
  }
  const rest = total - exact
  const due = cash.length === 0 ? rest : roundToMultiple(rest, cashRounding, 'halfUp')
  const cashGiven = sumOf(cash, (tender) => tender.given)
  if (cashGiven < due) {
    const missing = due - cashGiven
    const message = `${plainAmount(missing)} of ${plainAmount(total)} is still to pay; add a tender`
    throw tendersFailure(exact + cashGiven, message, { missing })
  }
  return {
    tenders: pay(given, due),
    rounding: cash.length === 0 ? 0 : due - rest,
    change: cashGiven - (cash.length === 0 ? 0 : due),
  }
}

function pay(given: readonly TenderGiven[], cashDue: number): Tender[] {
  let left = cashDue
  return given.map((tender) => {
    const amount = tender.kind === 'cash' ? Math.min(tender.given, left) : tender.given
    if (tender.kind === 'cash') left -= amount
    const { kind, given: all, reference = null, account } = tender
    return { kind, amount, given: all, reference, ...(account !== undefined && { account }) }
  })
}

function tendersFailure(value: number, message: string, extra: { missing?: number } = {}): Failure {
  return new Failure('invalid', message, {
    fields: [{ field: 'tenders', value: plainAmount(value), message }],
    extra,
  })
}
