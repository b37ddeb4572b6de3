/**
 * A quick hash of 53 bits (cyrb53): chains a simulated journal and derives seeds. It keeps no
 * secret; two texts of one run meet in it about once in 10⁹ runs.
 */
export function hashText(text: string, seed = 0): number {
  let high = 0xdeadbeef ^ seed
  let low = 0x41c6ce57 ^ seed
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    high = Math.imul(high ^ code, 2654435761)
    low = Math.imul(low ^ code, 1597334677)
  }
  return finish(high, low)
}

/** The hash of a seed with a label. */
export function hashWords(seed: number, label: string | number): number {
  const mixed = (seed ^ Math.imul((seed / 2 ** 32) | 0, 0x85ebca6b)) | 0
  if (typeof label === 'string') return hashText(label, mixed)
  const high = Math.imul(0xdeadbeef ^ mixed ^ label, 2654435761)
  const low = Math.imul(0x41c6ce57 ^ mixed ^ ((label / 2 ** 32) | 0) ^ ~label, 1597334677)
  return finish(high, low)
}

/** What a run did, in one number: two runs that differ anywhere differ here. */
export interface Digest {
  add(value: number | string): void
  value(): string
}

export function createDigest(): Digest {
  let state = 0
  return {
    add(value) {
      state = hashWords(state, value)
    },
    value: () => state.toString(16).padStart(14, '0'),
  }
}

function finish(high: number, low: number): number {
  let h = Math.imul(high ^ (high >>> 16), 2246822507)
  h ^= Math.imul(low ^ (low >>> 13), 3266489909)
  let l = Math.imul(low ^ (low >>> 16), 2246822507)
  l ^= Math.imul(h ^ (h >>> 13), 3266489909)
  return 2 ** 32 * (2097151 & l) + (h >>> 0)
}
