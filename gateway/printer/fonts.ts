import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
// oxlint-disable-next-line import/default -- a CommonJS module, whose default is its exports
import opentype, { type Font } from 'opentype.js'

const fontByWeight = new Map<boolean, Font>()

/** DejaVu Sans Mono: every letter of our languages and every currency sign, one width. */
export function monoFont(bold: boolean): Font {
  const known = fontByWeight.get(bold)
  if (known !== undefined) return known
  const bytes = readFileSync(pathOf(bold ? 'DejaVuSansMono-Bold.ttf' : 'DejaVuSansMono.ttf'))
  const font = opentype.parse(Uint8Array.from(bytes).buffer)
  fontByWeight.set(bold, font)
  return font
}

/** A bundle carries the fonts in `assets/` beside itself; in the tree they are a package. */
function pathOf(file: string): string {
  const beside = fileURLToPath(new URL(`./assets/${file}`, import.meta.url))
  if (existsSync(beside)) return beside
  return createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${file}`)
}
