import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { z } from 'zod'
import { FeedSource } from '#hub/replica/feed-client.ts'
import { openReplica } from '#hub/replica/reader.ts'
import { startReplicaSync } from '#hub/replica/sync.ts'
import { until } from '../support/shop.ts'
import type { Figure } from './figure.ts'
import { childrenOf } from './process.ts'

/** A day in 12 minutes: the cloud's pauses and stores, and the hub's, run so many times as fast. */
const SPEED = 120
const STORES = 1000
const DAY_MS = 86_400_000
/** Of balances, a company's default (spine A3 rule 8). */
const BUDGET = 100_000_000
/** What the spine allows for the syncs of a day (rule 14), beside what is loaded. */
const SYNCS_BYTES = 110_000_000

const Told = z.object({
  source: FeedSource.optional(),
  poke: z.enum(['urgent', 'balances']).optional(),
  generation: z.int().optional(),
  /** By the uptime of the cloud. */
  at: z.number().optional(),
  urgentBytes: z.int().optional(),
  balancesBytes: z.int().optional(),
  copyBytes: z.int().optional(),
})
type Told = z.infer<typeof Told>

/**
 * What one hub of a company loads of the feed in a day while balances move in all stores (design
 * 12), and what that writes to its disk: of its part of replication, in this process and its child.
 */
export async function benchFeedBytes({
  large,
  seconds = large ? DAY_MS / SPEED / 1000 : 180,
}: {
  readonly large: boolean
  readonly seconds?: number
}): Promise<readonly Figure[]> {
  const dir = mkdtempSync(join(tmpdir(), 'kassa-feed-bytes-'))
  const accounts = large ? 1_000_000 : 200_000
  const cloud = startCloud(accounts)
  const { source } = await cloud.next(({ source: one }) => one !== undefined)
  const replica = openReplica({ dir, lookupKey: () => '' })
  const sync = startReplicaSync({
    dir,
    replica,
    source: () => source,
    clock: () => Date.now(),
    random: () => 0.5,
    log: pino({ level: 'silent' }),
    timings: {
      pollMs: 60_000 / SPEED,
      pollSpreadMs: 20_000 / SPEED,
      balancesEveryMs: 15_000 / SPEED,
    },
  })
  cloud.onPoke((kind) => sync.syncNow(kind))
  try {
    await until('the first copy', async () => replica.product(1) !== undefined, 300_000)
    cloud.forget()
    const before = written(cloud.pid)
    const from = performance.now()
    await sleep(seconds * 1000)
    const pokes = cloud.told.filter(({ poke }) => poke !== undefined)
    // The checkpoint of a generation is a part of what a day writes.
    const { generation = 0 } = await cloud.roll()
    await until(
      'the next generation',
      async () => sync.status().position?.generation === generation,
      60_000,
    )
    const days = ((performance.now() - from) * SPEED) / DAY_MS
    return figures(pokes, { days, writtenBytes: written(cloud.pid) - before })
  } finally {
    await sync.stop()
    replica[Symbol.dispose]()
    await cloud.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

function figures(
  pokes: readonly Told[],
  { days, writtenBytes }: { readonly days: number; readonly writtenBytes: number },
): readonly Figure[] {
  // A commit is paid for by the pause after it: whole pauses, and what was loaded before the last.
  // At the first one the hub may not have had all before it.
  const balances = aDay(pokes.filter(({ poke }) => poke === 'balances').slice(1), 'balancesBytes')
  const urgent = aDay(pokes, 'urgentBytes')
  const copyMB = (pokes.at(-1)?.copyBytes ?? 0) / 1e6
  const writes = writtenBytes / days
  const writesMax = SYNCS_BYTES + 2 * (balances + urgent)
  const mb = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`
  return [
    {
      what: `bytes per hub and day, ${STORES} stores`,
      measured: `${mb(balances)} of balances, ${mb(urgent)} urgent; a first copy ${copyMB.toFixed(1)} MB`,
      budget: `≤ ${mb(BUDGET)} of balances`,
      met: balances <= BUDGET,
      numbers: { balances, urgent, copyMB, days },
    },
    {
      what: 'written by a hub for its feed in a day',
      measured: mb(writes),
      budget: `≤ ${mb(SYNCS_BYTES)} + 2 × loaded = ${mb(writesMax)}`,
      met: writes <= writesMax,
      numbers: { writes, writesMax, writtenBytes },
    },
  ]
}

function aDay(told: readonly Told[], key: 'balancesBytes' | 'urgentBytes'): number {
  const [first, last] = [told[0], told.at(-1)]
  const ms = (last?.at ?? 0) - (first?.at ?? 0)
  return (((last?.[key] ?? 0) - (first?.[key] ?? 0)) * DAY_MS) / ms
}

/** `write_bytes` of this process and its children, but for the cloud (proc(5)). */
function written(cloudPid: number | undefined): number {
  const pids = [process.pid, ...childrenOf(process.pid)].filter((pid) => pid !== cloudPid)
  return pids.reduce((sum, pid) => {
    const [, bytes] = /^write_bytes: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8')) ?? []
    return sum + Number(bytes)
  }, 0)
}

function startCloud(accounts: number) {
  const script = fileURLToPath(new URL('./feed-bytes-cloud.ts', import.meta.url))
  const args = ['--import', 'tsx', script, String(STORES), String(accounts), String(SPEED)]
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const told: Told[] = []
  let onPoke: (kind: 'urgent' | 'balances') => void = () => undefined
  createInterface({ input: child.stdout }).on('line', (line) => {
    const words = Told.parse(JSON.parse(line))
    told.push(words)
    if (words.poke !== undefined) onPoke(words.poke)
  })
  const next = async (isIt: (words: Told) => boolean): Promise<Told> => {
    await until('the cloud answers', async () => told.some(isIt), 300_000)
    return told.find(isIt) ?? {}
  }
  return {
    pid: child.pid,
    told,
    next,
    forget: () => void told.splice(0),
    onPoke(listen: typeof onPoke) {
      onPoke = listen
    },
    async roll() {
      child.stdin.write('roll\n')
      return await next(({ generation }) => generation !== undefined)
    },
    async stop() {
      child.stdin.write('stop\n')
      await exited
    },
  }
}
