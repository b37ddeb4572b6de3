import { expect, test } from 'vitest'
import { createAgenda } from '../agenda.ts'
import { type Campaign, examine, planOf, runCampaign } from '../campaign.ts'
import { createCoverage } from '../coverage.ts'
import { createDigest } from '../hash.ts'
import { createRandom } from '../random.ts'
import { faultsOf, verdictJson, verdictText } from '../report.ts'
import type { Simulator, Violation } from '../result.ts'
import { parseSettings, type Settings } from '../settings.ts'
import { createStory } from '../story.ts'

interface TillRules {
  /** What a drawer holds after a sale and a refund of these amounts. */
  readonly drawer: (before: number, change: number) => number
}

const transitions = ['sold', 'refunded', 'drawer-robbed']

/** A world of one drawer: the bug forgets to take out what is refunded while the power is out. */
const oneDrawer: Simulator<TillRules> = {
  bugNames: ['refund-is-free'],
  transitions,
  rulesWith: (bug) =>
    bug === null
      ? { drawer: (before, change) => before + change }
      : { drawer: (before, change) => before + Math.max(0, change) },
  runSeed(plan, { rules, record }) {
    const agenda = createAgenda(plan.startsAt)
    const coverage = createCoverage(transitions)
    const digest = createDigest()
    const story = record ? createStory(plan.startsAt) : null
    const totals = new Map<number, number>()
    let drawer = 0
    let truth = 0
    let steps = 0
    let violation: Violation | null = null
    for (const { n, at, op } of plan.ops) {
      agenda.at(at, () => {
        if (op.kind !== 'sale' && op.kind !== 'refund') return
        const total = op.kind === 'sale' ? op.total : -(totals.get(op.of) ?? 0)
        if (op.kind === 'sale') totals.set(n, total)
        coverage.reach(op.kind === 'sale' ? 'sold' : 'refunded')
        story?.tell(at, 'store A', op.kind === 'sale' ? `sells for ${total}` : 'gives it back')
        truth += total
        drawer = rules.drawer(drawer, total)
        digest.add(drawer)
      })
    }
    while (violation === null && agenda.next()) {
      steps += 1
      if (drawer !== truth) {
        const words = `the drawer holds ${drawer}, not ${truth}`
        violation = { invariant: 'drawer-right', words, atStep: steps, at: agenda.now() }
      }
    }
    return { steps, violation, coverage, unlisted: [], digest: digest.value(), story }
  },
}

const campaign: Campaign = {
  firstSeed: 1,
  seeds: 20,
  stride: 1,
  mostSteps: 1e9,
  fixed: { hubs: 2 },
  bug: null,
}

function settingsOf(...args: readonly string[]): Settings {
  const parsed = parseSettings(args)
  if (parsed.outcome === 'wrong') throw new Error(parsed.words)
  return parsed.settings
}

test('a campaign without a failure plays every seed and adds up its coverage', () => {
  const report = runCampaign(oneDrawer, campaign)
  expect(report).toMatchObject({ seeds: 20, failed: null })
  expect(report.coverage.counts.get('sold')).toBeGreaterThan(100)
  expect(report.coverage.neverReached()).toEqual(['drawer-robbed'])
})

test('a campaign ends after enough steps', () => {
  const report = runCampaign(oneDrawer, { ...campaign, mostSteps: 500 })
  expect(report.seeds).toBeLessThan(20)
  expect(report.steps).toBeGreaterThanOrEqual(500)
})

test('a deliberate bug is found, replays exactly, and is told in two sentences', () => {
  const bug = 'refund-is-free'
  const { failed } = runCampaign(oneDrawer, { ...campaign, bug })
  expect(failed?.violation.invariant).toBe('drawer-right')
  const plan = planOf(failed?.seed ?? 0, campaign.fixed)
  const autopsy = examine(oneDrawer, { plan, bug, budget: 1_000 })
  expect(autopsy.deterministic).toBe(true)
  expect(autopsy.plan.ops).toHaveLength(2)
  expect(autopsy.run.story?.lines()).toEqual([
    expect.stringMatching(/^Day 1 \d\d:\d\d.* · store A: sells for [1-9]0*$/),
    expect.stringMatching(/^Day \d \d\d:\d\d.* · store A: gives it back$/),
  ])
})

test('a simulator that does not do the same twice is told apart from a broken law', () => {
  const dice = createRandom(1)
  const wavering: Simulator<TillRules> = {
    ...oneDrawer,
    runSeed: (plan, options) => ({
      ...oneDrawer.runSeed(plan, options),
      digest: String(dice.next()),
    }),
  }
  const bug = 'refund-is-free'
  const report = runCampaign(wavering, { ...campaign, bug })
  const plan = planOf(report.failed?.seed ?? 0, campaign.fixed)
  const autopsy = examine(wavering, { plan, bug, budget: 100 })
  const verdict = { report, seconds: 1, autopsy }
  expect(faultsOf(verdict, settingsOf('--bug', bug)).join()).toContain('did not do the same')
})

test('the verdict tells the story, the law and the command that replays it', () => {
  const settings = settingsOf('--seeds', '20', '--hubs', '2', '--bug', 'refund-is-free')
  const { bug } = settings
  const report = runCampaign(oneDrawer, { ...campaign, bug })
  const plan = planOf(report.failed?.seed ?? 0, campaign.fixed)
  const verdict = { report, seconds: 0.5, autopsy: examine(oneDrawer, { plan, bug, budget: 500 }) }
  const told = verdictText(verdict, settings)
  const replay = `npm run sim -- --seed ${report.failed?.seed} --hubs 2 --bug refund-is-free`
  expect(told).toContain('gives it back')
  expect(told).toContain(`replay: ${replay}`)
  expect(told.indexOf('drawer-robbed')).toBe(0)
  expect(JSON.parse(verdictJson(verdict, settings))).toMatchObject({
    replay,
    failed: { violation: { invariant: 'drawer-right' } },
    neverReached: ['drawer-robbed'],
  })
})

test('a transition that a million steps never reach is a failure of the simulator', () => {
  const report = { ...runCampaign(oneDrawer, campaign), steps: 1_000_000 }
  const verdict = { report, seconds: 1, autopsy: null }
  expect(faultsOf(verdict, settingsOf())).toEqual(['never reached: drawer-robbed'])
  expect(faultsOf(verdict, settingsOf('--hubs', '1'))).toEqual([])
})

test('arguments are read, and a wrong one is named with its value and the fix', () => {
  expect(settingsOf('--seed', '7', '--hubs', '3', '--faultiness', '0.25')).toMatchObject({
    seed: 7,
    seeds: 1,
    fixed: { hubs: 3, faultiness: 0.25 },
    bug: null,
  })
  expect(settingsOf().seeds).toBe(100)
  expect(parseSettings(['--hubs', 'many'])).toEqual({
    outcome: 'wrong',
    words: '--hubs many: give a whole number from 1 to 200',
  })
  expect(parseSettings(['--hub', '1']).outcome).toBe('wrong')
  expect(parseSettings(['--faultiness', '2']).outcome).toBe('wrong')
})
