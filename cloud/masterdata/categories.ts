import { type Batch, createBatch } from './bulk.ts'
import { defined } from './defined.ts'
import type { CategoryInput, Draft } from './inputs.ts'
import type { category } from './schema.ts'
import { categories, categoriesByCode, type SaveScope } from './scope.ts'
import { rejected, type Verdict } from './verdict.ts'

export type CategoryKind = 'product' | 'pos'
export type CategoryDraft = Draft<CategoryInput> & { readonly kind: CategoryKind }
type Row = typeof category.$inferSelect

/** A parent may stand below its children in a file: lines wait until their parent is there. */
export function saveCategories(scope: SaveScope, drafts: readonly CategoryDraft[]): Verdict[] {
  const { hot } = scope
  const known = {
    product: categoriesByCode(scope, 'product'),
    pos: categoriesByCode(scope, 'pos'),
  }
  const batch = createBatch(hot, categories)
  const verdicts = new Map<CategoryDraft, Verdict>()
  let waiting = drafts
  for (;;) {
    const ready = waiting.filter(({ parent, kind }) => !parent || known[kind].has(parent))
    for (const draft of ready) {
      verdicts.set(draft, saveOne({ scope, batch, draft, known: known[draft.kind] }))
    }
    waiting = waiting.filter((draft) => !verdicts.has(draft))
    if (ready.length === 0) break
  }
  batch.flush()
  return drafts.map((draft) => verdicts.get(draft) ?? unknownParent(draft))
}

function unknownParent({ parent = '' }: CategoryDraft): Verdict {
  const fix = 'add that category to the file or correct its code'
  return rejected({ column: 'parent', value: parent, reason: 'is not a category', fix })
}

interface SaveOne {
  readonly scope: SaveScope
  readonly batch: Batch<Row>
  readonly draft: CategoryDraft
  readonly known: Map<string, Row>
}

function saveOne({ scope: { company, changes }, batch, draft, known }: SaveOne): Verdict {
  const { parent, ...given } = draft
  const old = known.get(draft.code)
  const name = draft.name ?? old?.name
  if (name === undefined) {
    return rejected({ column: 'name', value: '', reason: 'is missing', fix: 'give it a name' })
  }
  const parentId = parent === undefined ? (old?.parentId ?? null) : (known.get(parent)?.id ?? null)
  if (old !== undefined && isBelow({ known, id: parentId, top: old.id })) {
    const reason = `is itself below ${draft.code}`
    const fix = 'choose a parent above it'
    return rejected({ column: 'parent', value: parent ?? '', reason, fix })
  }
  const base = old ?? { companyId: company.id, acsId: '', websiteUrl: '' }
  const next = { ...base, ...defined(given), code: draft.code, kind: draft.kind, name, parentId }
  const { outcome, row } = batch.put(old, next)
  known.set(row.code, row)
  if (outcome !== 'unchanged') changes.add(company.id, 'category', row.id)
  return { outcome, id: row.id }
}

function isBelow(options: {
  readonly known: ReadonlyMap<string, Row>
  readonly id: number | null
  readonly top: number
}): boolean {
  const parentById = new Map([...options.known.values()].map((row) => [row.id, row.parentId]))
  for (let { id } = options; id !== null; id = parentById.get(id) ?? null) {
    if (id === options.top) return true
  }
  return false
}
