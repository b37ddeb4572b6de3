import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { openGroup } from '#cloud/db/open.ts'
import { type Program, StartFailed, startProgram } from '#hub/packaging/one-box/program.ts'
import { ClaimAnswer, type HandshakeAnswer } from '#shared/contracts/sync.ts'
import { startLibsqlServer } from '#test/support/libsql-server.ts'
import { removeFolder } from '#test/support/remove-folder.ts'
import { scriptHub } from '../cloud/scripted-hub.ts'
import { seedBookshop } from '../cloud/seed.ts'
import type { RequestOptions } from '../cloud/test-cloud.ts'
import { until } from '../support/shop.ts'
import { newId, pairTill } from '../support/till-client.ts'

const key = 'kassa.nom.boot.0123456789abcdef'
const PIN = '4711'

test('a store sells through a cloud whose books are on a libSQL server, which dies, falls silent, and is restored', async () => {
  await using stage = await openStage()
  const { server } = stage
  await stage.startCloud({ KASSA_BOOTSTRAP_KEY: key })
  const employee = { name: 'Болд', pin: PIN, rights: ['sale'] }
  await stage.put('/companies/NOM/employees/E1', employee)
  const till = await stage.openTill()
  const price = async () => (await till.client.products('text=тутам'))[0]?.listPrice

  await till.sell()
  await until('the sale is in the books', async () => (await stage.receipts()) === 1)
  await stage.put('/companies/NOM/products/P1', { listPrice: 2_700_000 })
  await until('the price is on the till', async () => (await price()) === 2_700_000)

  // Another cloud, with another data folder, on the same books.
  const other = await stage.startOther().catch((error: unknown) => error)
  expect(other).toBeInstanceOf(StartFailed)
  expect(other).toMatchObject({ exitCode: 2 })
  expect((other as StartFailed).output).toMatch(
    /^KASSA_BOOTSTRAP_KEY: group nom: These books are served by another cloud, .*\/one\/cloud; stop that one/,
  )

  await server.kill()
  await till.sell()
  await server.restart()
  await until('what was sold meanwhile is in the books', async () => (await stage.receipts()) === 2)

  // A feed lies on the cloud's own disk: a silent database server is no reason to keep it back.
  const box = await stage.claimScripted(2)
  const info = () =>
    stage.request(`/v1/feeds/${box.profile.feedId}/info`, { key: box.profile.token })
  expect((await info()).status).toBe(200)
  await server.faults({ silent: true })
  const startedAt = performance.now()
  try {
    while (performance.now() - startedAt < 6000) {
      for (const ask of [info, () => stage.request('/health')]) {
        const askedAt = performance.now()
        expect((await ask()).status).toBe(200)
        expect(performance.now() - askedAt).toBeLessThan(5000)
      }
    }
  } finally {
    await server.faults({})
  }
  await stage.put('/companies/NOM/products/P1', { listPrice: 2_800_000 })
  await until('prices go on', async () => (await price()) === 2_800_000)

  // Started again without a bootstrap key: the hub's key alone names the group.
  const before = stage.copyBooks()
  box.sell({ lines: [{ productId: 1, quantity: 1000 }] })
  expect((await box.push()).status).toBe(200)
  const life = lifeOf(await box.meet())
  await stage.stopCloud()
  await stage.startCloud({})
  expect((await stage.patient('/v1/journal/head', { key: box.profile.token })).status).toBe(200)
  expect(
    (await stage.patient('/v1/journal/head', { key: 'kassa.none.x.0123456789abcdef' })).status,
  ).toBe(401)

  // Restored on the server, to before that sale.
  await expect(stage.restored()).rejects.toThrow(/a cloud runs on .*: stop it first/)
  await stage.stopCloud()
  await server.kill()
  before.putBack()
  await server.restart()
  expect(await stage.restored()).toMatchObject({ group: 'nom' })
  await stage.startCloud({})
  expect(lifeOf(await box.meet())).toBeGreaterThan(life)
  expect((await box.push()).status).toBe(200)
  expect(await stage.receipts()).toBe(3)
  const old = box.profile.feedId
  expect((await stage.patient(`/v1/feeds/${old}/info`, { key: box.profile.token })).status).toBe(
    404,
  )
  await till.sell()
  await until('the store goes on', async () => (await stage.receipts()) === 4, 60_000)
}, 180_000)

function lifeOf(answer: HandshakeAnswer): number {
  if (answer.outcome !== 'go') throw new Error(`no session: ${answer.outcome}`)
  return answer.incarnation
}

/** A libSQL server with seeded books, and a cloud of the bundles that knows them by host name. */
async function openStage() {
  const server = await startLibsqlServer()
  await server.create('nom')
  const folder = mkdtempSync(join(tmpdir(), 'kassa-remote-'))
  const url = `${server.urlTemplate.replace('{group}', 'nom')}`
  {
    await using group = await openGroup({ group: 'nom', url, authToken: server.token })
    await seedBookshop(group)
  }
  // A name server of one's own: `nom.books.test` is here.
  const names = join(folder, 'names.mjs')
  writeFileSync(
    names,
    `import dns from 'node:dns'
const { lookup } = dns
dns.lookup = (name, ...rest) => lookup(name.endsWith('.books.test') ? '127.0.0.1' : name, ...rest)
`,
  )
  const settings = {
    KASSA_DATABASE_URL: `libsql://{group}.books.test:${server.port}?tls=0`,
    KASSA_DATABASE_TOKEN: server.token,
    NODE_OPTIONS: `--import=${pathToFileURL(names).href}`,
    NODE_ENV: 'production',
  }
  const programs: Program[] = []
  const start = async (name: 'cloud' | 'hub', env: Readonly<Record<string, string>>) => {
    const command = [process.execPath, `dist/${name}/main.js`]
    const program = await startProgram(name, env, { command, timeoutMs: 60_000 })
    programs.push(program)
    return program
  }
  let cloud: Program | undefined
  let port = '0'
  const startCloud = async (env: Readonly<Record<string, string>>) => {
    cloud = await start('cloud', {
      ...settings,
      KASSA_DATA: join(folder, 'one'),
      KASSA_CLOUD_PORT: port,
      ...env,
    })
    port = new URL(cloud.listening.http ?? '').port
  }
  const request = async (path: string, options: RequestOptions = {}) => {
    const { method = 'GET', json, body, headers } = options
    const content = json === undefined ? body : JSON.stringify(json)
    return await fetch(`http://127.0.0.1:${port}${path}`, {
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
  /** As hubs do: again for as long as the cloud says that its books are away. */
  const patient: typeof request = async (path, options) => {
    const deadline = performance.now() + 30_000
    for (;;) {
      const answer = await request(path, options)
      if (answer.status !== 503 || performance.now() > deadline) return answer
      await sleep(200)
    }
  }
  const codeFor = async (storeId: number) => {
    const made = await patient('/v1/hubs/codes', { method: 'POST', json: { storeId } })
    expect(made.status, await made.clone().text()).toBe(201)
    return z.object({ code: z.string() }).parse(await made.json()).code
  }
  const openTill = async () => {
    const token = 'an-admin-token-of-this-hub'
    const hub = await start('hub', {
      KASSA_DATA: join(folder, 'hub'),
      KASSA_HUB_PORT: '0',
      KASSA_MQTT_PORT: '0',
      KASSA_CLOUD_URL: `http://127.0.0.1:${port}`,
      KASSA_HUB_ADMIN_TOKEN: token,
      KASSA_CLAIM_CODE: await codeFor(1),
    })
    const at = hub.listening.http ?? ''
    const Health = z.object({ selling: z.boolean() })
    const isSelling = async () =>
      Health.parse(await (await fetch(`${at}/v1/health`)).json()).selling
    await until('the store sells', isSelling, 60_000)
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const made = await fetch(`${at}/v1/pairing-codes`, { method: 'POST', headers, body: '{}' })
    const { code } = z.object({ code: z.string() }).parse(await made.json())
    const client = await pairTill(at, code)
    await client.signIn(PIN)
    const { id: shiftId } = await client.openShift()
    const sell = async () => {
      const basket = { lines: [{ id: 'a', productId: 3, quantity: 1000 }] }
      const { total } = (await client.quote(basket)).priced
      const tenders = [{ kind: 'cash' as const, given: total + 100_000 }]
      await client.sell({ id: newId(), shiftId, basket, total, tenders })
    }
    return { client, sell }
  }
  const List = z.object({ items: z.array(z.unknown()) })
  return {
    server,
    startCloud,
    request,
    patient,
    openTill,
    async stopCloud() {
      expect(await cloud?.stop()).toBe(0)
    },
    startOther: () =>
      start('cloud', {
        ...settings,
        KASSA_DATA: join(folder, 'other'),
        KASSA_CLOUD_PORT: '0',
        KASSA_BOOTSTRAP_KEY: key,
      }),
    async put(path: string, json: unknown) {
      const answer = await patient(`/v1${path}`, { method: 'PUT', json })
      expect(answer.ok, await answer.text()).toBe(true)
    },
    async receipts() {
      return List.parse(await (await patient('/v1/receipts?limit=200')).json()).items.length
    },
    async claimScripted(storeId: number) {
      const json = { code: await codeFor(storeId), name: `box ${storeId}` }
      const claimed = await patient('/v1/hubs/claim', { method: 'POST', json })
      expect(claimed.status, await claimed.clone().text()).toBe(201)
      return scriptHub(ClaimAnswer.parse(await claimed.json()), {
        clock: Date.now,
        request: patient,
      })
    },
    /** The namespace as the server's operator copies it: its log and all. */
    copyBooks() {
      const files = ['nom.db', 'nom.db-wal']
      for (const file of files) cpSync(join(server.folder, file), join(folder, file))
      return {
        putBack() {
          rmSync(join(server.folder, 'nom.db-shm'), { force: true })
          for (const file of files) cpSync(join(folder, file), join(server.folder, file))
        },
      }
    },
    async restored(): Promise<unknown> {
      const args = ['dist/cloud/restore-process.js', 'nom']
      const env = { ...process.env, ...settings, KASSA_DATA: join(folder, 'one') }
      const { stdout } = await promisify(execFile)(process.execPath, args, { env })
      return JSON.parse(stdout)
    },
    async [Symbol.asyncDispose]() {
      for (const program of programs) await program.kill('SIGKILL')
      await server[Symbol.asyncDispose]()
      removeFolder(folder)
    },
  }
}
