import type { Autopsy, CampaignReport } from './campaign.ts'
import { coverageTable } from './coverage.ts'
import { replayCommand, type Settings } from './settings.ts'
import { printStory } from './story.ts'

/** From so many steps on, a transition that was never reached is a failure of the simulator. */
const ENOUGH_STEPS = 1_000_000

export interface Verdict {
  readonly report: CampaignReport
  readonly seconds: number
  readonly autopsy: Autopsy | null
}

/** Empty where all is well; each is a reason for exit code 1. */
export function faultsOf({ report, autopsy }: Verdict, settings: Settings): readonly string[] {
  const faults: string[] = []
  if (report.failed !== null) {
    const { invariant, words } = report.failed.violation
    faults.push(`seed ${report.failed.seed} breaks ${invariant}: ${words}`)
  }
  if (autopsy !== null && !autopsy.deterministic) {
    faults.push('the same seed did not do the same again: the simulator itself is wrong')
  }
  const free = settings.bug === null && Object.keys(settings.fixed).length === 0
  const never = report.coverage.neverReached()
  if (free && report.failed === null && report.steps >= ENOUGH_STEPS && never.length > 0) {
    faults.push(`never reached: ${never.join(', ')}`)
  }
  if (report.unlisted.size > 0) faults.push(`not listed: ${[...report.unlisted].join(', ')}`)
  return faults
}

export function verdictText(verdict: Verdict, settings: Settings): string {
  const { report, seconds, autopsy } = verdict
  const parts = [
    coverageTable(report.coverage),
    `${report.seeds} seeds, ${report.steps} steps in ${seconds.toFixed(1)} s: ${rate(verdict)} steps/s`,
  ]
  if (autopsy !== null) {
    const { plan, run } = autopsy
    parts.push(`The shortest story found (${plan.ops.length} operations):`)
    if (run.story !== null) parts.push(printStory(run.story))
    if (run.violation !== null) parts.push(`⇒ ${run.violation.words}`)
  }
  const faults = faultsOf(verdict, settings)
  parts.push(...faults.map((fault) => `FAILED: ${fault}`))
  if (report.failed !== null) {
    parts.push(`replay: ${replayCommand(settings, report.failed.seed)}`)
  }
  return `${parts.join('\n\n')}\n`
}

export function verdictJson(verdict: Verdict, settings: Settings): string {
  const { report, seconds, autopsy } = verdict
  const { steps, seeds, coverage, failed } = report
  return `${JSON.stringify({
    steps,
    seeds,
    seconds,
    stepsPerSecond: rate(verdict),
    neverReached: coverage.neverReached(),
    coverage: Object.fromEntries(coverage.counts),
    failed,
    faults: faultsOf(verdict, settings),
    replay: failed === null ? null : replayCommand(settings, failed.seed),
    plan: autopsy?.plan.ops ?? null,
    story: autopsy?.run.story?.lines() ?? null,
  })}\n`
}

function rate({ report, seconds }: Verdict): number {
  return Math.round(report.steps / Math.max(seconds, 1e-3))
}
