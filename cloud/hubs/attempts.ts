export interface Attempts {
  /** False when there were too many wrong ones lately. */
  mayTry(key: string): boolean
  failed(key: string): void
}

/** Wrong tries in the last minute, per key; keys are few (groups), so nothing is pruned. */
export function createAttempts(clock: () => number, maxPerMinute: number): Attempts {
  const failedAtByKey = new Map<string, number[]>()
  const lately = (key: string) =>
    (failedAtByKey.get(key) ?? []).filter((at) => at > clock() - 60_000)
  return {
    mayTry: (key) => lately(key).length < maxPerMinute,
    failed(key) {
      failedAtByKey.set(key, [...lately(key), clock()].slice(-maxPerMinute))
    },
  }
}
