const plain = /^([+-]?)(\d+)(?:[.,](\d+))?$/
const groupedByComma = /^([+-]?)(\d{1,3}(?:,\d{3})+)(?:\.(\d+))?$/
const groupedByPoint = /^([+-]?)(\d{1,3}(?:\.\d{3})+)(?:,(\d+))?$/

/**
 * A number as people and spreadsheets write it (`12,50` `12.50` `1 234,5` `1.234,50` `1,234.50`), as
 * an integer of its last decimal. `12,500` where two decimals are allowed may be either 12.5 or
 * 12500, so it is no number.
 */
export function decimal(text: string, decimals: number): number | undefined {
  const compact = text.replace(/[\s']/g, '')
  const match = plain.exec(compact) ?? groupedByComma.exec(compact) ?? groupedByPoint.exec(compact)
  if (match === null) return undefined
  const [, sign, whole = '', fraction = ''] = match
  if (fraction.length > decimals) return undefined
  const size = Number(whole.replace(/[.,]/g, '') + fraction.padEnd(decimals, '0'))
  if (!Number.isSafeInteger(size)) return undefined
  return sign === '-' && size !== 0 ? -size : size
}
