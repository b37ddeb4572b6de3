import type { Currency } from '#shared/contracts/units.ts'
import { createBatch } from './bulk.ts'
import { defined } from './defined.ts'
import type { Draft, StoreInput } from './inputs.ts'
import { byCode, companies, jsonList, type SaveScope, stores } from './scope.ts'
import { type FieldProblem, rejected, type Verdict } from './verdict.ts'

const timeZoneByCurrency = {
  MNT: 'Asia/Ulaanbaatar',
  RON: 'Europe/Bucharest',
  RUB: 'Europe/Moscow',
  CZK: 'Europe/Prague',
} as const satisfies Record<Currency, string>

export function saveStores(scope: SaveScope, drafts: readonly Draft<StoreInput>[]): Verdict[] {
  const { hot, company, changes } = scope
  const codes = jsonList(drafts.map((draft) => draft.code))
  const known = byCode(stores.select(hot, 'code IN (SELECT value FROM json_each(?))', codes))
  const batch = createBatch(hot, stores)
  const verdicts = drafts.map((draft): Verdict => {
    const old = known.get(draft.code)
    const name = draft.name ?? old?.name
    const problems: FieldProblem[] = []
    if (old !== undefined && old.companyId !== company.id) {
      const owner = companies.select(hot, 'id = ?', old.companyId)[0]
      const reason = `belongs to the company ${owner?.code}`
      problems.push({ column: 'code', value: draft.code, reason, fix: 'choose another code' })
    }
    if (name === undefined) {
      problems.push({ column: 'name', value: '', reason: 'is missing', fix: 'give it a name' })
    }
    if (draft.timeZone !== undefined && !isTimeZone(draft.timeZone)) {
      const fix = `write a name such as ${timeZoneByCurrency[company.currency]}`
      const reason = 'is not a time zone'
      problems.push({ column: 'time_zone', value: draft.timeZone, reason, fix })
    }
    if (name === undefined || problems.length > 0) return rejected(...problems)
    const base = old ?? newStore(company, draft.code, name)
    const { outcome, row } = batch.put(old, { ...base, ...defined(draft) })
    known.set(row.code, row)
    if (outcome !== 'unchanged') changes.add(company.id, 'store', row.id)
    return { outcome, id: row.id }
  })
  batch.flush()
  return verdicts
}

function newStore(company: SaveScope['company'], code: string, name: string) {
  return {
    companyId: company.id,
    code,
    name,
    address: '',
    phone: '',
    timeZone: timeZoneByCurrency[company.currency],
    receiptFooter: '',
    labelForms: '',
    cashAccount: `CASH-${code}`,
    bankAccount: `BANK-${code}`,
    acsId: '',
    active: true,
  }
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    // Intl throws a RangeError for names it does not know.
    return false
  }
}
