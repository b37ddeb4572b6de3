/** Tells a scanner's burst of keys from a human's typing by the time between keys. */
export interface Burst {
  /** Takes one character; true from the second fast one on. */
  readonly key: (char: string, atMs: number) => boolean
  /** Enter: the code, if all before it came as one burst. */
  readonly enter: (atMs: number) => string | null
}

/** The slowest wedge scanners send a key each 30 ms; nobody types four keys each within 60. */
export function createBurst(
  options: { readonly maxGapMs?: number; readonly minChars?: number } = {},
): Burst {
  const maxGapMs = options.maxGapMs ?? 60
  const minChars = options.minChars ?? 4
  const maxChars = 500
  let chars = ''
  let lastAt = Number.NEGATIVE_INFINITY

  return {
    key: (char, atMs) => {
      if (atMs - lastAt > maxGapMs || chars.length >= maxChars) chars = ''
      chars += char
      lastAt = atMs
      return chars.length > 1
    },
    enter: (atMs) => {
      const code = atMs - lastAt <= maxGapMs && chars.length >= minChars ? chars : null
      chars = ''
      return code
    },
  }
}
