import { bulkTable, createBatch } from './bulk.ts'
import { barcode } from './schema.ts'
import { jsonList, type SaveScope } from './scope.ts'

const barcodes = bulkTable(barcode)
type Row = typeof barcode.$inferSelect

/** The barcodes that a save touches: those it names and those its products have now. */
export interface Barcodes {
  /** Id of another product that has this barcode. */
  ownerBeside(text: string, productId: number | undefined): number | undefined
  /** Makes these the product's barcodes; true if anything changed. */
  set(productId: number, texts: readonly string[]): boolean
  flush(): void
}

export function openBarcodes(
  { hot, company }: SaveScope,
  touched: { readonly texts: Iterable<string>; readonly productIds: Iterable<number> },
): Barcodes {
  const inList = 'IN (SELECT value FROM json_each(?))'
  const byText = new Map<string, Row>()
  const textsByProduct = new Map<number, Set<string>>()
  const keep = (row: Row) => {
    byText.set(row.barcode, row)
    if (!row.active) return
    const texts = textsByProduct.get(row.productId) ?? new Set()
    textsByProduct.set(row.productId, texts.add(row.barcode))
  }
  const named = barcodes.select(
    hot,
    `company_id = ? AND barcode ${inList}`,
    company.id,
    jsonList(touched.texts),
  )
  const owned = barcodes.select(hot, `product_id ${inList}`, jsonList(touched.productIds))
  for (const row of [...named, ...owned]) keep(row)

  const batch = createBatch(hot, barcodes)
  const put = (text: string, change: { productId: number; active: boolean }) => {
    const old = byText.get(text)
    const { row } = batch.put(old, { companyId: company.id, barcode: text, ...change })
    byText.set(text, row)
  }
  return {
    ownerBeside(text, productId) {
      const row = byText.get(text)
      return row?.active === true && row.productId !== productId ? row.productId : undefined
    },
    set(productId, texts) {
      const now = textsByProduct.get(productId) ?? new Set<string>()
      const wanted = new Set(texts)
      const added = [...wanted].filter((text) => !now.has(text))
      const gone = [...now].filter((text) => !wanted.has(text))
      for (const text of added) put(text, { productId, active: true })
      for (const text of gone) put(text, { productId, active: false })
      textsByProduct.set(productId, wanted)
      return added.length + gone.length > 0
    },
    flush: () => {
      batch.flush()
    },
  }
}
