import type { Account } from '#shared/value/account.ts'
import type { Lot } from '#shared/value/lots.ts'
import type { HotDatabase } from '../db/hot.ts'
import { addInto } from '../db/insert.ts'
import { valueDay, valueLotMonth } from '../reports/liability-schema.ts'
import type { ProgrammeMoved, Touched } from './money-moved.ts'
import type { ProgrammeOf } from './programme-kinds.ts'

const adds = {
  day: addInto(valueDay, ['programmeId', 'companyId', 'postedOn']),
  lots: addInto(valueLotMonth, ['programmeId', 'endsIn', 'bornIn']),
}

const noRevaluation = 0

/** Adds what an entry of the log did to each programme to the day on which the ledger counts it. */
export function addValueDays(
  hot: HotDatabase,
  programmes: readonly ProgrammeMoved[],
  { companyId, postedOn }: { readonly companyId: number; readonly postedOn: string },
): void {
  for (const { programme, units, money } of programmes) {
    const counts = [...Object.values(units), ...Object.values(money)]
    if (counts.every((amount) => amount === 0)) continue
    adds.day.into(hot)({
      programmeId: programme.id,
      companyId,
      postedOn,
      ...units,
      issuedMoney: money.issued,
      loadedMoney: money.loaded,
      redeemedMoney: money.redeemed,
      expiredMoney: money.expired,
      correctedMoney: money.corrected,
      riskMoney: money.risk,
      revaluedMoney: noRevaluation,
    })
  }
}

export function addRevaluation(
  hot: HotDatabase,
  day: { readonly programmeId: number; readonly companyId: number; readonly postedOn: string },
  revaluedMoney: number,
): void {
  const units = { issued: 0, loaded: 0, redeemed: 0, expired: 0, corrected: 0, risk: 0 }
  const money = { issuedMoney: 0, loadedMoney: 0, redeemedMoney: 0, expiredMoney: 0 }
  const rest = { correctedMoney: 0, riskMoney: 0, revaluedMoney }
  adds.day.into(hot)({ ...day, ...units, ...money, ...rest })
}

/** Keeps the sums of what members own by the months that brought it and in which it ends. */
export function addLotMonths(
  hot: HotDatabase,
  touched: ReadonlyMap<string, Touched>,
  programmeOf: ProgrammeOf,
): void {
  for (const [id, { before, after }] of touched) {
    const programmeId = programmeOf(id)?.id
    if (programmeId === undefined) continue
    const changes = new Map<string, { lot: Lot | null; units: number; lots: number }>()
    const add = (account: Account | undefined, sign: 1 | -1) => {
      if (account === undefined) return
      for (const [key, lot] of lotsOf(account)) {
        const change = changes.get(key) ?? { lot, units: 0, lots: 0 }
        changes.set(key, change)
        change.units += sign * lot.amount
        change.lots += sign
      }
      if (account.owed === 0) return
      const owed = changes.get('') ?? { lot: null, units: 0, lots: 0 }
      changes.set('', owed)
      owed.units -= sign * account.owed
    }
    add(before, -1)
    add(after, 1)
    for (const { lot, units, lots } of changes.values()) {
      if (units === 0 && lots === 0) continue
      const endsIn = lot === null ? '' : monthOf(lot.endsAt)
      const bornIn = lot === null ? '' : bornMonth(hot, lot.id)
      adds.lots.into(hot)({ programmeId, endsIn, bornIn, units, lots })
    }
  }
}

/** Wherever they are: free, held or leased; what belongs to the risk account is no member's. */
function lotsOf({ lots, holds, leases }: Account): ReadonlyMap<string, Lot> {
  const byId = new Map<string, Lot>()
  const add = (more: readonly Lot[]) => {
    for (const lot of more) {
      const key = `${lot.endsAt ?? ''}/${lot.id}`
      const known = byId.get(key)
      byId.set(key, known ? { ...lot, amount: known.amount + lot.amount } : lot)
    }
  }
  add(lots)
  for (const hold of holds) add(hold.lots)
  for (const lease of leases) if (lease.state !== 'forfeited') add(lease.lots)
  return byId
}

/** A lot has the id of the movement that brought it. */
function bornMonth(hot: HotDatabase, lotId: string): string {
  const [at] = hot.prepare('SELECT at FROM value_movement WHERE movement_id = ?').get(lotId) ?? []
  return typeof at === 'number' ? monthOf(at) : ''
}

function monthOf(at: number | null): string {
  return at === null ? '' : new Date(at).toISOString().slice(0, 'YYYY-MM'.length)
}
