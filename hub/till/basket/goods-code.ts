import type { TillProduct } from '#shared/contracts/till.ts'
import { type GoodsCode, labelledLine, readGoodsCode } from '#shared/domain/barcodes/goods-code.ts'
import { day } from '../format.ts'
import { clearNotice, say } from '../notices.ts'
import { clockOffset, status } from '../session.ts'
import { t } from '../texts.ts'
import { addLine } from './basket.ts'
import { productByBarcode } from './product-by-barcode.ts'

/** A label with weight or price, or a GS1 element string: true if it was one and was dealt with. */
export async function tookGoodsCode(code: string): Promise<boolean> {
  const now = Date.now() + clockOffset.peek()
  const goods = readGoodsCode(code, {
    labelForms: status.peek()?.labelForms ?? '',
    shownDecimals: status.peek()?.shownDecimals ?? 0,
    year: new Date(now).getFullYear(),
  })
  if (goods === null) return false
  for (const barcode of goods.barcodes) {
    const product = await productByBarcode(barcode)
    if (product === null) continue
    putInAs(goods, product, code, day(now))
    return true
  }
  return false
}

function putInAs(goods: GoodsCode, product: TillProduct, label: string, today: string): void {
  if (goods.expiresOn !== null && goods.expiresOn < today) {
    const values = { name: product.name, day: goods.expiresOn }
    say('danger', t('till.scan.expired', values), t('till.scan.expired.fix'))
    return
  }
  const { quantity, unitPrice } = labelledLine(goods, product)
  const line = { product, quantity, typedPrice: unitPrice, discounts: [], loads: null }
  const isIn = addLine(unitPrice === null ? line : { ...line, label })
  if (isIn) clearNotice()
  else say('warn', t('till.basket.full'), t('till.basket.full.fix'))
}
