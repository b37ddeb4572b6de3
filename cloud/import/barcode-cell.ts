import { readEan } from '#shared/domain/ean.ts'

export type BarcodeCell =
  | { readonly outcome: 'good'; readonly text: string }
  | {
      readonly outcome: 'bad'
      readonly text: string
      readonly reason: string
      readonly fix: string
    }

/** 8, 12 and 13 digits are EAN and UPC and must have their check digit; other codes are the shop's. */
export function readBarcode(word: string): BarcodeCell {
  const text = /^[\d-]+$/.test(word) ? word.replaceAll('-', '') : word
  const bad = (reason: string, fix: string): BarcodeCell => ({
    outcome: 'bad',
    text: word,
    reason,
    fix,
  })
  if (/^\d[.,]?\d*E\+?\d+$/i.test(text)) {
    const fix = 'format the column as text in the spreadsheet and enter it again'
    return bad('was turned into a rounded number by a spreadsheet', fix)
  }
  if (!/^[!-~]{1,48}$/.test(text)) {
    return bad('is not a barcode', 'write 1 to 48 letters, digits or signs')
  }
  if (!/^(\d{8}|\d{12,13})$/.test(text)) return { outcome: 'good', text }
  const ean = readEan(text)
  return ean.outcome === 'read'
    ? { outcome: 'good', text: ean.barcode }
    : bad('has a wrong check digit', 'compare it with the package')
}
