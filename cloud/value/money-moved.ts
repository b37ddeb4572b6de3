import { type Account, postedOf } from '#shared/value/account.ts'
import { lotsTotal } from '#shared/value/lots.ts'
import { accountOfPlace, type Movement, type Place } from '#shared/value/movement.ts'
import type { LiabilityRole } from '../ledger/liability.ts'
import { type BookWorth, bookWorthOf } from './book-worth.ts'
import type { ProgrammeOf } from './programme-kinds.ts'
import type { Programme } from './programmes.ts'

/** An account before and after one entry of the log. */
export interface Touched {
  readonly before: Account | undefined
  readonly after: Account
}

/** Why an account gained (+) or lost. */
export const flowNames = ['issued', 'loaded', 'redeemed', 'expired', 'corrected', 'risk'] as const
export type FlowName = (typeof flowNames)[number]
export type Flows = Record<FlowName, number>

/** What an entry of the log did to one programme's accounts, in its units and in money. */
export interface ProgrammeMoved {
  readonly programme: Programme
  readonly units: Flows
  readonly money: Flows
}

/** What it means for one liability of a company, in its minor units. */
export interface LiabilityMoved {
  /** What its accounts are worth more now. */
  owed: number
  /** Pending credits: promised, but in no balance yet. */
  pending: number
  /** Where that came from (+) and went to, by the system's side; they are owed and escrow together. */
  issued: number
  redeemed: number
  expired: number
  corrected: number
  risk: number
  /** Into the escrow of forfeited leases, less what left it. */
  escrow: number
}

export interface MoneyMoved {
  readonly byRole: ReadonlyMap<LiabilityRole, LiabilityMoved>
  readonly programmes: readonly ProgrammeMoved[]
}

export interface MovedOptions {
  readonly movements: readonly Movement[]
  readonly touched: ReadonlyMap<string, Touched>
  readonly programmeOf: ProgrammeOf
  /** By the unit alone, where only system accounts are. */
  readonly programmeOfUnit: (unit: string) => Programme | undefined
  readonly currency: string
  /** Whether value of this programme belongs to these books. */
  readonly isOurs: (programme: Programme) => boolean
}

/**
 * Worth is rounded down account by account, so what a movement is worth is the difference that it
 * makes to its account: the ledger then always has the sum of what the accounts are worth.
 */
export function moneyMoved(options: MovedOptions): MoneyMoved {
  const { movements, touched, programmeOf, programmeOfUnit, currency, isOurs } = options
  const byRole = new Map<LiabilityRole, LiabilityMoved>()
  const byProgramme = new Map<number, ProgrammeMoved & { readonly worth: BookWorth | null }>()
  const balances = new Map<string, number>()

  const of = (programme: Programme) => {
    let found = byProgramme.get(programme.id)
    if (found === undefined) {
      const worth = isOurs(programme) ? bookWorthOf(programme, currency) : null
      found = { programme, units: noFlows(), money: noFlows(), worth }
      byProgramme.set(programme.id, found)
    }
    return found
  }
  const liability = (role: LiabilityRole): LiabilityMoved => {
    let found = byRole.get(role)
    if (found === undefined) byRole.set(role, (found = nothingMoved()))
    return found
  }
  /** What it is worth that this place gains or loses so many units. */
  const gains = (place: string, before: () => number, units: number, worth: BookWorth): number => {
    const balance = balances.get(place) ?? before()
    balances.set(place, balance + units)
    return worth.worth(balance + units) - worth.worth(balance)
  }

  for (const movement of movements) {
    const { from, to, amount, unit } = movement
    const [giver, taker] = [accountOfPlace(from), accountOfPlace(to)]
    if (giver !== null && giver === taker) continue
    const account = giver ?? taker
    const programme = account === null ? programmeOfUnit(unit) : programmeOf(account)
    if (programme === undefined) continue
    const { units, money, worth } = of(programme)
    const flow = flowOf(movement, programme)
    const signed = taker === null ? -amount : amount
    if (account !== null) units[flow] += signed
    if (worth === null) continue
    const moved = liability(worth.role)
    let gained = 0
    if (account !== null) {
      const before = () => balanceOf(touched.get(account)?.before)
      const change = gains(account, before, signed, worth)
      money[flow] += change
      moved.owed += change
      gained += change
    }
    for (const [place, sign] of [[from, -1] as const, [to, 1] as const]) {
      const lease = leaseInEscrow(place)
      if (lease === null) continue
      const change = gains(place, () => escrowBefore(touched, lease), sign * amount, worth)
      moved.escrow += change
      gained += change
    }
    const sides = [systemOf(from), systemOf(to)] as const
    if (sides[0] !== null && sides[1] !== null) {
      const value = worth.worth(amount)
      moved[sides[0]] += value
      moved[sides[1]] -= value
    } else moved[sides[0] ?? sides[1] ?? 'risk'] += gained
  }
  for (const { before, after } of touched.values()) {
    const pending = pendingOf(after) - pendingOf(before)
    const programme = pending === 0 ? undefined : programmeOf(after.id)
    const worth = programme === undefined ? null : of(programme).worth
    if (worth !== null) liability(worth.role).pending += worth.worth(pending)
  }
  return { byRole, programmes: [...byProgramme.values()] }
}

function noFlows(): Flows {
  return { issued: 0, loaded: 0, redeemed: 0, expired: 0, corrected: 0, risk: 0 }
}

function nothingMoved(): LiabilityMoved {
  const system = { issued: 0, redeemed: 0, expired: 0, corrected: 0, risk: 0 }
  return { owed: 0, pending: 0, escrow: 0, ...system }
}

/** Money that was put on an account counts apart from what was given to it. */
function flowOf({ kind, from, to }: Movement, { terms }: Programme): FlowName {
  const side = systemOf(from) ?? systemOf(to) ?? 'risk'
  if (side !== 'issued') return side
  return kind === 'issue' || (terms.kind === 'points' && kind !== 'load') ? 'issued' : 'loaded'
}

type SystemSide = 'issued' | 'redeemed' | 'expired' | 'corrected' | 'risk'

function systemOf(place: Place): SystemSide | null {
  return (/^(issued|redeemed|expired|corrected|risk)@/.exec(place)?.[1] ??
    null) as SystemSide | null
}

function leaseInEscrow(place: Place): string | null {
  return /^risk\/lease:(.*)@[^@]*$/.exec(place)?.[1] ?? null
}

function escrowBefore(touched: ReadonlyMap<string, Touched>, leaseId: string): number {
  for (const { before } of touched.values()) {
    const lease = before?.leases.find(({ id }) => id === leaseId)
    if (lease !== undefined) return lease.state === 'forfeited' ? lotsTotal(lease.lots) : 0
  }
  return 0
}

function balanceOf(account: Account | undefined): number {
  return account === undefined ? 0 : postedOf(account)
}

function pendingOf(account: Account | undefined): number {
  let sum = 0
  for (const { amount } of account?.pending ?? []) sum += amount
  return sum
}
