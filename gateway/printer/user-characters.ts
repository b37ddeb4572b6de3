import { isInSomePage } from './fold.ts'
import type { PaperLine } from './layout.ts'
import type { PrinterProfile } from './profiles.ts'
import { cellHeight, glyphOf } from './raster.ts'

/** The codes of the letters `A` to `~`: what stands there counts only between `ESC % 1` and `ESC % 0`. */
const firstCode = 0x41
const lastCode = 0x7e
const bytesPerColumn = cellHeight / 8

/** Letters that a printer was taught for one job (`ESC &`), and the code of each. */
export type UserCharacters = ReadonlyMap<string, number>

/** What the lines need beyond the pages, as far as there is room; the rest is drawn. */
export function userCharactersFor(
  lines: readonly PaperLine[],
  profile: PrinterProfile,
): UserCharacters {
  const codeByCharacter = new Map<string, number>()
  if (!profile.userCharacters) return codeByCharacter
  for (const line of lines) {
    if (line.kind !== 'text') continue
    for (const character of line.text) {
      const code = firstCode + codeByCharacter.size
      if (code > lastCode) return codeByCharacter
      if (codeByCharacter.has(character) || isInSomePage(character, profile)) continue
      codeByCharacter.set(character, code)
    }
  }
  return codeByCharacter
}

/**
 * `ESC & 3 c1 c2 (12 d1…d36)…`, in font B `(9 d1…d27)…`: three bytes a column from the left, the top
 * dot in the highest bit. A printer forgets them at `ESC @` and when it is switched off.
 */
export function defineUserCharacters(characters: UserCharacters, width: number): Uint8Array {
  if (characters.size === 0) return new Uint8Array(0)
  const glyphs = [...characters.keys()].map((character) => {
    const dots = glyphOf(character, false, 1, width)
    const columns = new Uint8Array(width * bytesPerColumn)
    dots.forEach((black, dot) => {
      if (!black) return
      const x = dot % width
      const y = Math.floor(dot / width)
      const at = x * bytesPerColumn + (y >> 3)
      columns[at] = (columns[at] ?? 0) | (0x80 >> (y & 7))
    })
    return Uint8Array.from([width, ...columns])
  })
  const head = Uint8Array.of(0x1b, 0x26, bytesPerColumn, firstCode, firstCode + glyphs.length - 1)
  return new Uint8Array(Buffer.concat([head, ...glyphs]))
}
