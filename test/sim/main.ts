import { type Campaign, type CampaignReport, examine, planOf, runCampaign } from './campaign.ts'
import { huntAll } from './hunt.ts'
import { faultsOf, verdictJson, verdictText } from './report.ts'
import { simulator } from './run.ts'
import { parseSettings, type Settings } from './settings.ts'
import { printStory } from './story.ts'
import { runWorkers } from './workers.ts'

/** `npm run sim`: plays seeds until one breaks a law, then tells the shortest story of it. */
const parsed = parseSettings(process.argv.slice(2))
if (parsed.outcome === 'wrong') refuse(parsed.words)
else if (parsed.settings.bug !== null && !simulator.bugNames.includes(parsed.settings.bug)) {
  refuse(`--bug ${parsed.settings.bug}: there are ${simulator.bugNames.join(', ')}`)
} else if (parsed.settings.bugs) process.exitCode = hunt(parsed.settings)
else process.exitCode = await simulate(parsed.settings)

async function simulate(settings: Settings): Promise<number> {
  const began = performance.now()
  const report = await play(settings)
  const seconds = (performance.now() - began) / 1_000
  showProgress(null)
  if (settings.story && report.failed === null) tellFirst(settings)
  if (report.failed !== null) {
    const { seed, violation } = report.failed
    process.stderr.write(`seed ${seed} breaks ${violation.invariant}; making it small …\n`)
  }
  const autopsy =
    report.failed === null
      ? null
      : examine(simulator, {
          plan: planOf(report.failed.seed, settings.fixed),
          bug: settings.bug,
          budget: settings.budget,
        })
  const verdict = { report, seconds, autopsy }
  process.stdout.write(
    settings.json ? verdictJson(verdict, settings) : verdictText(verdict, settings),
  )
  return faultsOf(verdict, settings).length > 0 ? 1 : 0
}

/** One line for each deliberate bug: how soon it was found, by which law, in how short a story. */
function hunt({ budget }: Settings): number {
  return huntAll(budget, (line) => process.stdout.write(`${line}\n`)) ? 0 : 1
}

function play(settings: Settings): CampaignReport | Promise<CampaignReport> {
  const { seed, seeds, mostSteps, fixed, bug, workers } = settings
  const campaign: Campaign = { firstSeed: seed, seeds, stride: 1, mostSteps, fixed, bug }
  if (workers > 1) {
    return runWorkers(campaign, workers, simulator.transitions, (steps, played) =>
      showProgress({ steps, played, seeds }),
    )
  }
  return runCampaign(simulator, campaign, (so) =>
    showProgress({ steps: so.steps, played: so.seeds, seeds }),
  )
}

function tellFirst({ seed, fixed, bug }: Settings): void {
  const run = simulator.runSeed(planOf(seed, fixed), {
    rules: simulator.rulesWith(bug),
    record: true,
  })
  if (run.story !== null) process.stdout.write(`${printStory(run.story, Infinity)}\n\n`)
}

/** On a terminal, one line that is written over; null wipes it. */
function showProgress(
  progress: { readonly steps: number; readonly played: number; readonly seeds: number } | null,
): void {
  if (!process.stderr.isTTY) return
  const words =
    progress === null
      ? ''
      : `${progress.played} of ${progress.seeds} seeds, ${progress.steps} steps`
  process.stderr.write(`\r\u001B[K${words}`)
}

function refuse(words: string): void {
  process.stderr.write(`${words}\n`)
  process.exitCode = 2
}
