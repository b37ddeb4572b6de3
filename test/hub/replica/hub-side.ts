import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { pino } from 'pino'
import { afterAll, expect } from 'vitest'
import { z } from 'zod'
import { createDisk } from '#hub/health/disk.ts'
import { createHealth } from '#hub/health/health.ts'
import { createHubClock } from '#hub/health/hub-clock.ts'
import { replicaTroubles } from '#hub/health/replica-trouble.ts'
import { healthRoutes } from '#hub/health/routes.ts'
import { type CheckResult, checkReplica } from '#hub/replica/check.ts'
import { type FeedSource, isAtEnd, SyncError, type SyncFault } from '#hub/replica/feed-client.ts'
import { readPointer } from '#hub/replica/pointer.ts'
import { openReplica } from '#hub/replica/reader.ts'
import type { Replica } from '#hub/replica/replica.ts'
import { type ReplicaSync, type SyncTimings, startReplicaSync } from '#hub/replica/sync.ts'
import { Trouble } from '#shared/contracts/trouble.ts'
import type { FeedCloud } from '#test/cloud/feed/feed-cloud.ts'
import { removeFolder } from '#test/support/remove-folder.ts'

export interface HubSide extends AsyncDisposable {
  readonly dir: string
  readonly replica: Replica
  readonly sync: ReplicaSync
  readonly foreign: SyncFault[]
  source: FeedSource | undefined
  /** The file that serves now. */
  file(): string
}

/** Of company 1. */
export async function sourceOf(cloud: FeedCloud, token = cloud.token): Promise<FeedSource> {
  const feedId = await cloud.feeds.feedIdOf(cloud.group, 1)
  return { cloudUrl: cloud.url, feedId, token }
}

/** The hub's part of replication, on a folder of its own. */
export function startHubSide(
  source: FeedSource | undefined,
  options: {
    readonly dir?: string
    readonly timings?: Partial<SyncTimings>
    readonly childEntry?: string
    readonly roomBytes?: () => number
  } = {},
): HubSide {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'kassa-hub-replica-'))
  const replica = openReplica({ dir, lookupKey: () => '' })
  const foreign: SyncFault[] = []
  const side = { source }
  const sync = startReplicaSync({
    dir,
    replica,
    source: () => side.source,
    clock: () => Date.now(),
    random: () => 0.5,
    log: pino({ level: process.env['KASSA_LOG'] ?? 'silent' }),
    onForeign: (fault) => foreign.push(fault),
    ...(options.childEntry === undefined ? {} : { childEntry: options.childEntry }),
    ...(options.roomBytes === undefined ? {} : { roomBytes: options.roomBytes }),
    timings: { retryMinMs: 50, retryMaxMs: 500, balancesEveryMs: 100, ...options.timings },
  })
  return {
    dir,
    replica,
    sync,
    foreign,
    get source() {
      return side.source
    },
    set source(next) {
      side.source = next
    },
    file: () => join(dir, readPointer(dir)?.file ?? 'none'),
    [Symbol.asyncDispose]: async () => {
      await sync.stop()
      replica[Symbol.dispose]()
      if (options.dir === undefined) removeFolder(dir)
    },
  }
}

/** The codes of the troubles that `/v1/health` of this hub would name `laterMs` from now. */
export async function troublesOf(hub: HubSide, laterMs = 0): Promise<string[]> {
  const disk = createDisk({ folder: hub.dir, readFree: () => 2 ** 40 })
  const clock = createHubClock({
    wall: () => Date.now(),
    uptimeMs: () => performance.now(),
    builtAt: 0,
    lastEventAt: null,
  })
  const status = hub.sync.status()
  const later = { ...status, failingForMs: status.error ? status.failingForMs + laterMs : 0 }
  const health = createHealth({
    disk,
    clock,
    replica: () => replicaTroubles(later, hub.replica.damage(), Date.now() + laterMs),
  })
  const shop = { readiness: () => ({ selling: hub.replica.present, reason: '' }) }
  const answer = await healthRoutes({ shop, health, version: 'test' }).request('/health')
  const { troubles } = z.object({ troubles: z.array(Trouble) }).parse(await answer.json())
  for (const { words, remedy } of troubles) expect(`${words} ${remedy}`).not.toMatch(/\?|\{\{/)
  return troubles.map(({ code }) => code)
}

/** The child as production runs it: a bundle starts in a third of the time. */
export const bundleChild = () => bundle('hub/replica/child.ts')
export const bundleHub = () => bundle('test/hub/replica/hub-process.ts')
export const bundleReader = () => bundle('test/hub/replica/read-process.ts')
/** The cloud's part likewise, to be killed. */
export const bundleCloud = () => bundle('test/cloud/feed/cloud-process.ts')

async function bundle(entry: string): Promise<string> {
  const root = fileURLToPath(new URL('../../../', import.meta.url))
  const folder = join(root, '.cache', `replica-test-${process.pid}`)
  const outfile = join(folder, basename(entry).replace('.ts', '.js'))
  afterAll(() => removeFolder(folder))
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    external: ['libsql'],
    banner: {
      js: "import { createRequire as createRequireOfBundle } from 'node:module';const require = createRequireOfBundle(import.meta.url);",
    },
  })
  return outfile
}

export async function until(isTrue: () => boolean, timeoutMs = 60_000): Promise<void> {
  const end = performance.now() + timeoutMs
  while (!isTrue()) {
    if (performance.now() > end) throw new Error(`not within ${timeoutMs} ms: ${isTrue.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** The replica is where its feed is, and its rows have the digest that the cloud tells. */
export async function expectDigestOfFeed(hub: HubSide): Promise<void> {
  const end = performance.now() + 60_000
  const { source } = hub
  if (!source) throw new Error('the hub has no feed')
  const isThere = async () => {
    const { position, error } = hub.sync.status()
    if (!position || error || !hub.file().includes(source.feedId)) return false
    return await isAtEnd(source, position).catch(() => false)
  }
  for (;;) {
    if (await isThere()) {
      const checked = await checkReplica(source, hub.file(), () => false).catch(busy)
      if (checked.outcome === 'equal') return
      // Unknown: the hub was about to move on.
      if (checked.outcome === 'differs') expect(checked).toEqual({ outcome: 'equal' })
    }
    if (performance.now() > end) {
      expect(hub.sync.status()).toEqual('at the end of its feed')
    }
    hub.sync.syncNow('urgent')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** The cloud of a test shares its process, and may answer late on a busy machine. */
function busy(error: unknown): CheckResult {
  if (error instanceof SyncError) return { outcome: 'unknown', reason: error.message }
  throw error
}

/** Process ids of this process's sync children. */
export function syncChildren(): number[] {
  return readdirSync(`/proc/${process.pid}/task`)
    .flatMap((task) => {
      const path = `/proc/${process.pid}/task/${task}/children`
      return readFileSync(path, 'utf8').split(' ').filter(Boolean).map(Number)
    })
    .filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('child.'))
}
