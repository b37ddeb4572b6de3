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
