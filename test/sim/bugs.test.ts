import { expect, test } from 'vitest'
import { takingAnyOrder } from './bugs/stream.ts'
import { bugs, rulesWith } from './bugs.ts'
import { planOf } from './campaign.ts'
import { CLEAN_SEEDS, escapesOf, huntBug } from './hunt.ts'
import { productRules, type Rules } from './rules.ts'
import { runSeed } from './run.ts'

const MINUTES = 60_000
/** Runs that shrinking may take; it ends as soon as the story is short enough. */
const BUDGET = 300
/**
 * A story of few operations is made of each bug that is found within so many steps: later ones take
 * long. Of all: KASSA_TEST_STORY_STEPS=1000000.
 */
const STORY_STEPS = Number(process.env['KASSA_TEST_STORY_STEPS'] ?? 2_000)

for (const [name, bug] of Object.entries(bugs)) {
  const { withinSteps, storyAtMost } = bug
  test(`${name}: found by its law within ${withinSteps} steps, again in the same way, and told`, {
    timeout: 2 * MINUTES,
  }, () => {
    const options = { budget: BUDGET, enough: storyAtMost, smallWithin: STORY_STEPS }
    const hunt = huntBug(name, bug, options)
    expect(escapesOf(hunt)).toEqual([])
    expect(hunt.failed?.seed).toBeLessThanOrEqual(CLEAN_SEEDS)
    const { run } = hunt.autopsy ?? {}
    expect(run?.violation?.invariant).toBe(hunt.failed?.violation.invariant)
    expect(run?.story?.lines().length).toBeGreaterThan(0)
  })
}

test('a hub that takes messages in any order is safe as long as it refuses a recall of what it does not hold [B1.4]', {
  timeout: MINUTES,
}, () => {
  const rules = { ...productRules, ...takingAnyOrder(productRules) }
  // Without that refusal a law breaks within these.
  expect(brokenBy(rules, 5)).toEqual([])
})

test('every mistake that must be found is in the list', () => {
  expect(Object.keys(bugs)).toEqual([
    'expiry-returns-escrow',
    'no-anchor',
    'anchor-survives-reboot',
    'overlay-pruned-by-the-mark',
    'overlay-read-in-two-transactions',
    'offered-sale-counted-twice',
    'grant-after-deadline-kept',
    'recall-of-unknown-lease-ignored',
    'copy-waits-for-what-was-answered',
    'lease-id-reused',
    'forfeited-lease-not-charged-to-risk',
    'kept-spend-against-risk',
    'quarantine-drops-movements',
    'refund-twice-in-two-stores',
    'offline-credit-spendable-at-once',
    'duplicate-ingest-after-restart',
    'rebuild-in-hub-order',
    'check-then-act-on-a-coupon',
    'months-of-thirty-days',
    'points-earned-on-points',
    'refund-keeps-earned-points',
    'refund-of-a-part-alone',
    'cash-and-points',
    'load-booked-twice',
    'used-coupon-stays-sold',
    'born-unit-stays-free',
    'born-lease-of-a-dead-epoch-stays-open',
  ])
})

test('a bug that nobody wrote is refused by its name', () => {
  expect(() => rulesWith('no-clock')).toThrow('there is no bug "no-clock"')
  expect(rulesWith(null)).toBe(productRules)
})

function brokenBy(rules: Rules, seeds: number): readonly string[] {
  const broken: string[] = []
  for (let seed = 1; seed <= seeds; seed += 1) {
    const { violation } = runSeed(planOf(seed, {}), { rules, record: false })
    if (violation !== null) broken.push(`seed ${seed}: ${violation.invariant}: ${violation.words}`)
  }
  return broken
}
