import type { Bug } from './bugs/bug.ts'
import { bugs } from './bugs.ts'
import { type Autopsy, type CampaignReport, examine, planOf, runCampaign } from './campaign.ts'
import { simulator } from './run.ts'

/** How the simulator looked for one deliberate bug, over seeds 1, 2, 3 … */
export interface Hunt {
  readonly name: string
  readonly bug: Bug
  /** Played until it was found, or given up. */
  readonly steps: number
  readonly failed: CampaignReport['failed']
  /** Null where nothing was found. */
  readonly autopsy: Autopsy | null
}

/** Looks for a bug no longer than it may take. `budget`, `enough`: as for `examine`. */
export function huntBug(
  name: string,
  bug: Bug,
  { budget, enough = 0 }: { readonly budget: number; readonly enough?: number },
): Hunt {
  const { steps, failed } = runCampaign(simulator, {
    firstSeed: 1,
    seeds: Infinity,
    stride: 1,
    mostSteps: bug.withinSteps,
    fixed: {},
    bug: name,
  })
  const autopsy =
    failed === null
      ? null
      : examine(simulator, { plan: planOf(failed.seed, {}), bug: name, budget, enough })
  return { name, bug, steps, failed, autopsy }
}

/** Empty where the bug was caught as it must be. */
export function escapesOf({ bug, steps, failed, autopsy }: Hunt): readonly string[] {
  if (failed === null || autopsy === null) return [`not found within ${bug.withinSteps} steps`]
  const escapes: string[] = []
  if (steps > bug.withinSteps) escapes.push(`found after ${steps}, not ${bug.withinSteps} steps`)
  const { invariant, words } = failed.violation
  const named = bug.breaks.some((law) => law === invariant)
  if (!named) escapes.push(`found by another law: ${invariant}: ${words}`)
  if (!autopsy.deterministic) escapes.push('the failing seed did not do the same again')
  const { length } = autopsy.plan.ops
  if (length > bug.storyAtMost) escapes.push(`its story takes ${length} operations`)
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
