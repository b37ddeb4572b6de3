import { randomInt } from 'node:crypto'
import { expect, test } from 'vitest'
import { planOf, runCampaign } from './campaign.ts'
import { coverageTable, createCoverage } from './coverage.ts'
import { CLEAN_SEEDS } from './hunt.ts'
import { productRules } from './rules.ts'
import { runSeed, simulator } from './run.ts'
import { transitions } from './transitions.ts'

const STEPS = 1_000_000
/** The last that may be needed to reach the rarest transition, where a million steps do not. */
const LAST_SEED = 150
const RANDOM_SEEDS = 4
const MINUTES = 60_000
/** A failure is played again by `npm run sim -- --seed <that seed>`. */
const firstRandom = randomInt(1_000_000, 1_000_000_000)

test('no promise is broken over a million steps from seed 1 on, and every transition is reached', {
  timeout: 10 * MINUTES,
}, () => {
  const report = play(1, LAST_SEED, STEPS)
  expect(report.failed, replay(report.failed)).toBeNull()
  expect(report.steps).toBeGreaterThanOrEqual(STEPS)
  expect(report.seeds).toBeGreaterThanOrEqual(CLEAN_SEEDS)
  const { coverage } = report
  for (let seed = report.seeds + 1; seed <= LAST_SEED; seed += 1) {
    if (coverage.neverReached().length === 0) break
    const more = play(seed, 1)
    expect(more.failed, replay(more.failed)).toBeNull()
    coverage.merge(more.coverage.counts)
  }
  expect(coverage.neverReached(), coverageTable(coverage)).toEqual([])
  expect([...report.unlisted], 'names missing in transitions.ts').toEqual([])
})

test(`no promise is broken over ${RANDOM_SEEDS} random seeds, from ${firstRandom} on`, {
  timeout: 5 * MINUTES,
}, () => {
  const report = play(firstRandom, RANDOM_SEEDS)
  expect(report.failed, replay(report.failed)).toBeNull()
})

test('the same seed does the same twice, and telling its story changes nothing', () => {
  for (const seed of [3, 4]) {
    const plan = planOf(seed, { days: 2, customers: 10 })
    const run = (record: boolean) => runSeed(plan, { rules: productRules, record })
    const silent = run(false)
    const told = run(true)
    expect(silent.story).toBeNull()
    expect(told.story?.lines().length).toBeGreaterThan(20)
    expect(run(false).digest).toBe(silent.digest)
    expect({ ...told, story: null, coverage: counts(told.coverage) }).toEqual({
      ...silent,
      coverage: counts(silent.coverage),
    })
  }
})

test('another seed is another history', () => {
  const digests = [1, 2, 3].map((seed) => {
    const plan = planOf(seed, { days: 1, customers: 5 })
    return runSeed(plan, { rules: productRules, record: false }).digest
  })
  expect(new Set(digests).size).toBe(3)
})

test('every transition has a name of its own, and one that is not listed is a mistake', () => {
  expect(new Set(transitions).size).toBe(transitions.length)
  expect(() => createCoverage(transitions).reach('hub: dreams')).toThrow(RangeError)
})

function play(firstSeed: number, seeds: number, mostSteps = Infinity) {
  return runCampaign(simulator, {
    firstSeed,
    seeds,
    stride: 1,
    mostSteps,
    fixed: {},
    bug: null,
  })
}

function replay(failed: ReturnType<typeof play>['failed']): string {
  if (failed === null) return ''
  const { seed, violation } = failed
  return `npm run sim -- --seed ${seed} breaks "${violation.invariant}": ${violation.words}`
}

function counts({ counts: reached }: ReturnType<typeof runSeed>['coverage']) {
  return Object.fromEntries(reached)
}
