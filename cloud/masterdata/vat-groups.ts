import { createBatch } from './bulk.ts'
import { defined } from './defined.ts'
import type { Draft, VatGroupInput } from './inputs.ts'
import { type SaveScope, vatGroups, vatGroupsByCode } from './scope.ts'
import { rejected, type Verdict } from './verdict.ts'

export function saveVatGroups(
  scope: SaveScope,
  drafts: readonly Draft<VatGroupInput>[],
): Verdict[] {
  const { hot, company, changes } = scope
  const known = vatGroupsByCode(scope)
  const batch = createBatch(hot, vatGroups)
  const verdicts = drafts.map((draft): Verdict => {
    const old = known.get(draft.code)
    const name = draft.name ?? old?.name
    const vatRate = draft.vatRate ?? old?.vatRate
    if (name === undefined || vatRate === undefined) {
      const column = name === undefined ? 'name' : 'vat_rate'
      return rejected({ column, value: '', reason: 'is missing', fix: 'give it' })
    }
    const base = old ?? { companyId: company.id, taxType: 'VAT_ABLE' as const, cityTaxRate: 0 }
    const next = { ...base, ...defined(draft), code: draft.code, name, vatRate }
    if (next.taxType !== 'VAT_ABLE' && vatRate > 0) {
      const reason = `a group of type ${next.taxType} has no VAT`
      return rejected({ column: 'vat_rate', value: `${vatRate}`, reason, fix: 'write 0' })
    }
    const { outcome, row } = batch.put(old, next)
    known.set(row.code, row)
    if (outcome !== 'unchanged') changes.add(company.id, 'vat_group', row.id)
    return { outcome, id: row.id }
  })
  batch.flush()
  return verdicts
}
