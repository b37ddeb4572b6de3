import { createBatch } from './bulk.ts'
import { defined } from './defined.ts'
import type { Draft, PartnerInput } from './inputs.ts'
import { checkPhone } from './phone-check.ts'
import { partners, partnersByCode, type SaveScope } from './scope.ts'
import { searchText } from './search-text.ts'
import { checkTaxNumber } from './tax-number.ts'
import { type FieldProblem, rejected, type Verdict } from './verdict.ts'

/** Roles are added by name: an import of suppliers never takes away that one is a customer too. */
export function savePartners(scope: SaveScope, drafts: readonly Draft<PartnerInput>[]): Verdict[] {
  const { hot, company, changes } = scope
  const known = partnersByCode(
    scope,
    drafts.map((draft) => draft.code),
  )
  const batch = createBatch(hot, partners)
  const verdicts = drafts.map((draft): Verdict => {
    const { roles, shared, taxNumber, ...given } = draft
    const old = known.get(draft.code)
    const name = draft.name ?? old?.name
    const problems: FieldProblem[] = []
    if (name === undefined) {
      problems.push({ column: 'name', value: '', reason: 'is missing', fix: 'give it a name' })
    }
    const tax = checkTaxNumber(taxNumber ?? '', company.currency)
    if (tax.outcome === 'bad') problems.push(tax.problem)
    const phone = draft.phone === undefined ? undefined : checkPhone(draft.phone, company)
    if (phone?.outcome === 'bad') problems.push(phone.problem)
    if (name === undefined || problems.length > 0) return rejected(...problems)
    const base = old ?? { ...newPartner, companyId: shared === true ? null : company.id }
    const next = { ...base, ...defined(given), code: draft.code, name }
    if (taxNumber !== undefined && tax.outcome === 'good') next.taxNumber = tax.value
    if (phone?.outcome === 'good') next.phone = phone.value
    if (roles !== undefined) {
      next.isCustomer ||= roles.includes('customer')
      next.isSupplier ||= roles.includes('supplier')
      next.isManufacturer ||= roles.includes('manufacturer')
    }
    next.search = searchText(next.code, name, next.taxNumber)
    const { outcome, row } = batch.put(old, next)
    known.set(row.code, row)
    if (outcome !== 'unchanged' && (row.isCustomer || old?.isCustomer)) {
      changes.add(row.companyId, 'customer', row.id)
    }
    return { outcome, id: row.id }
  })
  batch.flush()
  return verdicts
}

const newPartner = {
  isCustomer: false,
  isSupplier: false,
  isManufacturer: false,
  isCompany: true,
  taxNumber: '',
  isVatPayer: false,
  phone: '',
  email: '',
  address: '',
  agentMargin: 0,
  acsId: '',
  acsIdDisplay: '',
  websiteUrl: '',
  active: true,
  search: '',
}
