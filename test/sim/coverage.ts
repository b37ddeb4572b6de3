/**
 * How often each named transition or rule was reached. A name that nothing expected is a mistake
 * of the simulator; so is an expected one that no run reaches.
 */
export interface Coverage {
  /** Throws RangeError for a name that was not expected. */
  reach(name: string): void
  readonly counts: ReadonlyMap<string, number>
  merge(counts: ReadonlyMap<string, number>): void
  neverReached(): readonly string[]
}

export function createCoverage(expectedNames: readonly string[]): Coverage {
  const counts = new Map<string, number>(expectedNames.map((name) => [name, 0]))

  function add(name: string, times: number): void {
    const before = counts.get(name)
    if (before === undefined) {
      throw new RangeError(`coverage: "${name}" is not expected; add it to the list of names`)
    }
    counts.set(name, before + times)
  }

  return {
    counts,
    reach: (name) => add(name, 1),
    merge(others) {
      for (const [name, times] of others) add(name, times)
    },
    neverReached: () => expectedNames.filter((name) => counts.get(name) === 0),
  }
}

/** An aligned table, the never-reached first, then the rarest. */
export function coverageTable(coverage: Coverage): string {
  const rows = [...coverage.counts].toSorted(
    ([nameA, a], [nameB, b]) => a - b || (nameA < nameB ? -1 : 1),
  )
  const nameWidth = Math.max(0, ...rows.map(([name]) => name.length))
  const countWidth = Math.max(5, ...rows.map(([, count]) => String(count).length))
  const lines = rows.map(
    ([name, count]) =>
      `${name.padEnd(nameWidth)}  ${(count === 0 ? 'never' : String(count)).padStart(countWidth)}`,
  )
  return lines.join('\n')
}
