/** A small seeded generator (mulberry32): the same seed gives the same shop on every machine. */
export interface Random {
  /** Whole number from 0 to below `end`. */
  below(end: number): number
  /** Whole number from `low` to `high`, a multiple of `step`. */
  between(low: number, high: number, step: number): number
  pick<T>(items: readonly T[]): T
  chance(percent: number): boolean
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (end: number) => Math.floor(next() * end)
  return {
    below,
    between: (low, high, step) => low + below((high - low) / step + 1) * step,
    pick(items) {
      const item = items[below(items.length)]
      if (item === undefined) throw new RangeError('nothing to pick from')
      return item
    },
    chance: (percent) => below(100) < percent,
  }
}

/** Item `index` of all combinations of one word of each list, in a mixed-up order without repeats. */
export function combination(lists: readonly (readonly string[])[], index: number): string[] {
  const total = lists.reduce((product, list) => product * list.length, 1)
  let rest = (index * strideFor(total)) % total
  const words = lists.map((list) => {
    const word = list[rest % list.length] ?? ''
    rest = Math.floor(rest / list.length)
    return word
  })
  // Beyond the last combination an edition number keeps names apart.
  const round = Math.floor(index / total)
  return round === 0 ? words : [...words, `${round + 1}`]
}

/** Near the golden section of `total` and coprime to it, so that neighbours differ in all words. */
function strideFor(total: number): number {
  let stride = Math.max(1, Math.round(total * 0.618))
  while (gcd(stride, total) !== 1) stride += 1
  return stride
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b)
}
