/** One line of the table: a ratio to a raw limit taken in the same run, never a bare rate. */
export interface Figure {
  readonly what: string
  readonly measured: string
  readonly budget: string
  /** Null where there is no budget: it stands there to be compared with. */
  readonly met: boolean | null
  /** Where it is missed: what keeps it from being met, by the figures of the same run. */
  readonly because?: string
  /** The numbers behind `measured`, for `--json`. */
  readonly numbers: Readonly<Record<string, number>>
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}
