import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { z } from 'zod'
import { type CloudDeps, createCloudApp } from '#cloud/app.ts'
import { createBackups } from '#cloud/backup/backups.ts'
import { createGroups, type GroupsOptions } from '#cloud/db/groups.ts'
import type { GroupDatabase } from '#cloud/db/open.ts'
import { createDisks } from '#cloud/disk/disks.ts'
import { openFeedLine } from '#cloud/hubs/feed-line.ts'
import { hubMemory } from '#cloud/hubs/hub-memory.ts'
import { formatKey, newKey } from '#cloud/keys/key-text.ts'
import { ensureBootstrapKey } from '#cloud/keys/store.ts'
import { type Serving, startServing } from '#cloud/serve.ts'
import { ClaimAnswer } from '#shared/contracts/sync.ts'
import { putMigratedBooks } from '#test/support/migrated-books.ts'
import { type ScriptedHub, scriptHub } from './scripted-hub.ts'
import { seedBookshop } from './seed.ts'

/** A cloud on real files with one seeded group, `nom`; its clock stands still until it is moved. */
export interface TestCloud extends AsyncDisposable, CloudDeps {
  readonly group: GroupDatabase
  readonly adminKey: string
  now: number
  /** What is left on its disk; unlimited until it is set. */
  setFreeBytes(bytes: number): void
  request(path: string, options?: RequestOptions): Promise<Response>
  /** The parsed answer; throws with the problem if the status is no 2xx. */
  get<T>(path: string, schema: z.ZodType<T>, key?: string): Promise<T>
  claimHub(storeId: number): Promise<ScriptedHub>
  /** A new group with its own admin key. */
  newGroup(name: string): Promise<{ group: GroupDatabase; adminKey: string }>
  serve(): Promise<Serving>
}

export interface RequestOptions {
  readonly method?: string
  /** Null = no key at all. */
  readonly key?: string | null
  readonly json?: unknown
  readonly body?: Uint8Array<ArrayBuffer>
  readonly headers?: Readonly<Record<string, string>>
}

/** Of `createGroups`: on a libSQL server instead of files. */
export type TestDatabase = Pick<GroupsOptions, 'urlTemplate' | 'authToken' | 'timeoutMs'>

export async function openTestCloud(database: TestDatabase = {}): Promise<TestCloud> {
  const folder = await mkdtemp(join(tmpdir(), 'kassa-cloud-'))
  const groups = createGroups({ folder, ...database })
  const log = pino({ level: 'silent' })
  let now = Date.UTC(2026, 10, 20, 8)
  const clock = () => now
  const line = openFeedLine({ folder, clock, uptime: clock, log, remember: hubMemory(groups, log) })
  const backups = createBackups({ folder: join(folder, 'backups'), clock })
  const { feeds, hubStream, feedFigures } = line
  let freeBytes = Number.POSITIVE_INFINITY
  const disks = createDisks({ folder, clock, log, readFree: () => freeBytes })
  const deps = { groups, feeds, hubStream, feedFigures, backups, disks, clock, log }
  const app = createCloudApp(deps)

  const newGroup = async (name: string) => {
    if (database.urlTemplate === undefined) await putMigratedBooks(folder, name)
    const group = await groups.create(name)
    const parts = newKey(name)
    await ensureBootstrapKey(group, parts, clock())
    return { group, adminKey: formatKey(parts) }
  }
  const { group, adminKey } = await newGroup('nom')
  await seedBookshop(group)

  const request = async (path: string, options: RequestOptions = {}) => {
    const { method = 'GET', key = adminKey, json, body } = options
    return await app.request(path, {
      method,
      headers: {
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      ...(body === undefined ? {} : { body }),
    })
  }
  const serving: Serving[] = []
  return {
    ...deps,
    group,
    adminKey,
    get now() {
      return now
    },
    set now(at) {
      now = at
    },
    setFreeBytes(bytes) {
      freeBytes = bytes
    },
    request,
    newGroup,
    async get(path, schema, key = adminKey) {
      const answer = await request(path, { key })
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
      return schema.parse(await answer.json())
    },
    async claimHub(storeId) {
      const made = await request('/v1/hubs/codes', { method: 'POST', json: { storeId } })
      const { code } = z.object({ code: z.string() }).parse(await made.json())
      const json = { code, name: `box ${storeId}` }
      const claimed = await request('/v1/hubs/claim', { method: 'POST', key: null, json })
      const answer = ClaimAnswer.parse(await claimed.json())
      return scriptHub(answer, { clock, request })
    },
    async serve() {
      const started = await startServing({ fetch: app.fetch, host: '127.0.0.1', port: 0 })
      serving.push(started)
      return started
    },
    async [Symbol.asyncDispose]() {
      for (const started of serving) await started.close()
      await line.close()
      await groups.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
