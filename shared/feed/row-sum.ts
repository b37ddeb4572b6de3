/** What a row of the feed may hold: integers up to 2⁵³, texts, nothing. */
export type FeedValue = string | number | bigint | null | Uint8Array

/** Σ hash64(row) modulo 2⁶⁴ over the rows of one table (spine A3 rule 10). */
export interface RowSum {
  readonly add: (row: readonly FeedValue[]) => void
  readonly remove: (row: readonly FeedValue[]) => void
  /** 16 hex digits; what `createRowSum` goes on from. */
  readonly text: () => string
}

export const EMPTY_SUM = '0'.repeat(16)
const TWO_32 = 2 ** 32

/**
 * hash64(row) is two lanes of 32 bits, each Murmur3's round with constants of its own, over these
 * words: a null is 1; an integer 2, its low and its high 32 bits; a text 3, its length and its
 * UTF-16 units. It tells a lost, doubled or changed row of a copy, whatever the order in which rows
 * came; it is no seal against somebody who means harm. A feed's digests are compared between
 * versions of the programs, so a word or constant that changes here needs another name in the route.
 */
export function createRowSum(start: string = EMPTY_SUM): RowSum {
  let high = Number.parseInt(start.slice(0, 8), 16)
  let low = Number.parseInt(start.slice(8), 16)
  let a = 0
  let b = 0
  const take = (word: number): void => {
    const x = Math.imul(word, 0xcc9e2d51)
    a ^= Math.imul((x << 15) | (x >>> 17), 0x1b873593)
    a = Math.imul((a << 13) | (a >>> 19), 5) + 0xe6546b64
    const y = Math.imul(word, 0x85ebca77)
    b ^= Math.imul((y << 16) | (y >>> 16), 0xc2b2ae3d)
    b = Math.imul((b << 11) | (b >>> 21), 9) + 0x27d4eb2f
  }
  const hash = (row: readonly FeedValue[]): void => {
    a = 0x243f6a88
    b = 0x13198a2e
    for (const value of row) takeValue(take, value)
    const lanes = a
    a = finish(a ^ b)
    b = finish(b + Math.imul(lanes, 0x165667b1))
  }
  return {
    add(row) {
      hash(row)
      low += a
      high = (high + b + Number(low >= TWO_32)) % TWO_32
      low %= TWO_32
    },
    remove(row) {
      hash(row)
      low -= a
      high = (high - b - Number(low < 0) + 2 * TWO_32) % TWO_32
      low = (low + TWO_32) % TWO_32
    },
    text: () => `${hex(high)}${hex(low)}`,
  }
}

function takeValue(take: (word: number) => void, value: FeedValue): void {
  if (value === null) {
    take(1)
  } else if (typeof value === 'number' && Number.isSafeInteger(value)) {
    take(2)
    take(value | 0)
    take(Math.floor(value / TWO_32) | 0)
  } else if (typeof value === 'string') {
    take(3)
    take(value.length)
    for (let index = 0; index < value.length; index += 1) take(value.charCodeAt(index))
  } else {
    throw new RangeError(`the feed holds integers, texts and nulls, not ${String(value)}`)
  }
}

/** Murmur3's last step: every bit of the lane reaches every other. */
function finish(lane: number): number {
  let mixed = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

function hex(half: number): string {
  return half.toString(16).padStart(8, '0')
}
