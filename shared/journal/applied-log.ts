/**
 * All that changed the books, in the order in which it did (spine B2.3): events of hubs, commands
 * of HQ, repairs. Lots, averages and period ends depend on the order, so a rebuild goes by it.
 */
export type AppliedEntry<Event, Command> = { readonly appliedSeq: number } & (
  | { readonly kind: 'event'; readonly event: Event }
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'repair'; readonly repair: Repair }
)

/** An event of HQ's own log: the payload of a quarantined event, put right. */
export interface Repair {
  readonly id: string
  /** The event whose payload it replaces. */
  readonly event: string
  readonly payload: unknown
  readonly by: string
}

/**
 * The books again from their log. `apply` changes the state it is given or answers a new one.
 * Throws RangeError at the first number that is missing: half a log makes other books.
 */
export function rebuild<State, Event, Command>(
  log: Iterable<AppliedEntry<Event, Command>>,
  empty: State,
  apply: (state: State, entry: AppliedEntry<Event, Command>) => State,
): State {
  let state = empty
  let expected = 1
  for (const entry of log) {
    if (entry.appliedSeq !== expected) {
      throw new RangeError(`applied_seq ${entry.appliedSeq} stands where ${expected} belongs`)
    }
    state = apply(state, entry)
    expected += 1
  }
  return state
}

/**
 * The same text for the same state, in whatever order its parts were put in: keys of objects and
 * maps and members of sets are sorted, arrays keep their order. Two books are equal if their texts are.
 */
export function stateText(value: unknown): string {
  if (value instanceof Map) {
    const entries = [...value].map(([key, held]) => `${stateText(key)}:${stateText(held)}`)
    return `map{${entries.sort().join(',')}}`
  }
  if (value instanceof Set) return `set{${[...value].map(stateText).sort().join(',')}}`
  if (Array.isArray(value)) return `[${value.map(stateText).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).filter(([, held]) => held !== undefined)
    const texts = fields.map(([key, held]) => `${JSON.stringify(key)}:${stateText(held)}`)
    return `{${texts.sort().join(',')}}`
  }
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  return JSON.stringify(value) ?? String(value)
}
