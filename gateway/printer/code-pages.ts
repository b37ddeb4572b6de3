import CodepageEncoder, { type Codepage } from '@point-of-sale/codepage-encoder'

const byteByCharacterByPage = new Map<Codepage, ReadonlyMap<string, number>>()

/** The byte of a character in a page, or undefined where the page lacks it. ASCII is in all. */
export function byteOf(character: string, page: Codepage): number | undefined {
  const code = character.codePointAt(0) ?? 0
  if (code >= 0x20 && code < 0x7f) return code
  return tableOf(page).get(character)
}

export function holdsAll(text: string, page: Codepage): boolean {
  for (const character of text) if (byteOf(character, page) === undefined) return false
  return true
}

function tableOf(page: Codepage): ReadonlyMap<string, number> {
  const known = byteByCharacterByPage.get(page)
  if (known !== undefined) return known
  const table = new Map<string, number>()
  CodepageEncoder.getCodepoints(page, true).forEach((codepoint, byte) => {
    // Only the upper half: what is below prints differently from maker to maker.
    if (byte >= 0x80 && codepoint > 0x9f) table.set(String.fromCodePoint(codepoint), byte)
  })
  byteByCharacterByPage.set(page, table)
  return table
}
