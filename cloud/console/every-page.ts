export interface PageOf<T> {
  readonly items: readonly T[]
  readonly next: string | null
}

const pagesMax = 20

/** For lists that are short by nature (companies, stores): all of it, with a limit. */
export async function everyPage<T>(
  load: (after: string | undefined) => Promise<PageOf<T>>,
): Promise<readonly T[]> {
  const items: T[] = []
  let after: string | undefined
  for (let i = 0; i < pagesMax; i += 1) {
    const page = await load(after)
    items.push(...page.items)
    if (page.next === null) break
    after = page.next
  }
  return items
}
