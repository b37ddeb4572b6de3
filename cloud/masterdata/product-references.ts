import type { Draft, ProductInput } from './inputs.ts'
import type { product } from './schema.ts'
import { categoriesByCode, partnersByCode, type SaveScope, vatGroupsByCode } from './scope.ts'
import type { FieldProblem } from './verdict.ts'

type Row = typeof product.$inferSelect
type Ids = Pick<
  Row,
  'categoryId' | 'posCategoryId' | 'vatGroupId' | 'manufacturerId' | 'supplierId'
>

/** Codes of what products point to, turned into ids; unknown ones become problems. */
export function openProductReferences(scope: SaveScope, drafts: readonly Draft<ProductInput>[]) {
  const categoryByCode = categoriesByCode(scope, 'product')
  const posCategoryByCode = categoriesByCode(scope, 'pos')
  const vatGroupByCode = vatGroupsByCode(scope)
  const partnerByCode = partnersByCode(
    scope,
    drafts.flatMap((draft) => [draft.manufacturer, draft.supplier]),
  )
  const resolve = (
    draft: Draft<ProductInput>,
    old: Row | undefined,
    problems: FieldProblem[],
  ): Ids | undefined => {
    const idIn = (rows: ReadonlyMap<string, { id: number }>, reference: Reference) => {
      const { column, code, present, what, fix } = reference
      if (code === undefined) return present
      if (code === '') return null
      const id = rows.get(code)?.id
      if (id === undefined) {
        problems.push({ column, value: code, reason: `is not a ${what}`, fix })
      }
      return id
    }
    const required = (column: string, id: number | null | undefined, given: string | undefined) => {
      if (id === undefined && given === undefined) {
        problems.push({ column, value: '', reason: 'is missing', fix: `give its ${column}` })
      }
      return id ?? undefined
    }
    const role = (column: 'supplier' | 'manufacturer', code: string | undefined) => {
      const partner = partnerByCode.get(code ?? '')
      const has = column === 'supplier' ? partner?.isSupplier : partner?.isManufacturer
      return has === true ? partner : undefined
    }
    const partnerId = (column: 'supplier' | 'manufacturer') => {
      const code = draft[column]
      const partner = role(column, code)
      const rows = new Map(partner && code ? [[code, partner]] : [])
      const present = (column === 'supplier' ? old?.supplierId : old?.manufacturerId) ?? null
      const fix = `import it as a partner with the role ${column} first, or correct its code`
      return idIn(rows, { column, code, present, what: column, fix }) ?? null
    }

    const categoryId = idIn(categoryByCode, {
      column: 'category',
      code: draft.category,
      present: old?.categoryId,
      what: 'category',
      fix: 'import the category first or correct its code',
    })
    const vatGroupId = idIn(vatGroupByCode, {
      column: 'vat_group',
      code: draft.vatGroup,
      present: old?.vatGroupId,
      what: 'VAT group',
      fix: `name one of ${[...vatGroupByCode.keys()].slice(0, 20).join(', ')}`,
    })
    const posCategoryId = idIn(posCategoryByCode, {
      column: 'pos_category',
      code: draft.posCategory,
      present: old?.posCategoryId ?? null,
      what: 'POS category',
      fix: 'import the POS category first or correct its code',
    })
    const ids = {
      categoryId: required('category', categoryId, draft.category),
      vatGroupId: required('vat_group', vatGroupId, draft.vatGroup),
      posCategoryId: posCategoryId ?? null,
      manufacturerId: partnerId('manufacturer'),
      supplierId: partnerId('supplier'),
    }
    const { categoryId: category, vatGroupId: vatGroup } = ids
    if (category === undefined || vatGroup === undefined) return undefined
    return { ...ids, categoryId: category, vatGroupId: vatGroup }
  }
  return { resolve }
}

interface Reference {
  readonly column: string
  readonly code: string | undefined
  readonly present: number | null | undefined
  readonly what: string
  readonly fix: string
}
