import type { Bug } from './bugs/bug.ts'
import { bugs } from './bugs.ts'
import { type Autopsy, type CampaignReport, examine, planOf, runCampaign } from './campaign.ts'
import { simulator } from './run.ts'

/** The first seeds, which break no law without a bug (sim.test.ts). */
export const CLEAN_SEEDS = 20

/** How the simulator looked for one deliberate bug, over seeds 1, 2, 3 … */
export interface Hunt {
  readonly name: string
  readonly bug: Bug
  /** Played until it was found, or given up. */
  readonly steps: number
  readonly failed: CampaignReport['failed']
  /** Null where nothing was found. */
  readonly autopsy: Autopsy | null
  /** Whether its story was made small. */
  readonly isSmall: boolean
}

interface HuntOptions {
  /** As for `examine`. */
  readonly budget: number
  readonly enough?: number
  /** The story of a bug that takes more steps to find is left as it is: each try is a long run. */
  readonly smallWithin?: number
}

/**
 * Looks for a bug until a law finds it that names the matter, or for as long as it may take. A seed
 * that another law breaks counts its steps and is passed over.
 */
export function huntBug(name: string, bug: Bug, options: HuntOptions): Hunt {
  const { budget, enough = 0, smallWithin = Infinity } = options
  let steps = 0
  let seed = 1
  while (steps < bug.withinSteps) {
    const { failed, ...played } = playFrom(seed, name, bug.withinSteps - steps)
    steps += played.steps
    if (failed === null) break
    const { invariant } = failed.violation
    if (bug.breaks.some((law) => law === invariant)) {
      const plan = planOf(failed.seed, {})
      const isSmall = steps <= smallWithin
      const tries = isSmall ? budget : 0
      const autopsy = examine(simulator, { plan, bug: name, budget: tries, enough })
      return { name, bug, steps, failed, autopsy, isSmall }
    }
    seed = failed.seed + 1
  }
  return { name, bug, steps, failed: null, autopsy: null, isSmall: false }
}

function playFrom(firstSeed: number, bug: string, mostSteps: number): CampaignReport {
  const most = { seeds: Infinity, stride: 1, mostSteps }
  return runCampaign(simulator, { ...most, firstSeed, fixed: {}, bug })
}

/** Empty where the bug was caught as it must be. */
export function escapesOf({ bug, steps, failed, autopsy, isSmall }: Hunt): readonly string[] {
  if (failed === null || autopsy === null) return [`no law of its own found it in ${steps} steps`]
  const escapes: string[] = []
  if (steps > bug.withinSteps) escapes.push(`found after ${steps}, not ${bug.withinSteps} steps`)
  if (!autopsy.deterministic) escapes.push('the failing seed did not do the same again')
  const { length } = autopsy.plan.ops
  if (isSmall && length > bug.storyAtMost) escapes.push(`its story takes ${length} operations`)
  return escapes
}

/** Plays every bug and tells each in one line; true = all were caught. */
export function huntAll(budget: number, print: (line: string) => void): boolean {
  print(row('bug', 'steps', 'allowed', 'seed', 'story', 'found by'))
  let isCaught = true
  for (const [name, bug] of Object.entries(bugs)) {
    const hunt = huntBug(name, bug, { budget })
    const escapes = escapesOf(hunt)
    const { steps, failed, autopsy } = hunt
    const story = String(autopsy?.plan.ops.length ?? '')
    const law = failed?.violation.invariant ?? ''
    print(row(name, String(steps), String(bug.withinSteps), String(failed?.seed ?? ''), story, law))
    for (const escape of escapes) print(`FAILED: ${name}: ${escape}`)
    if (escapes.length > 0) isCaught = false
  }
  return isCaught
}

function row(...cells: readonly [string, string, string, string, string, string]): string {
  const [name, steps, allowed, seed, story, law] = cells
  const figures = [steps.padStart(8), allowed.padStart(9), seed.padStart(4), story.padStart(5)]
  return [name.padEnd(36), ...figures, ` ${law}`].join(' ')
}
