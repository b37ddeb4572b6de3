import type { PricedBasket } from '#shared/contracts/basket.ts'
import type { LoyaltySnapshot } from '#shared/contracts/points.ts'
import type { TillAccount } from '#shared/contracts/till.ts'
import type { CompiledProgramme } from '#shared/domain/points/compile-programme.ts'
import { percentOf } from '#shared/domain/points/earn-points.ts'
import type { Shop } from '../shop.ts'
import type { Value } from '../value/value.ts'
import { groupsOf } from './member-facts.ts'

/** What one receipt did in one programme; a refund's figures are negative. */
export type MovedPoints = Pick<LoyaltySnapshot, 'collected' | 'spent' | 'lines'>

const none: MovedPoints = { collected: 0, spent: 0, lines: [] }

/**
 * What is known of the member's points as the receipt is made, for each programme that it has to do
 * with: also one of which it only shows the balance.
 */
export function loyaltyOf(
  { shop, value }: { readonly shop: Shop; readonly value: Pick<Value, 'accountsOf'> },
  memberId: number | null | undefined,
  movedIn: (programme: string) => MovedPoints | undefined,
): { readonly loyalty?: LoyaltySnapshot[] } {
  if (memberId === undefined || memberId === null) return {}
  const { replica } = shop
  const compiled = replica.pointsProgrammes(shop.profile().store.id)
  const accounts = value.accountsOf({ id: memberId, blocked: false })
  const member = replica.member(memberId)
  const loyalty = replica.programmes().flatMap(({ code, name, kind }) => {
    if (kind !== 'points') return []
    const account = accounts.find((one) => one.code === code)
    const moved = movedIn(code)
    if (account === undefined && moved === undefined) return []
    const rules = compiled.find((one) => one.compiled.programme.code === code)?.compiled
    return {
      programme: code,
      name,
      phone: member?.phoneTail ?? '',
      ...balanceOf(account),
      percent: percentIn(rules, member),
      status: statusIn(rules, moved),
      ...(moved ?? none),
    }
  })
  return loyalty.length === 0 ? {} : { loyalty: loyalty.slice(0, MOST_PROGRAMMES) }
}

const MOST_PROGRAMMES = 20

/** What a sale earned and spent in a programme; undefined where neither. */
export function movedBySale(priced: PricedBasket): (programme: string) => MovedPoints | undefined {
  return (programme) => {
    const earned = priced.earned?.filter((one) => one.programme === programme) ?? []
    const payment = priced.points?.programme === programme ? priced.points : undefined
    if (earned.length === 0 && payment === undefined) return undefined
    const lines = new Map<string, { lineId: string; collected: number; spent: number }>()
    const of = (lineId: string) => {
      const line = lines.get(lineId) ?? { lineId, collected: 0, spent: 0 }
      lines.set(lineId, line)
      return line
    }
    for (const one of earned) for (const part of one.lines) of(part.lineId).collected += part.points
    for (const part of payment?.lines ?? []) of(part.lineId).spent += part.points
    let collected = 0
    for (const { points } of earned) collected += points
    return { collected, spent: payment?.points ?? 0, lines: [...lines.values()] }
  }
}

function balanceOf(account: TillAccount | undefined) {
  const { balance = 0, asOf = 0 } = account ?? {}
  return { balance, asOf: asOf === 0 ? null : asOf }
}

function percentIn(
  rules: CompiledProgramme | undefined,
  member: ReturnType<Shop['replica']['member']>,
): number | null {
  const percent = rules?.programme.earning?.percent ?? null
  if (percent === null) return null
  const { level = null, groups = '[]', earnRate = null } = member ?? {}
  const levels = [level ?? [], groupsOf(groups)].flat()
  return percentOf(percent, { levels, ownRate: earnRate })
}

/** Ours is in the journal with the receipt; a partner has yet to answer. */
function statusIn(
  rules: CompiledProgramme | undefined,
  moved: MovedPoints | undefined,
): LoyaltySnapshot['status'] {
  if (moved === undefined) return 'none'
  return rules?.programme.authority === 'partner' ? 'pending' : 'confirmed'
}
