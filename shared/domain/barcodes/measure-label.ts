import { eanCheckDigit } from '../ean.ts'

/** An EAN-13 that a scale or the back room printed, with weight or price in its digits. */
export interface MeasureLabel {
  /** The product's barcode: the label's with zeros for what varies, and its own check digit. */
  readonly barcode: string
  /** Thousandths of a kilogram; null on a price label. */
  readonly quantity: number | null
  /** Hundredths; null on a weight label. */
  readonly price: number | null
}

/**
 * A store's form of such labels, e.g. `22IIIIIWWWWWC`: digits stand for themselves, I = the item,
 * W = grams, P = the price in the smallest unit that the currency shows, X = not looked at (an inner
 * check digit), C = the check digit. GS1 leaves the prefixes 02 and 20 to 29 to the companies of a
 * country (General Specifications, section 1.4).
 */
export const labelForm = /^(?=.{13}$)(?:2|02)\d{0,2}[IX]*I[IX]*(?:W{2,6}|P{2,6})X?C$/

interface LabelSettings {
  /** As the setting holds them, separated by commas. */
  readonly forms: string
  readonly shownDecimals: number
}

/** Null where no form fits, and where weight or price is nought. */
export function readMeasureLabel(text: string, settings: LabelSettings): MeasureLabel | null {
  const label = readFields(text, settings)
  return label === null || isBlank(label) ? null : label
}

/** A label that was printed before anything lay on the scale. */
export function isBlankLabel(text: string, settings: LabelSettings): boolean {
  const label = readFields(text, settings)
  return label !== null && isBlank(label)
}

function isBlank({ quantity, price }: MeasureLabel): boolean {
  return quantity === 0 || price === 0
}

function readFields(text: string, { forms, shownDecimals }: LabelSettings): MeasureLabel | null {
  if (!/^(?=.{13}$)(?:2|02)\d+$/.test(text)) return null
  if (text.at(-1) !== eanCheckDigit(text.slice(0, -1))) return null
  const form = forms.split(/[\s,]+/).find((one) => labelForm.test(one) && fits(one, text))
  if (form === undefined) return null
  const digitsOf = (letter: string) =>
    Array.from(form, (char, i) => (char === letter ? text[i] : '')).join('')
  const kept = Array.from(form, (char, i) => (/[\dI]/.test(char) ? text[i] : '0')).join('')
  const body = kept.slice(0, -1)
  const grams = digitsOf('W')
  const price = digitsOf('P')
  return {
    barcode: body + eanCheckDigit(body),
    quantity: grams === '' ? null : Number(grams),
    price: price === '' ? null : Number(price) * 10 ** (2 - shownDecimals),
  }
}

function fits(form: string, text: string): boolean {
  return Array.from(form).every((char, i) => !/\d/.test(char) || char === text[i])
}
