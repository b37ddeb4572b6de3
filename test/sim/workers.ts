import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Campaign, CampaignReport } from './campaign.ts'
import { createCoverage } from './coverage.ts'
import type { WorkerWord } from './worker.ts'

/**
 * Plays a campaign in several threads, each every n-th seed. The first failure ends them all, so
 * that which of several failing seeds is found may differ from run to run; each replays alike.
 */
export function runWorkers(
  campaign: Campaign,
  workers: number,
  transitions: readonly string[],
  onSeed: (steps: number, seeds: number) => void,
): Promise<CampaignReport> {
  const coverage = createCoverage(transitions)
  const unlisted = new Set<string>()
  const done = Array.from({ length: workers }, () => ({ steps: 0, seeds: 0 }))
  const running = new Set<Worker>()
  const sum = (of: 'steps' | 'seeds'): number => done.reduce((total, part) => total + part[of], 0)

  return new Promise((resolve, reject) => {
    const end = (failed: CampaignReport['failed']): void => {
      for (const worker of running) void worker.terminate()
      resolve({ steps: sum('steps'), seeds: sum('seeds'), coverage, unlisted, failed })
    }
    for (let i = 0; i < workers; i += 1) {
      const seeds = Math.ceil((campaign.seeds - i) / workers)
      if (seeds <= 0) continue
      const workerData: Campaign = {
        ...campaign,
        firstSeed: campaign.firstSeed + i,
        stride: workers,
        seeds,
        mostSteps: Math.ceil(campaign.mostSteps / workers),
      }
      const worker = startWorker(workerData)
      running.add(worker)
      worker.on('error', reject)
      worker.on('message', (word: WorkerWord) => {
        done[i] = { steps: word.steps, seeds: word.seeds }
        onSeed(sum('steps'), sum('seeds'))
        if (word.counts === null) return
        coverage.merge(word.counts)
        for (const name of word.unlisted) unlisted.add(name)
        running.delete(worker)
        if (word.failed !== null || running.size === 0) end(word.failed)
      })
    }
  })
}

function startWorker(workerData: Campaign): Worker {
  // tsx does not reach into the workers of Node 20 by itself.
  const tsx = JSON.stringify(createRequire(import.meta.url).resolve('tsx/cjs/api'))
  const entry = JSON.stringify(fileURLToPath(new URL('./worker.ts', import.meta.url)))
  const code = `require(${tsx}).register(); require(${entry})`
  return new Worker(code, { eval: true, execArgv: [], workerData })
}
