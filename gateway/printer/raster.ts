import { monoFont } from './fonts.ts'
import { scanConvert } from './scan-convert.ts'

/** A one-bit picture as `GS v 0` takes it: rows of whole bytes, first dot in the top bit. */
export interface Bitmap {
  readonly widthBytes: number
  readonly rows: number
  readonly bits: Uint8Array
}

/**
 * Font A of ESC/POS: 12 × 24 dots; a line takes 30 with the usual spacing. Narrower letters are
 * smaller in proportion: those of font B, 9 dots wide, keep within its 17.
 */
export const cellWidth = 12
export const cellHeight = 24
const lineHeight = 30
const fontSize = (width: number) => (width * 20) / cellWidth
const baseline = (width: number) => Math.round((width * 19) / cellWidth)
const glyphsMax = 2000

const glyphByKey = new Map<string, readonly boolean[]>()

/** Draws one line of text in the cells that the printer's own letters would take. */
export function drawLine(text: string, bold: boolean, size: 1 | 2, width = cellWidth): Bitmap {
  const characters = Array.from(text.trimEnd())
  const widthBytes = Math.ceil((characters.length * width * size) / 8)
  const rows = lineHeight * size
  const bits = new Uint8Array(widthBytes * rows)
  characters.forEach((character, index) => {
    if (character === ' ') return
    const left = index * width * size
    glyphOf(character, bold, size, width).forEach((black, dot) => {
      if (!black) return
      const x = left + (dot % (width * size))
      const at = Math.floor(dot / (width * size)) * widthBytes + (x >> 3)
      bits[at] = (bits[at] ?? 0) | (0x80 >> (x & 7))
    })
  })
  return { widthBytes, rows, bits }
}

/** One below the other; as wide as the widest, so that nothing blank is sent. */
export function stack(bitmaps: readonly Bitmap[]): Bitmap {
  const widthBytes = Math.max(1, ...bitmaps.map((bitmap) => bitmap.widthBytes))
  const rows = bitmaps.reduce((sum, bitmap) => sum + bitmap.rows, 0)
  const bits = new Uint8Array(widthBytes * rows)
  let top = 0
  for (const bitmap of bitmaps) {
    for (let row = 0; row < bitmap.rows; row += 1) {
      const from = row * bitmap.widthBytes
      bits.set(bitmap.bits.subarray(from, from + bitmap.widthBytes), (top + row) * widthBytes)
    }
    top += bitmap.rows
  }
  return { widthBytes, rows, bits }
}

/** Parsing the fonts takes a tenth of a second: better at start than within a sale. */
export function warmGlyphs(): void {
  for (const bold of [false, true]) glyphOf('₮', bold, 1)
}

/** The dots of one letter in its cell, row by row; true is black. */
export function glyphOf(
  character: string,
  bold: boolean,
  size: 1 | 2,
  width = cellWidth,
): readonly boolean[] {
  const key = `${character}${bold ? 'b' : 'n'}${size}${width}`
  const known = glyphByKey.get(key)
  if (known !== undefined) return known
  const font = monoFont(bold)
  const drawn = font.charToGlyphIndex(character) === 0 ? '?' : character
  const path = font.getPath(drawn, 0, baseline(width) * size, fontSize(width) * size)
  const dots = scanConvert(path.commands, width * size, cellHeight * size)
  if (glyphByKey.size >= glyphsMax) glyphByKey.clear()
  glyphByKey.set(key, dots)
  return dots
}
