export type EanReading =
  | {
      readonly outcome: 'read'
      readonly kind: 'EAN-8' | 'UPC-A' | 'EAN-13'
      /** One spelling for look-ups: a UPC-A gets its leading 0, as many scanners send it. */
      readonly barcode: string
    }
  | { readonly outcome: 'wrong'; readonly reason: string }

/** Reads an EAN-8, UPC-A or EAN-13 and checks its last digit (GS1 General Specifications 7.9). */
export function readEan(text: string): EanReading {
  if (!/^\d*$/.test(text)) return wrong(`barcode "${text}" may hold digits only`)
  const kind = kinds.get(text.length)
  if (kind === undefined) {
    return wrong(`barcode "${text}" has ${text.length} digits; an EAN has 8 or 13, a UPC 12`)
  }
  const expected = eanCheckDigit(text.slice(0, -1))
  if (text.at(-1) !== expected) {
    return wrong(`barcode "${text}" ends in ${text.at(-1)}; its check digit should be ${expected}`)
  }
  return { outcome: 'read', kind, barcode: kind === 'UPC-A' ? `0${text}` : text }
}

/** The digit that follows these: weights 3, 1, 3 … from the right. */
export function eanCheckDigit(digits: string): string {
  let total = 0
  for (let i = 0; i < digits.length; i += 1) {
    const weight = (digits.length - i) % 2 === 1 ? 3 : 1
    total += weight * Number(digits.charAt(i))
  }
  return String((10 - (total % 10)) % 10)
}

const kinds = new Map<number, 'EAN-8' | 'UPC-A' | 'EAN-13'>([
  [8, 'EAN-8'],
  [12, 'UPC-A'],
  [13, 'EAN-13'],
])

function wrong(reason: string): EanReading {
  return { outcome: 'wrong', reason }
}
