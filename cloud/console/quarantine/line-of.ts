/** The line of a field in the value's JSON as `shownJson` writes it, from 1. */
export function lineOf(value: unknown, path: readonly string[], line = 1): number {
  const [name, ...rest] = path
  if (name === undefined || typeof value !== 'object' || value === null) return line
  let at = line + 1
  for (const [key, child] of Object.entries(value)) {
    if (key === name) return lineOf(child, rest, at)
    at += shownJson(child).split('\n').length
  }
  return line
}

export function shownJson(value: unknown): string {
  return JSON.stringify(value, null, 2)
}
