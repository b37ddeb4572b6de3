import type { PriceInput } from '../masterdata/inputs.ts'
import { type ProductDraft, saveProducts } from '../masterdata/products.ts'
import type { Cells } from './cells.ts'
import { createKind } from './kind.ts'

export const products = createKind<ProductDraft>({
  read: (cells) => ({
    code: cells.name('code', 40) ?? '',
    name: cells.name('name'),
    acsId: cells.text('acs_id', 60),
    variant: cells.text('variant', 100),
    template: cells.text('template', 40),
    templateName: cells.text('template_name'),
    templateAcsId: cells.text('template_acs_id', 60),
    barcodes: cells.barcodes('barcodes'),
    category: cells.text('category', 40) || undefined,
    posCategory: cells.text('pos_category', 40),
    vatGroup: cells.text('vat_group', 20) || undefined,
    uom: cells.text('uom', 20) || undefined,
    listPrice: cells.money('list_price') ?? undefined,
    manufacturer: cells.text('manufacturer', 40),
    supplier: cells.text('supplier', 40),
    agentMargin: cells.percent('agent_margin'),
    consigned: cells.flag('consigned'),
    isGift: cells.flag('is_gift'),
    mayGoNegative: cells.flag('may_go_negative'),
    active: cells.flag('active'),
    prices: pricesOf(cells),
  }),
  keys: (draft) => [
    { column: 'code', value: draft.code },
    ...(draft.barcodes ?? []).map((value) => ({ column: 'barcodes', value })),
  ],
  save: saveProducts,
})

/** `price@UB1>=10` → store UB1, from 10 pieces. */
function pricesOf(cells: Cells): PriceInput[] | undefined {
  const inputs = cells.columns.flatMap((column): PriceInput[] => {
    if (!column.startsWith('price')) return []
    const [isPrice, store = '', quantity = '0'] =
      /^price(?:@([A-Z0-9]+))?(?:>=([\d.]+))?$/.exec(column) ?? []
    const price = isPrice === undefined ? undefined : cells.money(column)
    if (price === undefined) return []
    const minQuantity = Math.round(Number(quantity) * 1000)
    return [{ store, customer: '', minQuantity, price, startsAt: null, endsAt: null }]
  })
  return inputs.length > 0 ? inputs : undefined
}
