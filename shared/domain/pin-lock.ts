/** So many wrong PINs in a row lock, and so many more lock for longer. */
export const WRONG_PINS_A_LOCK = 5
const FIRST_LOCK_MS = 15 * 60_000
export const LONGEST_LOCK_MS = 24 * 3_600_000

/** For how long the last of so many wrong PINs in a row locks; 0 = it does not. */
export function lockAfter(wrong: number): number {
  if (wrong === 0 || wrong % WRONG_PINS_A_LOCK !== 0) return 0
  const locks = wrong / WRONG_PINS_A_LOCK
  return Math.min(LONGEST_LOCK_MS, FIRST_LOCK_MS * 2 ** (locks - 1))
}
