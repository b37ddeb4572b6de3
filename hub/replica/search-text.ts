/** Words a search may hold; more of them narrow nothing and cost time. */
const MAX_WORDS = 8

/**
 * Typed text as an FTS5 query: every word, as a prefix, in any order. Words are split as the
 * unicode61 tokenizer splits them and quoted, so nothing typed is read as FTS5 syntax.
 */
export function searchText(typed: string): string | undefined {
  const words = typed.normalize('NFC').match(/[\p{L}\p{N}\p{M}\p{Co}]+/gu) ?? []
  if (words.length === 0) return undefined
  return words
    .slice(0, MAX_WORDS)
    .map((word) => `"${word}"*`)
    .join(' ')
}
