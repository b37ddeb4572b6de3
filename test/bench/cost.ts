export interface Cost {
  readonly ms: number
  /** Of all threads: what the machine's other programs do is not in it. */
  readonly cpuMs: number
}

export async function costOf(run: () => Promise<unknown>): Promise<Cost> {
  const from = performance.now()
  const cpuFrom = process.cpuUsage()
  await run()
  const { user, system } = process.cpuUsage(cpuFrom)
  return { ms: performance.now() - from, cpuMs: (user + system) / 1000 }
}

export function sumOf(costs: readonly Cost[]): Cost {
  const sum = { ms: 0, cpuMs: 0 }
  for (const { ms, cpuMs } of costs) {
    sum.ms += ms
    sum.cpuMs += cpuMs
  }
  return sum
}
