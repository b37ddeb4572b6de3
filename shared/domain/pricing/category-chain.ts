/**
 * A product's category, that one's parent and so on: what `CatalogueProduct.categoryIds` holds.
 * Ends at a category that is not known, and where a circle would begin.
 */
export function categoryChain(
  categoryId: number,
  parentOf: (categoryId: number) => number | null | undefined,
): number[] {
  const chain = new Set<number>()
  let next: number | null | undefined = categoryId
  while (typeof next === 'number' && !chain.has(next)) {
    chain.add(next)
    next = parentOf(next)
  }
  return [...chain]
}
