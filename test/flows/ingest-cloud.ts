import { cpSync, existsSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { type GroupDatabase, openGroup } from '#cloud/db/open.ts'
import { formatKey, newKey } from '#cloud/keys/key-text.ts'
import { ensureBootstrapKey } from '#cloud/keys/store.ts'
import { type Program, startProgram } from '#hub/packaging/one-box/program.ts'
import { ClaimAnswer } from '#shared/contracts/sync.ts'
import { removeFolder } from '#test/support/remove-folder.ts'
import { type ScriptedHub, scriptHub } from '../cloud/scripted-hub.ts'
import { seedBookshop } from '../cloud/seed.ts'
import type { RequestOptions } from '../cloud/test-cloud.ts'

/** The folder of a cloud with a seeded group and claimed hubs, to be copied for each run. */
export interface PreparedCloud extends AsyncDisposable {
  readonly hubs: readonly ClaimAnswer[]
  /** Writes into the books from which each cloud starts. */
  write<T>(job: (group: GroupDatabase) => Promise<T>): Promise<T>
  /** A cloud of its own on a copy of the folder. */
  start(): Promise<IngestCloud>
}

/** The cloud as a real process that may be killed at any moment. */
export interface IngestCloud extends AsyncDisposable {
  readonly file: string
  readonly request: (path: string, options?: RequestOptions) => Promise<Response>
  /** A hub's line to this cloud; its journal is another's. */
  lineOf(hub: ScriptedHub): ScriptedHub
  kill(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
  readonly kills: number
}

const key = formatKey(newKey('nom'))
const parts = key.split('.')

export async function prepareCloud(stores: readonly number[]): Promise<PreparedCloud> {
  const folder = await mkdtemp(join(tmpdir(), 'kassa-ingest-'))
  const group = await openGroup({ group: 'nom', url: `file:${join(folder, 'cloud/hq-nom.db')}` })
  const [, , keyId = '', secret = ''] = parts
  await ensureBootstrapKey(group, { group: 'nom', keyId, secret }, Date.now())
  await seedBookshop(group)
  await group.close()
  const hubs: ClaimAnswer[] = []
  const first = await startOn(folder)
  for (const storeId of stores) hubs.push(await claim(first, storeId))
  await first.stop()
  let copies = 0
  return {
    hubs,
    async write(job) {
      const url = `file:${join(folder, 'cloud/hq-nom.db')}`
      await using books = await openGroup({ group: 'nom', url })
      return await job(books)
    },
    async start() {
      copies += 1
      const copy = `${folder}-${copies}`
      cpSync(folder, copy, { recursive: true })
      return await startOn(copy)
    },
    async [Symbol.asyncDispose]() {
      removeFolder(folder)
    },
  }
}

async function startOn(folder: string): Promise<IngestCloud> {
  let kills = 0
  let program: Program | undefined
  const start = async () => {
    program = await startProgram(
      'cloud',
      { KASSA_DATA: folder, KASSA_CLOUD_PORT: '0', KASSA_LOG: 'info', NODE_ENV: 'production' },
      { command: [process.execPath, 'dist/cloud/main.js'], timeoutMs: 60_000 },
    )
  }
  await start()
  const request: IngestCloud['request'] = async (path, options = {}) => {
    const { method = 'GET', json, body, headers } = options
    const url = program?.listening.http
    if (url === undefined) throw new Error('the cloud is down')
    const content = json === undefined ? body : JSON.stringify(json)
    return await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${options.key ?? key}`,
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(content === undefined ? {} : { body: content }),
      signal: AbortSignal.timeout(30_000),
    })
  }
  const stop = async () => {
    await program?.stop()
    program = undefined
  }
  return {
    file: join(folder, 'cloud/hq-nom.db'),
    request,
    lineOf(hub) {
      const line = scriptHub(hub.profile, { clock: Date.now, request })
      line.events.push(...hub.events)
      return line
    },
    async kill() {
      const killed = program
      program = undefined
      if (killed === undefined) return
      kills += 1
      await killed.kill('SIGKILL')
    },
    start,
    stop,
    get kills() {
      return kills
    },
    async [Symbol.asyncDispose]() {
      await stop()
      if (existsSync(folder)) removeFolder(folder)
    },
  }
}

async function claim({ request }: IngestCloud, storeId: number): Promise<ClaimAnswer> {
  const made = await request('/v1/hubs/codes', { method: 'POST', json: { storeId } })
  const { code } = z.object({ code: z.string() }).parse(await made.json())
  const json = { code, name: `box ${storeId}` }
  return ClaimAnswer.parse(await (await request('/v1/hubs/claim', { method: 'POST', json })).json())
}

/**
 * A hub or a console that asks again until it has an answer, however often the cloud dies. `onCut`: a
 * cloud that was there has died before it answered.
 */
export async function persist(
  ask: () => Promise<Response>,
  onCut: () => void = () => undefined,
): Promise<Response> {
  for (;;) {
    try {
      const answer = await ask()
      if (answer.status !== 503) return answer
    } catch (error) {
      // Refused, or cut off in the middle: nobody knows whether it was taken.
      if (isCut(error)) onCut()
    }
    await sleep(10)
  }
}

function isCut(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  const code = typeof cause === 'object' && cause !== null ? Reflect.get(cause, 'code') : undefined
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE'
}
