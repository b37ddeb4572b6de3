import { openBarcodes } from './barcodes.ts'
import { bulkTable, createBatch } from './bulk.ts'
import { defined } from './defined.ts'
import type { Draft, ProductInput } from './inputs.ts'
import { openPrices, type PricePut, priceResolver } from './prices.ts'
import { openProductReferences } from './product-references.ts'
import { productTemplate } from './schema.ts'
import { byCode, jsonList, products, productsByCode, type SaveScope } from './scope.ts'
import { searchText } from './search-text.ts'
import { type FieldProblem, rejected, type Verdict } from './verdict.ts'

export type ProductDraft = Draft<ProductInput>
const templates = bulkTable(productTemplate)

/** Saves products with their templates, barcodes and the prices named with them. */
export function saveProducts(scope: SaveScope, drafts: readonly ProductDraft[]): Verdict[] {
  const { hot, company, changes } = scope
  const known = productsByCode(
    scope,
    drafts.map((draft) => draft.code),
  )
  const knownIds = [...known.values()].map((row) => row.id)
  const references = openProductReferences(scope, drafts)
  const texts = drafts.flatMap((draft) => draft.barcodes ?? [])
  const barcodes = openBarcodes(scope, { texts, productIds: knownIds })
  const priced = drafts.flatMap((draft) => draft.prices ?? [])
  const resolvePrice = priceResolver(scope, priced)
  const book = openPrices(scope, priced.length > 0 ? knownIds : [])
  const template = openTemplates(scope, drafts, knownTemplateIds(known.values()))
  const batch = createBatch(hot, products)

  const verdicts = drafts.map((draft): Verdict => {
    const old = known.get(draft.code)
    const problems: FieldProblem[] = []
    const name = draft.name ?? old?.name
    const listPrice = draft.listPrice ?? old?.listPrice
    if (name === undefined) problems.push(missing('name', 'give the product a name'))
    if (listPrice === undefined) problems.push(missing('list_price', 'give it a price, 0 if free'))
    const ids = references.resolve(draft, old, problems)
    for (const text of draft.barcodes ?? []) {
      const ownerId = barcodes.ownerBeside(text, old?.id)
      if (ownerId !== undefined) problems.push(takenBarcode(scope, text, ownerId))
    }
    const puts: PricePut[] = []
    for (const input of draft.prices ?? []) {
      // A new product has no price that could be taken away.
      if (old === undefined && input.price === null) continue
      const resolved = resolvePrice(input, priceColumn(input))
      problems.push(...resolved.problems)
      if (resolved.put !== undefined) puts.push(resolved.put)
    }
    if (name === undefined || listPrice === undefined || ids === undefined || problems.length > 0) {
      return rejected(...problems)
    }

    const shared = template.put(draft, { name, templateId: old?.templateId })
    const { acsId, uom, variant, agentMargin, consigned, isGift, mayGoNegative, active } = draft
    const own = { acsId, uom, variant, agentMargin, consigned, isGift, mayGoNegative, active }
    const next = {
      ...(old ?? newProduct),
      ...defined(own),
      ...ids,
      companyId: company.id,
      code: draft.code,
      templateId: shared.id,
      name,
      listPrice,
    }
    next.search = searchText(next.code, name, next.variant)
    const { outcome, row } = batch.put(old, next)
    known.set(row.code, row)
    const hasNewBarcodes = draft.barcodes !== undefined && barcodes.set(row.id, draft.barcodes)
    const hasNewPrices = puts.map((put) => book.put(row.id, put)).some(isChange)
    if (outcome !== 'unchanged' || hasNewBarcodes) changes.add(company.id, 'product', row.id)
    const isChanged = shared.isChanged || hasNewBarcodes || hasNewPrices
    return { outcome: outcome === 'unchanged' && isChanged ? 'updated' : outcome, id: row.id }
  })
  template.flush()
  batch.flush()
  barcodes.flush()
  book.flush()
  return verdicts
}

const newProduct = {
  acsId: '',
  variant: '',
  uom: 'pcs',
  agentMargin: 0,
  consigned: false,
  isGift: false,
  mayGoNegative: true,
  active: true,
  search: '',
}

/** A template is written by the first of its variants and changed only by what a draft says of it. */
function openTemplates(
  { hot, company }: SaveScope,
  drafts: readonly ProductDraft[],
  knownIds: readonly number[],
) {
  const codes = jsonList(drafts.map((draft) => draft.template || draft.code))
  const inList = 'IN (SELECT value FROM json_each(?))'
  const byId = templates.select(hot, `id ${inList}`, jsonList(knownIds))
  const named = templates.select(hot, `company_id = ? AND code ${inList}`, company.id, codes)
  const known = byCode([...byId, ...named])
  const codeById = new Map(byId.map((row) => [row.id, row.code]))
  const batch = createBatch(hot, templates)
  return {
    put(
      draft: ProductDraft,
      { name, templateId }: { readonly name: string; readonly templateId: number | undefined },
    ): { readonly id: number; readonly isChanged: boolean } {
      const present = templateId === undefined ? undefined : codeById.get(templateId)
      const code =
        draft.template === undefined ? (present ?? draft.code) : draft.template || draft.code
      const old = known.get(code)
      const isOwn = code === draft.code
      const given = draft.templateName || (isOwn ? name : undefined)
      const next = {
        companyId: company.id,
        code,
        name: given ?? old?.name ?? name,
        acsId: draft.templateAcsId ?? old?.acsId ?? '',
      }
      const { outcome, row } = batch.put(old, next)
      known.set(code, row)
      return { id: row.id, isChanged: outcome !== 'unchanged' }
    },
    flush: () => {
      batch.flush()
    },
  }
}

function knownTemplateIds(rows: Iterable<{ readonly templateId: number }>): number[] {
  return [...rows].map((row) => row.templateId)
}

function missing(column: string, fix: string): FieldProblem {
  return { column, value: '', reason: 'is missing', fix }
}

function takenBarcode({ hot }: SaveScope, value: string, ownerId: number): FieldProblem {
  const code = products.select(hot, 'id = ?', ownerId)[0]?.code ?? 'a line above'
  const reason = `already belongs to the product ${code}`
  return { column: 'barcodes', value, reason, fix: 'correct it or take it from that product first' }
}

function priceColumn({
  store = '',
  minQuantity,
}: {
  store?: string | undefined
  minQuantity: number
}) {
  return `price${store && `@${store}`}${minQuantity > 0 ? `>=${minQuantity / 1000}` : ''}`
}

function isChange(verdict: Verdict): boolean {
  return verdict.outcome !== 'unchanged'
}
