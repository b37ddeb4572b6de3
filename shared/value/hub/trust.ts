import { shareOfCompany, type TrustCaps } from '../trust-caps.ts'
import { type ClockReading, lowerBound, type TimeAnchor } from './time-anchor.ts'
import type { TrustSpent } from './wallet.ts'

/**
 * The day whose allowance may be used now. It moves on only by time that the cloud has confirmed in
 * this boot, never by the wall clock or a reboot: else every reboot would be a new day (spine
 * B1.10). Null = the cloud never said what day it is: no trust.
 */
export function trustDay(input: {
  readonly anchor: TimeAnchor | null
  readonly now: ClockReading
  /** `wallet.trustDay()`: the last day that the journal used. */
  readonly last: string | null
  /** Calendar day of an instant, YYYY-MM-DD, e.g. `businessDay` in the company's time zone. */
  readonly dayOf: (at: number) => string
}): string | null {
  const { anchor, now, last, dayOf } = input
  const confirmed = lowerBound(anchor, now)
  if (confirmed === null) return last
  const day = dayOf(confirmed)
  return last !== null && last > day ? last : day
}

export type TrustAnswer =
  | { readonly outcome: 'allowed' }
  | { readonly outcome: 'refused'; readonly reason: TrustRefusal; readonly left: number }
export type TrustRefusal = 'trust-off' | 'no-trust-day' | 'member-cap' | 'hub-cap' | 'company-cap'

/** Whether the allowance has this much left; `left` is what it would still give. */
export function spendTrust(wanted: {
  readonly caps: TrustCaps
  /** `trustDay`; null = refused. */
  readonly day: string | null
  /** `wallet.trustSpent` of the allowance. */
  readonly spent: TrustSpent
  /** The member's account; for refunds the receipt's id. */
  readonly account: string
  readonly amount: number
}): TrustAnswer {
  const { caps, day, spent, account, amount } = wanted
  const share = shareOfCompany(caps)
  const limits: readonly (readonly [TrustRefusal, number])[] = [
    ['trust-off', Math.min(caps.memberHub, caps.hubDay, share) > 0 ? Infinity : 0],
    ['no-trust-day', day === null ? 0 : Infinity],
    ['member-cap', caps.memberHub - (spent.byAccount[account] ?? 0)],
    ['hub-cap', caps.hubDay - spent.hub],
    ['company-cap', share - spent.hub],
  ]
  let left = Infinity
  for (const [, limit] of limits) left = Math.min(left, limit)
  if (amount <= left) return { outcome: 'allowed' }
  const reason = limits.find(([, limit]) => limit < amount)?.[0] ?? 'trust-off'
  return { outcome: 'refused', reason, left: Math.max(0, left) }
}

/** What is counted together: one day's spends of one unit, `points:7` or `refund:MNT`. */
export function trustAllowance(day: string, unit: string): string {
  return `${day}:${unit}`
}

export function refundAllowance(day: string, currency: string): string {
  return trustAllowance(day, `refund:${currency}`)
}

const PREFIX = 'trust:'

/** A spend on trust names its allowance as the rule that made it: HQ and a rebuild read it there. */
export function trustRule(day: string, unit: string): string {
  return PREFIX + trustAllowance(day, unit)
}

/** Null for any other rule. */
export function allowanceOfRule(rule: string | null): string | null {
  return rule?.startsWith(PREFIX) === true ? rule.slice(PREFIX.length) : null
}

export function dayOfAllowance(allowance: string): string {
  const end = allowance.indexOf(':')
  return end < 0 ? allowance : allowance.slice(0, end)
}
