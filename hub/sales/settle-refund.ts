import type { Settlement, TenderKind } from '#shared/contracts/tender.ts'
import { Failure } from '#shared/domain/failure.ts'
import { plainAmount } from '#shared/domain/format-money.ts'
import { roundToMultiple, sumOf } from '#shared/domain/money.ts'
import type { RefundState } from './store.ts'

export interface SettleRefundInput {
  /** What this refund gives back, positive. */
  readonly amount: number
  readonly sale: Settlement
  /** What earlier refunds of the same sale gave back. */
  readonly before: RefundState
  readonly cashRounding: number
  /** How the cashier wants it paid; absent = as it was paid. */
  readonly wanted?: readonly { readonly kind: TenderKind; readonly amount: number }[] | undefined
}

interface Part {
  readonly kind: TenderKind
  readonly amount: number
}

/**
 * How a refund is paid. A card gets back at most what it paid; cash takes the rest, rounded on the
 * running total, so that refunds in parts give back exactly what one refund would. All negative.
 */
export function settleRefund(input: SettleRefundInput): Settlement {
  const { amount, before, sale } = input
  const paid = amountsByKind(sale.tenders)
  const left = (kind: TenderKind) => (paid[kind] ?? 0) - (before.tenders[kind] ?? 0)
  const exact =
    input.wanted === undefined ? asPaid(amount, left) : asWanted(amount, input.wanted, left)
  const rest = amount - sumOf(exact, (part) => part.amount)
  const isCash = rest > 0 || (input.wanted ?? []).some(({ kind }) => kind === 'cash')
  const cash = isCash ? cashPart(input, rest) : 0
  checkCash(input, rest, cash)
  const tenders = [
    ...exact,
    ...(isCash && cash !== 0 ? [{ kind: 'cash' as const, amount: cash }] : []),
  ]
  return {
    tenders: tenders.map((part) => ({
      kind: part.kind,
      amount: -part.amount,
      given: -part.amount,
      reference: null,
    })),
    rounding: isCash ? noNegativeZero(rest - cash) : 0,
    change: 0,
  }
}

/** Rounded from the sum of all cash this sale has given back, minus what it gave before. */
function cashPart({ before, cashRounding }: SettleRefundInput, rest: number): number {
  const others = sumOf(Object.entries(before.tenders), ([kind, amount]) =>
    kind === 'cash' ? 0 : amount,
  )
  const exactBefore = before.total - others
  const until = roundToMultiple(exactBefore + rest, cashRounding, 'halfUp')
  return Math.max(0, until - (before.tenders['cash'] ?? 0))
}

/** Cards and cash on delivery first, as far as they paid. */
function asPaid(amount: number, left: (kind: TenderKind) => number): Part[] {
  let rest = amount
  const parts: Part[] = []
  for (const kind of ['card', 'cash-on-delivery'] as const) {
    const part = Math.min(rest, Math.max(0, left(kind)))
    if (part > 0) parts.push({ kind, amount: part })
    rest -= part
  }
  return parts
}

function asWanted(
  amount: number,
  wanted: readonly Part[],
  left: (kind: TenderKind) => number,
): Part[] {
  const sums = amountsByKind(wanted)
  const parts: Part[] = []
  for (const kind of ['card', 'cash-on-delivery'] as const) {
    const part = sums[kind] ?? 0
    if (part > left(kind))
      throw wrongTenders(
        part,
        `${kind} paid ${plainAmount(left(kind))} of it and cannot get ${plainAmount(part)} back`,
      )
    if (part > 0) parts.push({ kind, amount: part })
  }
  const exact = sumOf(parts, (part) => part.amount)
  if (exact > amount)
    throw wrongTenders(exact, `${plainAmount(amount)} is given back, not ${plainAmount(exact)}`)
  return parts
}

/** Cash may be named exactly or rounded; both mean the rounded amount. */
function checkCash({ wanted, amount }: SettleRefundInput, rest: number, cash: number): void {
  if (wanted === undefined) return
  const named = amountsByKind(wanted)['cash'] ?? 0
  if (named === rest || named === cash) return
  throw wrongTenders(
    named,
    `${plainAmount(amount)} is given back: cash must be ${plainAmount(cash)}`,
  )
}

function amountsByKind(parts: readonly Part[]): Partial<Record<TenderKind, number>> {
  const sums: Partial<Record<TenderKind, number>> = {}
  for (const { kind, amount } of parts) sums[kind] = (sums[kind] ?? 0) + amount
  return sums
}

function noNegativeZero(value: number): number {
  return value === 0 ? 0 : value
}

function wrongTenders(value: number, message: string): Failure {
  return new Failure('invalid', message, {
    fields: [{ field: 'tenders', value: plainAmount(value), message }],
  })
}
