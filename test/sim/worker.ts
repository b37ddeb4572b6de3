import { parentPort, workerData } from 'node:worker_threads'
import { type Campaign, type CampaignReport, runCampaign } from './campaign.ts'
import { simulator } from './run.ts'

export interface WorkerWord {
  readonly steps: number
  readonly seeds: number
  readonly failed: CampaignReport['failed']
  /** Its coverage, with the last word. */
  readonly counts: ReadonlyMap<string, number> | null
  readonly unlisted: readonly string[]
}

const BETWEEN_WORDS_MS = 250

/** One thread of a campaign; `workers.ts` is the other end. */
let toldAt = 0
const report = runCampaign(simulator, workerData as Campaign, ({ steps, seeds }) => {
  if (performance.now() - toldAt < BETWEEN_WORDS_MS) return
  toldAt = performance.now()
  tell({ steps, seeds, failed: null, counts: null, unlisted: [] })
})
tell({ ...report, counts: report.coverage.counts, unlisted: [...report.unlisted] })

function tell({ steps, seeds, failed, counts, unlisted }: WorkerWord): void {
  parentPort?.postMessage({ steps, seeds, failed, counts, unlisted } satisfies WorkerWord)
}
