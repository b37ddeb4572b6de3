import { eanCheckDigit } from '../ean.ts'
import { readGs1Date } from './gs1-date.ts'

/** What a GS1 element string says of the goods that carry it. */
export interface ElementString {
  /** AI 01, or AI 02 of what a carton holds: 14 digits. */
  readonly gtin: string
  /** AI 10. */
  readonly batch: string | null
  /** AI 21. */
  readonly serial: string | null
  /** AI 11, YYYY-MM-DD. */
  readonly producedOn: string | null
  /** AI 15, YYYY-MM-DD: good for sale after it, but past its best. */
  readonly bestBefore: string | null
  /** AI 17, YYYY-MM-DD: not to be sold after it. */
  readonly expiresOn: string | null
  /** AI 310n net weight in thousandths of a kilogram, or pieces of AI 30 and 37 in thousandths. */
  readonly quantity: number | null
  /** AI 392n: the amount payable in hundredths, in the currency of the store. */
  readonly price: number | null
}

const GS = '\u001d'

/**
 * Reads an element string (GS1 General Specifications 7.8): application identifiers with their
 * data, those of no fixed length ended by FNC1, which scanners send as GS. Null where it is none,
 * or where it names no goods. `year` = now, for dates of two digits.
 */
export function readElementString(text: string, year: number): ElementString | null {
  const fields = split(text.replace(/^\](?:C1|e0|d2|Q3|J1)/, ''))
  if (fields === null) return null
  const gtin = fields.get('01') ?? fields.get('02')
  if (gtin === undefined || gtin.at(-1) !== eanCheckDigit(gtin.slice(0, -1))) return null
  const date = (ai: string) => {
    const digits = fields.get(ai)
    return digits === undefined ? null : readGs1Date(digits, year)
  }
  return {
    gtin,
    batch: fields.get('10') ?? null,
    serial: fields.get('21') ?? null,
    producedOn: date('11'),
    bestBefore: date('15'),
    expiresOn: date('17'),
    quantity: decimalOf(fields, '310', 3) ?? piecesOf(fields),
    price: decimalOf(fields, '392', 2),
  }
}

/** By application identifier; null where the text is not made of them. */
function split(text: string): ReadonlyMap<string, string> | null {
  const fields = new Map<string, string>()
  let at = text.startsWith(GS) ? 1 : 0
  while (at < text.length) {
    const start = text.slice(at, at + 2)
    const ai = text.slice(at, at + (identifierLength.get(start) ?? 0))
    if (!/^\d{2,4}$/.test(ai)) return null
    const fixed = fixedLength(start)
    const separator = text.indexOf(GS, at)
    const end = separator === -1 ? text.length : separator
    const to = fixed === undefined ? end : at + fixed
    const data = text.slice(at + ai.length, to)
    if (data === '' || to > end || !isRight(ai, data)) return null
    fields.set(ai, data)
    // A separator behind a field of fixed length is not needed, and not wrong.
    at = text[to] === GS ? to + 1 : to
  }
  return fields.size === 0 ? null : fields
}

/** What is read here is checked; the rest passes by. */
function isRight(ai: string, data: string): boolean {
  if (/^(?:01|02|11|12|13|15|16|17|30|37|3\d{3})$/.test(ai) && !/^\d+$/.test(data)) return false
  if (ai === '10' || ai === '21') return data.length <= 20
  if (ai === '30' || ai === '37') return data.length <= 8
  return data.length <= 90
}

/** Application identifiers have two to four digits; the first two tell (section 3.2). */
const identifierLength: ReadonlyMap<string, number> = new Map(
  Object.entries({
    2: '00 01 02 03 10 11 12 13 15 16 17 20 21 22 30 37 90 91 92 93 94 95 96 97 98 99',
    3: '23 24 25 40 41 42 71',
    4: '31 32 33 34 35 36 39 43 70 72 80 81 82',
  }).flatMap(([length, starts]) =>
    starts.split(' ').map((start): [string, number] => [start, Number(length)]),
  ),
)

/** Identifier and data together, where the length is fixed for good by the first two digits (section 7.8). */
function fixedLength(start: string): number | undefined {
  if (start === '00') return 20
  if (/^0[123]$/.test(start)) return 16
  if (start === '04') return 18
  if (/^1[1-9]$/.test(start)) return 8
  if (start === '20') return 4
  if (/^3[1-6]$/.test(start)) return 10
  return start === '41' ? 16 : undefined
}

/** The last digit of the identifier says how many of the data's are decimals (section 3). */
function decimalOf(
  fields: ReadonlyMap<string, string>,
  family: string,
  decimals: number,
): number | null {
  for (const [ai, data] of fields) {
    if (!ai.startsWith(family) || ai.length !== 4) continue
    const value = Math.round(Number(data) * 10 ** (decimals - Number(ai.at(-1))))
    if (value > 0 && value <= 1_000_000_000) return value
  }
  return null
}

function piecesOf(fields: ReadonlyMap<string, string>): number | null {
  const pieces = Number(fields.get('30') ?? fields.get('37') ?? 0)
  return pieces > 0 && pieces <= 1_000_000 ? pieces * 1000 : null
}
