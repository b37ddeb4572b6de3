import type { Basket } from '#shared/contracts/basket.ts'
import { readGoodsCode } from '#shared/domain/barcodes/goods-code.ts'
import { amountOf } from '#shared/domain/pricing/line-price.ts'
import type { Shop } from '../shop.ts'

/** What a derived weight may differ from the label's, so that the amount comes out right. */
const gramsAside = 3

/**
 * Lines whose price is the one on their label, read again here: the product is the label's, and
 * unit price × quantity the amount on it. The cashier typed nothing, so no right is asked for.
 */
export function labelledLines(
  { replica, profile, clock }: Pick<Shop, 'replica' | 'profile' | 'clock'>,
  { lines }: Basket,
): ReadonlySet<string> {
  const labelled = lines.filter(({ label, typedPrice }) => label && typedPrice !== undefined)
  if (labelled.length === 0) return new Set()
  const { company, store } = profile()
  const settings = {
    labelForms: store.labelForms ?? '',
    shownDecimals: company.shownDecimals,
    year: new Date(clock()).getUTCFullYear(),
  }
  const isRight = ({
    label = '',
    typedPrice = 0,
    productId,
    quantity,
  }: Basket['lines'][number]) => {
    const goods = readGoodsCode(label, settings)
    if (goods === null || goods.price === null) return false
    const barcodes = replica.product(productId)?.barcodes ?? []
    return (
      goods.barcodes.some((barcode) => barcodes.includes(barcode)) &&
      Math.abs((goods.quantity ?? quantity) - quantity) <= gramsAside &&
      amountOf(typedPrice, quantity) === goods.price
    )
  }
  return new Set(labelled.filter(isRight).map(({ id }) => id))
}
