import { hashWords } from './hash.ts'

/** A seeded stream of chance: the same seed gives the same draws on every machine. */
export interface Random {
  /** 0 … 2³²−1 */
  next(): number
  /** 0 … 1, never 1 */
  float(): number
  /** 0 … max − 1 */
  int(max: number): number
  /** from … to, both included */
  between(from: number, to: number): number
  /** True with this probability; draws nothing where it is 0 or 1. */
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
  /**
   * A stream of its own. It depends on the seed and the label alone, never on what was drawn
   * before: taking one user of chance away leaves what the others draw as it was.
   */
  fork(label: string | number): Random
}

/** sfc32 (Chris Doty-Humphrey, PractRand): 128 bits of state, a few instructions a draw. */
export function createRandom(seed: number): Random {
  let a = seed | 0
  let b = (seed / 2 ** 32) | 0
  let c = 0x9e3779b9 | 0
  let counter = 1

  function next(): number {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11) | 0) + sum) | 0
    return sum >>> 0
  }
  // Its first draws still show the seed.
  for (let i = 0; i < 12; i += 1) next()

  const random: Random = {
    next,
    float: () => next() / 2 ** 32,
    // The bias is below max / 2³²: nothing to a simulator, and one draw for every use.
    int: (max) => Math.floor((next() / 2 ** 32) * max),
    between: (from, to) => from + Math.floor((next() / 2 ** 32) * (to - from + 1)),
    chance(probability) {
      if (probability <= 0) return false
      if (probability >= 1) return true
      return next() / 2 ** 32 < probability
    },
    pick(list) {
      if (list.length === 0) throw new RangeError('pick: the list is empty; pick from at least one')
      return list[random.int(list.length)] as (typeof list)[number]
    },
    fork: (label) => createRandom(hashWords(seed, label)),
  }
  return random
}
