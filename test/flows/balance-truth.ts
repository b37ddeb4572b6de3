import { expect } from 'vitest'

/** What an account must show while it moves: nothing twice, nothing missing. */
export interface Truth {
  readonly now: () => number
  readonly moving: (units: number) => Moving
  /** A look begins: what is done by now must be in it. */
  readonly begin: () => Look
  /** The look's answer: what was on its way meanwhile may be in it, whole or not at all. */
  readonly check: (look: Look, shown: number | undefined) => void
  /** It got no answer. */
  readonly drop: (look: Look) => void
}
export interface Moving {
  readonly done: () => void
  readonly never: () => void
}
interface Look {
  readonly sum: number
  readonly open: Set<{ units: number }>
}

export function createTruth(start: number): Truth {
  let sum = start
  const open = new Set<{ units: number }>()
  const looks = new Set<Look>()
  return {
    now: () => sum,
    moving(units) {
      const one = { units }
      open.add(one)
      for (const look of looks) look.open.add(one)
      return {
        done() {
          open.delete(one)
          sum += units
        },
        never: () => void open.delete(one),
      }
    },
    begin() {
      const look = { sum, open: new Set(open) }
      looks.add(look)
      return look
    },
    drop: (look) => void looks.delete(look),
    check(look, shown) {
      looks.delete(look)
      // Each sum once: a slow answer has seen dozens of moves, and those have 2^dozens of parts.
      const sums = new Set([look.sum])
      for (const { units } of look.open) {
        const without = Array.from(sums)
        for (const part of without) sums.add(part + units)
      }
      expect([...sums]).toContain(shown)
    },
  }
}
