import { Failure } from '#shared/domain/failure.ts'
import type { GroupDatabase } from '../db/open.ts'
import { type LiabilityRole, liabilityOf, liabilityRoles } from '../ledger/liability.ts'
import { findCompany } from '../ledger/store.ts'
import { authorityOf } from '../value/book-worth.ts'
import {
  findProgramme,
  listProgrammes,
  MAX_PROGRAMMES,
  type Programme,
} from '../value/programmes.ts'
import {
  type Amount,
  type FlowName,
  type Flows,
  flowNames,
  flowsByPeriod,
  ledgerMoved,
  openings,
} from './liability-store.ts'

export const allFlows = [...flowNames, 'revalued'] as const

export interface RollForward extends Flows {
  readonly programme: string
  readonly name: string
  readonly kind: Programme['terms']['kind']
  readonly period: string
  readonly opening: Amount
  readonly closing: Amount
}

export interface LedgerCheck {
  readonly account: string
  readonly opening: number
  readonly moved: number
  readonly closing: number
  /** What the programmes together moved: the same. */
  readonly programmesMoved: number
}

export interface LiabilityReport {
  readonly companyId: number
  readonly currency: string
  readonly by: 'day' | 'month'
  readonly from: string
  readonly to: string
  /** Programme by programme, then by period; only periods in which something happened. */
  readonly rows: readonly RollForward[]
  /** The whole span of each programme. */
  readonly totals: readonly RollForward[]
  readonly ledger: readonly LedgerCheck[]
}

export interface LiabilityWish {
  readonly companyId: number
  /** Its code; undefined = all. */
  readonly programme?: string | undefined
  readonly from: string
  readonly to: string
  readonly by: 'day' | 'month'
}

/** What a company owes in stored value, carried forward; from the rollup by days. */
export async function liabilityReport(
  { db, readHot }: Pick<GroupDatabase, 'db' | 'readHot'>,
  { companyId, programme: code, from, to, by }: LiabilityWish,
): Promise<LiabilityReport> {
  const company = await findCompany(db, companyId)
  if (company === undefined) throw new Failure('not-found', `Company ${companyId} not found.`)
  if (from > to) {
    throw new Failure('invalid', `from ${from} is after to ${to}; swap them.`, {
      fields: [{ field: 'from', value: from, message: `is after to (${to})` }],
    })
  }
  const hot = readHot()
  const one = code === undefined ? undefined : findProgramme(hot, code)
  if (code !== undefined && one === undefined) {
    throw new Failure('not-found', `Programme ${code} not found.`)
  }
  const query = { companyId, programmeId: one?.id, from, to }
  const programmes =
    one === undefined ? listProgrammes(hot, { after: 0, rows: MAX_PROGRAMMES }) : [one]
  const opened = openings(hot, query)
  const periods = flowsByPeriod(hot, query, by)
  const rows: RollForward[] = []
  const totals: RollForward[] = []
  const movedByRole = new Map<LiabilityRole, number>()
  for (const of of programmes) {
    const opening = opened.get(of.id) ?? nothing
    const named = { programme: of.code, name: of.name, kind: of.terms.kind }
    const mine = periods.filter(({ programmeId }) => programmeId === of.id)
    if (mine.length === 0 && opening.units === 0 && opening.money === 0) continue
    let at = opening
    for (const { period, flows } of mine) {
      const closing = after(at, flows)
      rows.push({ ...named, period, opening: at, ...flows, closing })
      at = closing
    }
    const flows = sumOf(mine.map((each) => each.flows))
    totals.push({ ...named, period: `${from} – ${to}`, opening, ...flows, closing: at })
    const role = liabilityOf(of.terms.kind, authorityOf(of))
    if (role === undefined) continue
    movedByRole.set(role, (movedByRole.get(role) ?? 0) + at.money - opening.money)
  }
  const checked = one === undefined ? liabilityRoles : []
  const ledger = checked.flatMap((role): LedgerCheck[] => {
    const found = ledgerMoved(hot, query, role)
    if (found === null) return []
    const closing = found.opening + found.moved
    return [{ ...found, closing, programmesMoved: movedByRole.get(role) ?? 0 }]
  })
  return { companyId, currency: company.currency, by, from, to, rows, totals, ledger }
}

const nothing: Amount = { units: 0, money: 0 }

function after(opening: Amount, flows: Flows): Amount {
  let { units, money } = opening
  for (const name of allFlows) {
    units += flows[name].units
    money += flows[name].money
  }
  return { units, money }
}

function sumOf(all: readonly Flows[]): Flows {
  const add = (name: FlowName): Amount => {
    let [units, money] = [0, 0]
    for (const flows of all) {
      units += flows[name].units
      money += flows[name].money
    }
    return { units, money }
  }
  return Object.fromEntries(allFlows.map((name) => [name, add(name)])) as unknown as Flows
}
