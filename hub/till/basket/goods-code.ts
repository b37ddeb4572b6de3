import type { TillProduct } from '#shared/contracts/till.ts'
import {
  type GoodsCode,
  type GoodsCodeSettings,
  labelledLine,
  readGoodsCode,
} from '#shared/domain/barcodes/goods-code.ts'
import { isBlankLabel, readMeasureLabel } from '#shared/domain/barcodes/measure-label.ts'
import { day } from '../format.ts'
import { clearNotice, say } from '../notices.ts'
import { clockOffset, status } from '../session.ts'
import { t } from '../texts.ts'
import { addLine } from './basket.ts'
import { productByBarcode } from './product-by-barcode.ts'

/** A label with weight or price, or a GS1 element string: true if it was one and was dealt with. */
export async function tookGoodsCode(code: string): Promise<boolean> {
  const now = Date.now() + clockOffset.peek()
  const goods = readGoodsCode(code, settingsAt(now))
  if (goods === null) return false
  for (const barcode of goods.barcodes) {
    const product = await productByBarcode(barcode)
    if (product === null) continue
    putInAs(goods, product, code, day(now))
    return true
  }
  return false
}

/** Why a label of weight or price brought nothing; false where the code is none. */
export function saidOfLabel(code: string): boolean {
  const { labelForms: forms, shownDecimals } = settingsAt(Date.now())
  const label = readMeasureLabel(code, { forms, shownDecimals })
  if (isBlankLabel(code, { forms, shownDecimals }))
    say('danger', t('till.label.blank'), t('till.label.blank.fix'))
  else if (label !== null)
    say('danger', t('till.label.unknown', { code: label.barcode }), t('till.scan.unknown.fix'))
  else return false
  return true
}

function settingsAt(now: number): GoodsCodeSettings {
  const { labelForms = '', shownDecimals = 0 } = status.peek() ?? {}
  return { labelForms, shownDecimals, year: new Date(now).getFullYear() }
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
