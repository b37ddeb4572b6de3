import type { Draft, ProductInput } from './inputs.ts'
import type { product } from './schema.ts'
import { categoriesByCode, partnersByCode, type SaveScope, vatGroupsByCode } from './scope.ts'
import type { FieldProblem } from './verdict.ts'

type Row = typeof product.$inferSelect
type Ids = Pick<
  Row,
  'categoryId' | 'posCategoryId' | 'vatGroupId' | 'manufacturerId' | 'supplierId'
>
type IdByCode = ReadonlyMap<string, { readonly id: number }>

/** Codes of what products point to, turned into ids; unknown ones become problems. */
export function openProductReferences(scope: SaveScope, drafts: readonly Draft<ProductInput>[]) {
  const categoryByCode = categoriesByCode(scope, 'product')
  const posCategoryByCode = categoriesByCode(scope, 'pos')
  const vatGroupByCode = vatGroupsByCode(scope)
  const partnerByCode = partnersByCode(
    scope,
    drafts.flatMap((draft) => [draft.manufacturer, draft.supplier]),
  )
  const partners = [...partnerByCode]
  const supplierByCode = new Map(partners.filter(([, partner]) => partner.isSupplier))
  const manufacturerByCode = new Map(partners.filter(([, partner]) => partner.isManufacturer))
  const vatFix = `name one of ${[...vatGroupByCode.keys()].slice(0, 20).join(', ')}`

  return {
    /** Undefined if something that a product must have is missing or unknown. */
    resolve(
      draft: Draft<ProductInput>,
      old: Row | undefined,
      problems: FieldProblem[],
    ): Ids | undefined {
      const categoryId = required(problems, categoryByCode, {
        column: 'category',
        code: draft.category,
        present: old?.categoryId,
        what: 'category',
        fix: 'import the category first or correct its code',
      })
      const vatGroupId = required(problems, vatGroupByCode, {
        column: 'vat_group',
        code: draft.vatGroup,
        present: old?.vatGroupId,
        what: 'VAT group',
        fix: vatFix,
      })
      const posCategoryId = optional(problems, posCategoryByCode, {
        column: 'pos_category',
        code: draft.posCategory,
        present: old?.posCategoryId,
        what: 'POS category',
        fix: 'import the POS category first or correct its code',
      })
      const manufacturerId = optional(problems, manufacturerByCode, {
        column: 'manufacturer',
        code: draft.manufacturer,
        present: old?.manufacturerId,
        what: 'manufacturer',
        fix: partnerFix,
      })
      const supplierId = optional(problems, supplierByCode, {
        column: 'supplier',
        code: draft.supplier,
        present: old?.supplierId,
        what: 'supplier',
        fix: partnerFix,
      })
      if (categoryId === undefined || vatGroupId === undefined) return undefined
      return { categoryId, vatGroupId, posCategoryId, manufacturerId, supplierId }
    },
  }
}

const partnerFix = 'import it as a partner with that role first, or correct its code'

interface Reference {
  readonly column: string
  /** Undefined = not named, '' = none. */
  readonly code: string | undefined
  readonly present: number | null | undefined
  readonly what: string
  readonly fix: string
}

function required(
  problems: FieldProblem[],
  rows: IdByCode,
  { column, code = '', present, what, fix }: Reference,
): number | undefined {
  const id = code === '' ? (present ?? undefined) : rows.get(code)?.id
  if (id === undefined) {
    const reason = code === '' ? 'is missing' : `is not a ${what}`
    problems.push({ column, value: code, reason, fix: code === '' ? `give its ${what}` : fix })
  }
  return id
}

function optional(
  problems: FieldProblem[],
  rows: IdByCode,
  { column, code, present, what, fix }: Reference,
): number | null {
  if (code === undefined) return present ?? null
  if (code === '') return null
  const id = rows.get(code)?.id
  if (id === undefined) problems.push({ column, value: code, reason: `is not a ${what}`, fix })
  return id ?? null
}
