import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const root = new URL('..', import.meta.url).pathname
/**
 * Begun first, in this order: what only computes, while the types are checked beside it, then what
 * takes longest. The others follow by their size.
 */
const first = [
  'sim/sim',
  'sim/bugs',
  'cloud/feed/large-cut',
  'cloud/reports/rollups',
  'screens/till/two-stores',
  'flows/start',
  'screens/console/console',
  'flows/old-image',
  'flows/store-credit',
  'screens/till/sale',
]

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const bySize = await super.sort(files)
    return bySize.toSorted((a, b) => placeOf(a) - placeOf(b))
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const place = first.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`))
  return place === -1 ? first.length : place
}

export default defineConfig({
  test: {
    root,
    globalSetup: ['test/support/prepare.ts'],
    include: ['test/**/*.test.ts'],
    // Limits of what hangs, not of what is slow: a machine may be busy.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
    // A try more for what meets processes, sockets and clocks; .ci/run names each that needed it.
    // A counterexample stands: another draw would not meet it again.
    retry: { count: 1, condition: /^(?!Property failed)/ },
    // What they test keeps no state in its modules, so all files of a worker share them.
    isolate: false,
    // For two cores: one file more than that, since flows and screens wait half of their time.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
  },
})
