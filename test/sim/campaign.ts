import { type Coverage, createCoverage } from './coverage.ts'
import { makePlan, type Plan } from './plan.ts'
import type { RunResult, Simulator, Violation } from './result.ts'
import { type Shape, shapeOf } from './shape.ts'
import { shrink } from './shrink.ts'

/** Seeds to play, one after another, until one fails or there were enough steps. */
export interface Campaign {
  readonly firstSeed: number
  readonly seeds: number
  /** Every `stride`-th seed, so that workers share a campaign. */
  readonly stride: number
  readonly mostSteps: number
  readonly fixed: Partial<Shape>
  readonly bug: string | null
}

export interface CampaignReport {
  readonly steps: number
  readonly seeds: number
  readonly coverage: Coverage
  readonly unlisted: ReadonlySet<string>
  readonly failed: { readonly seed: number; readonly violation: Violation } | null
}

export function runCampaign<Rules>(
  simulator: Simulator<Rules>,
  campaign: Campaign,
  onSeed: (report: CampaignReport) => void = () => {},
): CampaignReport {
  const rules = simulator.rulesWith(campaign.bug)
  const coverage = createCoverage(simulator.transitions)
  const unlisted = new Set<string>()
  let report: CampaignReport = { steps: 0, seeds: 0, coverage, unlisted, failed: null }
  for (let i = 0; i < campaign.seeds; i += 1) {
    if (report.steps >= campaign.mostSteps) break
    const seed = campaign.firstSeed + i * campaign.stride
    const { steps, violation, ...run } = simulator.runSeed(planOf(seed, campaign.fixed), {
      rules,
      record: false,
    })
    coverage.merge(run.coverage.counts)
    for (const name of run.unlisted) unlisted.add(name)
    const failed = violation === null ? null : { seed, violation }
    report = { steps: report.steps + steps, seeds: report.seeds + 1, coverage, unlisted, failed }
    onSeed(report)
    if (failed !== null) break
  }
  return report
}

export function planOf(seed: number, fixed: Partial<Shape>): Plan {
  return makePlan(seed, shapeOf(seed, fixed))
}

export interface Autopsy {
  /** The same plan played again did exactly the same. */
  readonly deterministic: boolean
  readonly plan: Plan
  /** Of the shrunk plan, with its story; the violation is of the same invariant as the first. */
  readonly run: RunResult
}

/** Without what was planned for later than the failure, where that fails too. */
function untilThen(plan: Plan, { violation }: RunResult, fails: (plan: Plan) => boolean): Plan {
  const endsAt = (violation?.at ?? plan.endsAt) + 1
  if (endsAt >= plan.endsAt) return plan
  const shorter = { ...plan, endsAt, ops: plan.ops.filter(({ at }) => at < endsAt) }
  return fails(shorter) ? shorter : plan
}

/** Plays a failing seed again, makes it small, and has it tell its story. */
export function examine<Rules>(
  simulator: Simulator<Rules>,
  options: {
    readonly plan: Plan
    readonly bug: string | null
    /** How many runs shrinking may take; 0 = the plan stays as it is. */
    readonly budget: number
    /** Shrinking ends at a story of so few operations. */
    readonly enough?: number
  },
): Autopsy {
  const { plan, bug, budget, enough = 0 } = options
  const rules = simulator.rulesWith(bug)
  const play = (candidate: Plan): RunResult =>
    simulator.runSeed(candidate, { rules, record: false })
  const first = play(plan)
  const again = play(plan)
  const invariant = first.violation?.invariant
  const deterministic = invariant !== undefined && first.digest === again.digest
  const fails = (candidate: Plan): boolean => play(candidate).violation?.invariant === invariant
  const isToShrink = deterministic && budget > 0
  const small = isToShrink ? shrink(untilThen(plan, first, fails), fails, budget, enough) : plan
  return { deterministic, plan: small, run: simulator.runSeed(small, { rules, record: true }) }
}
