import type { Currency } from '#shared/contracts/units.ts'
import type { HotDatabase } from '../db/hot.ts'
import { createBatch } from './bulk.ts'
import { createChanges } from './changes.ts'
import { defined } from './defined.ts'
import type { CompanyInput, Draft } from './inputs.ts'
import { type Company, companies } from './scope.ts'
import { checkTaxNumber } from './tax-number.ts'
import { rejected, type Verdict } from './verdict.ts'

/** What a company of this currency is like unless it says otherwise. */
export const countryByCurrency = {
  MNT: { language: 'mn', phonePrefix: '+976', shownDecimals: 0, cashRounding: 100 },
  RON: { language: 'ro', phonePrefix: '+40', shownDecimals: 2, cashRounding: 1 },
  RUB: { language: 'ru', phonePrefix: '+7', shownDecimals: 2, cashRounding: 1 },
  CZK: { language: 'cs', phonePrefix: '+420', shownDecimals: 2, cashRounding: 100 },
} as const satisfies Record<Currency, object>

export function saveCompany(hot: HotDatabase, draft: Draft<CompanyInput>): Verdict {
  const old = companies.select(hot, 'code = ?', draft.code)[0]
  const problem = (column: string, value: string, reason: string, fix: string) =>
    rejected({ column, value, reason, fix })
  const currency = draft.currency ?? old?.currency
  if (currency === undefined) {
    return problem('currency', '', 'is missing', 'name one of MNT, RON, RUB, CZK')
  }
  const name = draft.name ?? old?.name
  if (name === undefined) return problem('name', '', 'is missing', 'give the company a name')
  if (old !== undefined && old.currency !== currency) {
    const reason = `the books of ${old.code} are kept in ${old.currency}`
    return problem('currency', currency, reason, 'make another company')
  }
  const taxNumber = checkTaxNumber(draft.taxNumber ?? '', currency)
  if (taxNumber.outcome === 'bad') return rejected(taxNumber.problem)
  const { code: _, ...given } = defined(draft)
  const base: Omit<Company, 'id'> = old ?? { ...newCompany(currency), code: draft.code, name }
  const next = { ...base, ...given }
  if (draft.taxNumber !== undefined) next.taxNumber = taxNumber.value
  const batch = createBatch(hot, companies)
  const { outcome, row } = batch.put(old, next)
  batch.flush()
  const changes = createChanges(hot)
  if (outcome !== 'unchanged') changes.add(row.id, 'company', row.id)
  changes.flush()
  return { outcome, id: row.id }
}

function newCompany(currency: Currency) {
  const flags = { pricesIncludeVat: true, surchargeAllowed: true }
  const settings = { ...flags, pointsInCashCap: 0 }
  return { currency, ...countryByCurrency[currency], ...settings, taxNumber: '', acsId: '' }
}
