import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
// oxlint-disable-next-line import/default -- a CommonJS module, whose default is its exports
import opentype, { type Font } from 'opentype.js'

const fontByWeight = new Map<boolean, Font>()

/** DejaVu Sans Mono: every letter of our languages and every currency sign, one width. */
export function monoFont(bold: boolean): Font {
  const known = fontByWeight.get(bold)
  if (known !== undefined) return known
  const file = bold ? 'DejaVuSansMono-Bold.ttf' : 'DejaVuSansMono.ttf'
  const path = createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${file}`)
  const font = opentype.parse(Uint8Array.from(readFileSync(path)).buffer)
  fontByWeight.set(bold, font)
  return font
}
