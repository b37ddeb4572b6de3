import { bulkTable, createBatch } from './bulk.ts'
import { defined } from './defined.ts'
import type { Draft, EmployeeInput } from './inputs.ts'
import { employee } from './schema.ts'
import { byCode, type SaveScope, storesByCode } from './scope.ts'
import { type FieldProblem, rejected, type Verdict } from './verdict.ts'

/** `pin` is already the verifier: hashing is slow and must not hold the writer (pin.ts). */
export type EmployeeDraft = Draft<EmployeeInput>
export const employees = bulkTable(employee)

export function saveEmployees(scope: SaveScope, drafts: readonly EmployeeDraft[]): Verdict[] {
  const { hot, company, changes } = scope
  const known = byCode(employees.select(hot, 'company_id = ?', company.id))
  const storeByCode = storesByCode(scope)
  const batch = createBatch(hot, employees)
  const verdicts = drafts.map((draft): Verdict => {
    const { store, rights, ...given } = draft
    const old = known.get(draft.code)
    const name = draft.name ?? old?.name
    const pin = draft.pin ?? old?.pin
    const problems: FieldProblem[] = []
    if (name === undefined) {
      problems.push({ column: 'name', value: '', reason: 'is missing', fix: 'give the name' })
    }
    if (pin === undefined) {
      problems.push({ column: 'pin', value: '', reason: 'is missing', fix: 'give 4 to 8 digits' })
    }
    const storeRow = storeByCode.get(store ?? '')
    if (store && storeRow === undefined) {
      const fix = `name one of ${[...storeByCode.keys()].slice(0, 20).join(', ')}`
      const reason = `is not a store of ${company.code}`
      problems.push({ column: 'store', value: store, reason, fix })
    }
    if (name === undefined || pin === undefined || problems.length > 0) return rejected(...problems)
    const fresh = {
      companyId: company.id,
      storeId: null,
      acsId: '',
      active: true,
      rights: '["sale"]',
    }
    const next = { ...(old ?? fresh), ...defined(given), code: draft.code, name, pin }
    if (store !== undefined) next.storeId = storeRow?.id ?? null
    if (rights !== undefined) next.rights = JSON.stringify(rights.toSorted())
    const { outcome, row } = batch.put(old, { ...next, rights: next.rights })
    known.set(row.code, row)
    if (outcome !== 'unchanged') changes.add(company.id, 'employee', row.id)
    return { outcome, id: row.id }
  })
  batch.flush()
  return verdicts
}
