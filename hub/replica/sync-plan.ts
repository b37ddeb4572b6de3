export type SyncClass = 'urgent' | 'balances'

export interface PlanTimings {
  readonly pollMs: number
  readonly pollSpreadMs: number
  readonly balancesEveryMs: number
  readonly retryMinMs: number
  readonly retryMaxMs: number
}

/** Spine A3 rule 14: a sync of balances every 15 s costs a card some 110 MB a day. */
export const planTimings: PlanTimings = {
  pollMs: 60_000,
  pollSpreadMs: 20_000,
  balancesEveryMs: 15_000,
  retryMinMs: 1000,
  retryMaxMs: 60_000,
}

/** When the next sync begins; one runs at a time. */
export interface SyncPlan {
  /** The earlier of what is planned and this. */
  readonly within: (ms: number) => void
  /** Urgent goes at once, balances not sooner after the last sync than their pace. */
  readonly want: (kind: SyncClass) => void
  readonly isRunning: () => boolean
  /** The one that runs has ended. */
  readonly ended: (isReached: boolean) => void
  readonly stop: () => void
}

export function createSyncPlan(options: {
  readonly timings: PlanTimings
  /** 0 … 1, spreads the polls of many hubs. */
  readonly random: () => number
  /** Begins a sync; false: there is nothing to sync from yet. */
  readonly begin: () => boolean
}): SyncPlan {
  const { timings, random, begin } = options
  let timer: NodeJS.Timeout | undefined
  let dueAt = Number.POSITIVE_INFINITY
  let lastAt = Number.NEGATIVE_INFINITY
  let isRunning = false
  let isWanted = false
  let isStopped = false
  let failures = 0

  const within = (ms: number) => {
    const at = performance.now() + ms
    if (isStopped || at >= dueAt) return
    dueAt = at
    clearTimeout(timer)
    timer = setTimeout(run, ms)
  }
  const poll = () => {
    const spread = (random() * 2 - 1) * timings.pollSpreadMs
    within(Math.max(0, timings.pollMs + spread))
  }
  const run = () => {
    dueAt = Number.POSITIVE_INFINITY
    if (isRunning) {
      isWanted = true
      return
    }
    isWanted = false
    isRunning = begin()
    if (!isRunning) poll()
  }

  return {
    within,
    want(kind) {
      if (isRunning && kind === 'urgent') isWanted = true
      const since = isRunning ? 0 : performance.now() - lastAt
      within(kind === 'urgent' ? 0 : Math.max(0, timings.balancesEveryMs - since))
    },
    isRunning: () => isRunning,
    ended(isReached) {
      isRunning = false
      lastAt = performance.now()
      failures = isReached ? 0 : failures + 1
      if (!isReached) within(Math.min(timings.retryMinMs * 2 ** (failures - 1), timings.retryMaxMs))
      else if (isWanted) within(0)
      poll()
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
