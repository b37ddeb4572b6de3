/** 1 s doubling to 60 s, each wait between half and all of it, so that 10,000 hubs do not march in step. */
export function createBackoff(
  random: () => number,
  { firstMs = 1000, maxMs = 60_000 }: { readonly firstMs?: number; readonly maxMs?: number } = {},
) {
  let failures = 0
  return {
    nextMs(): number {
      const full = Math.min(firstMs * 2 ** failures, maxMs)
      failures += 1
      return Math.round(full * (0.5 + random() / 2))
    },
    reset(): void {
      failures = 0
    },
  }
}
export type Backoff = ReturnType<typeof createBackoff>
