import type { TillProduct } from '#shared/contracts/till.ts'
import { isByWeight } from '#shared/domain/barcodes/goods-code.ts'
import { clearNotice, say, sayProblem } from '../notices.ts'
import { status } from '../session.ts'
import { t } from '../texts.ts'
import { askForCard } from '../vouchers/load-sheet.tsx'
import { tookVoucher } from '../vouchers/take-voucher.ts'
import { addProduct } from './basket.ts'
import { saidOfLabel, tookGoodsCode } from './goods-code.ts'
import { productByBarcode } from './product-by-barcode.ts'
import { inTurn } from './turns.ts'
import { isWeighing, weighIn } from './weigh.ts'

const mostWaiting = 20
let waiting = 0

/**
 * Scans go into the basket in the order they were made, however fast. `asWhole` is tried first: a
 * busy machine can tear a burst in two, and its first part then stands in the entry field.
 */
export function scan(code: string, asWhole: string | null = null): void {
  if (waiting >= mostWaiting) {
    say('warn', t('till.scan.too-fast'), t('till.scan.too-fast.fix'))
    return
  }
  waiting += 1
  void inTurn(async () => {
    try {
      const whole = asWhole === null ? null : await productByBarcode(asWhole)
      const product = whole ?? (await productByBarcode(code))
      if (product !== null) await into(product)
      else if (!(await tookGoodsCode(code)) && !(await tookVoucher(code)) && !saidOfLabel(code))
        say('danger', t('till.scan.unknown', { code }), t('till.scan.unknown.fix'))
    } catch (error) {
      sayProblem(error)
    } finally {
      waiting -= 1
    }
  })
}

export function putIn(product: TillProduct): void {
  // One press too many would weigh the same goods twice.
  if (isByWeight(product) && isWeighing()) return
  void inTurn(() => into(product))
}

/** Within a turn. */
export async function into(product: TillProduct): Promise<void> {
  if (product.isGift) askForCard(product)
  else if (isByWeight(product) && status.peek()?.scale === true) await weighIn(product)
  else if (addProduct(product)) clearNotice()
  else say('warn', t('till.basket.full'), t('till.basket.full.fix'))
}
