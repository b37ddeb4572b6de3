/** Lower case without accents, so that `cafea` finds `Cafeă`; words that are searched together. */
export function searchText(...words: readonly string[]): string {
  return words
    .filter((word) => word !== '')
    .join(' ')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
}
