import { createClient } from '@libsql/client'
import Database from 'libsql'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { openGroup } from '#cloud/db/open.ts'
import { accessLog, createRouter, respondToError } from '#cloud/http.ts'
import { groupSetting } from '#cloud/masterdata/schema.ts'
import { StartFailed, startProgram } from '#hub/packaging/one-box/program.ts'
import { type LibsqlServer, startLibsqlServer } from '#test/support/libsql-server.ts'
import { until } from '#test/support/shop.ts'
import type { ScriptedHub } from '../scripted-hub.ts'
import { openTestCloud, type TestCloud } from '../test-cloud.ts'

let server: LibsqlServer
beforeAll(async () => {
  server = await startLibsqlServer()
}, 120_000)
afterAll(() => server[Symbol.asyncDispose]())

test('books on a libSQL server are those of a file: master data, pushes, reports, feed', async () => {
  await using remote = await openRemoteCloud('same')
  await using local = await openTestCloud()
  const [there, here] = [await aDay(remote), await aDay(local)]
  expect(there).toEqual(here)
  expect(there.feed['product']).toBeDefined()
}, 120_000)

test('a server killed in a push leaves all of it or nothing; sent again it is there once', async () => {
  await using cloud = await openRemoteCloud('killed')
  const hub = await cloud.claimHub(1)
  // In the push's own transaction: the feed reads and commits in the same books at any time.
  const having = 'INSERT INTO "posting"'
  const kills = [
    { sql: having, when: 'before', having, taken: 0 },
    { sql: 'COMMIT', when: 'before', having, taken: 0 },
    { sql: 'COMMIT', when: 'after', having, taken: 10 },
  ] as const
  sell(hub, 3)
  expect((await hub.push()).status).toBe(200)
  let inBooks = 3
  for (const { taken, ...killAt } of kills) {
    sell(hub, 10)
    await server.faults({ killAt })
    expect((await hub.push({ from: inBooks + 1 })).status).toBe(503)
    await server.gone()
    await server.restart()
    expect(await receipts(cloud)).toHaveLength(inBooks + taken)
    const again = await hub.push({ from: inBooks + 1 })
    expect(again.status, await again.text()).toBe(200)
    inBooks += 10
    expect(await receipts(cloud)).toHaveLength(inBooks)
  }
  const { total } = await cloud.get('/v1/trial-balance?companyId=1', Balance)
  expect(total.debit).toBe(total.credit)
}, 120_000)

test('a silent server costs a push its answer, not the cloud its life; a slow one only time', async () => {
  await using cloud = await openRemoteCloud('slow', 2_000)
  const hub = await cloud.claimHub(1)
  sell(hub, 5)
  await server.faults({ silent: true })
  try {
    const refused = await hub.hello()
    expect(refused.status).toBe(503)
    expect(await refused.text()).toContain('does not answer (nothing for 2000 ms)')
  } finally {
    await server.faults({ delayMs: 20 })
  }
  expect((await hub.push()).status).toBe(200)
  await server.faults({})
  expect(await receipts(cloud)).toHaveLength(5)
}, 120_000)

test('a transaction that the server gave up, or lets nobody begin, is told as such, and the next one is done', async () => {
  await server.create('given')
  const url = server.urlTemplate.replace('{group}', 'given')
  await using group = await openGroup({ group: 'given', url, authToken: server.token })
  const restart = async () => {
    await server.kill()
    await server.restart()
  }
  // Or the old connection was used once more.
  const isLost = /^503 (.* given this transaction up, and nothing|.* does not answer \(\w+\))/
  const sql = "INSERT INTO group_setting (key, value) VALUES ('a', '1')"
  const lost = group.write(async (tx) => {
    await tx.run(sql)
    await restart()
    await tx.run(sql)
  })
  expect(await problemOfThrown(lost)).toMatch(isLost)
  const lostHot = group.writeHot(async (hot) => {
    hot.prepare(sql).run()
    hot.prepare('SELECT 1').get()
    await restart()
    hot.prepare('SELECT 1').get()
  })
  expect(await problemOfThrown(lostHot)).toMatch(isLost)

  const client = createClient({ url: `${url}/`, authToken: server.token })
  const other = await client.transaction('write')
  await other.execute(sql)
  const held = group.write((tx) => tx.run(sql))
  expect(await problemOfThrown(held)).toMatch(/^503 Another program .* has begun a transaction/)
  // Nothing else of the cloud goes on while this one waits, so it waits less.
  const heldHot = group.writeHot((hot) => hot.prepare(sql).run())
  expect(await problemOfThrown(heldHot)).toMatch(/^503 .* does not answer \(nothing for 3000 ms\)/)
  await other.rollback()
  // The server may have begun what nobody waits for any more, until that lapses.
  await until('it is written', async () => {
    await group.writeHot((hot) => hot.prepare(sql).run())
    return true
  })
  const rows = await group.db.select().from(groupSetting).all()
  expect(rows).toContainEqual({ key: 'a', value: '1' })
}, 120_000)

test('a wrong token is told in one line that names the setting', async () => {
  const opening = openGroup({
    group: 'nom',
    url: server.urlTemplate.replace('{group}', 'nom'),
    authToken: 'wrong',
  })
  await expect(opening).rejects.toMatchObject({
    cause: { message: expect.stringContaining('refuses KASSA_DATABASE_TOKEN') as string },
  })
  const starting = startProgram('cloud', {
    KASSA_CLOUD_PORT: '0',
    KASSA_BOOTSTRAP_KEY: 'kassa.nom.boot.0123456789abcdef',
    KASSA_DATABASE_URL: server.urlTemplate,
    KASSA_DATABASE_TOKEN: 'wrong',
    KASSA_DATA: server.folder,
  })
  const failed = await starting.catch((error: unknown) => error)
  expect(failed).toBeInstanceOf(StartFailed)
  expect(failed).toMatchObject({ exitCode: 2 })
  const { output } = failed as StartFailed
  expect(output.trim().split('\n')).toHaveLength(1)
  expect(output).toContain('KASSA_DATABASE_TOKEN')
}, 120_000)

test('a backup of books that are elsewhere is refused, with the word where to make it', async () => {
  await using cloud = await openRemoteCloud('backup')
  const answer = await cloud.request('/v1/backups', { method: 'POST' })
  expect(answer.status).toBe(409)
  expect(await answer.text()).toContain('on a libSQL server (KASSA_DATABASE_URL); back it up there')
})

test('the server speaks the protocol: batons, values, stored texts, refused PRAGMAs, two clients', async () => {
  await server.create('protocol')
  const url = server.urlTemplate.replace('{group}', 'protocol')
  const client = createClient({ url: `${url}/`, authToken: server.token, intMode: 'bigint' })
  await client.executeMultiple('CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 2)')
  const values = [2n ** 62n, 1.5, 'ө', null, new Uint8Array([0, 255])]
  const { rows } = await client.execute({ sql: 'SELECT ?, ?, ?, ?, ?', args: values })
  expect(values.slice(0, 4).map((_, i) => rows[0]?.[i])).toEqual(values.slice(0, 4))
  expect(Buffer.from(rows[0]?.[4] as ArrayBuffer)).toEqual(Buffer.from([0, 255]))
  for (const sql of ['PRAGMA journal_mode=DELETE', 'PRAGMA synchronous=OFF', "ATTACH 'x' AS y"]) {
    await expect(client.execute(sql)).rejects.toThrow('unsupported statement')
  }
  await expect(client.execute('SELECT nothing')).rejects.toMatchObject({ code: 'SQLITE_ERROR' })

  const transaction = await client.transaction('write')
  await transaction.execute('INSERT INTO t VALUES (3, 4)')
  expect((await client.execute('SELECT count(*) FROM t')).rows[0]?.[0]).toBe(1n)
  await transaction.commit()
  expect((await client.execute('SELECT count(*) FROM t')).rows[0]?.[0]).toBe(2n)

  // The same requests by hand: a baton is good once, on its own namespace, with the token.
  const ask = async (path: string, body: unknown, token = server.token) =>
    await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    })
  const store = { type: 'store_sql', sql_id: 7, sql: 'SELECT 1 AS one' }
  const first = (await (await ask('/v3/pipeline', { requests: [store] })).json()) as Answer
  const stored = { type: 'execute', stmt: { sql_id: 7 } }
  const { baton } = first
  const second = await ask('/v3/pipeline', {
    baton,
    requests: [stored, { type: 'get_autocommit' }],
  })
  expect(await second.json()).toMatchObject({
    results: [
      {
        response: {
          result: { cols: [{ name: 'one' }], rows: [[{ type: 'integer', value: '1' }]] },
        },
      },
      { response: { is_autocommit: true } },
    ],
  })
  expect((await ask('/v3/pipeline', { baton, requests: [stored] })).status).toBe(400)
  expect((await ask('/v3/pipeline', { requests: [] }, 'wrong')).status).toBe(401)

  // The other official client, in Rust: describe, batch and cursor.
  const other = await otherClient(url)
  expect(other).toEqual([
    [1, 2],
    [3, 4],
  ])
  client.close()
})

const Balance = z.object({ total: z.object({ debit: z.int(), credit: z.int() }) })

interface Answer {
  readonly baton: string
}

/** It blocks its thread, and the server is another process. */
async function otherClient(url: string): Promise<unknown> {
  // `authToken` is missing in the package's types.
  const options = { authToken: server.token } as object
  const database = new Database(url, options)
  try {
    return database.prepare('SELECT a, b FROM t WHERE a > ? ORDER BY a').raw(true).all([0])
  } finally {
    database.close()
  }
}

async function openRemoteCloud(name: string, timeoutMs = 10_000): Promise<TestCloud> {
  await server.create(`${name}nom`)
  const urlTemplate = server.urlTemplate.replace('{group}', `${name}{group}`)
  return await openTestCloud({ urlTemplate, authToken: server.token, timeoutMs })
}

/** What HQ and two hubs do, and what can be asked of it afterwards. */
async function aDay(cloud: TestCloud) {
  const hubs = [await cloud.claimHub(1), await cloud.claimHub(3)]
  const feed = await cloud.feeds.of(cloud.group, 1)
  const sums = () => {
    const { generation, frame } = feed.position()
    // The marks hold the hashes of events, whose ids are made by chance.
    return { ...feed.digest(generation, frame), hub_mark: '' } as Readonly<Record<string, string>>
  }
  const change = async (code: string, json: object) => {
    const before = sums()['product']
    // The clock stands still, and changes go out in windows.
    cloud.now += 60_000
    const options = { method: 'PUT', json }
    expect((await cloud.request(`/v1/companies/NOM/products/${code}`, options)).status).toBe(200)
    await until(`${code} is in the feed`, async () => sums()['product'] !== before)
  }
  await change('P1', { listPrice: 2_700_000 })
  for (const [i, hub] of hubs.entries()) {
    const sales = [1, 2, 3].map((quantity) =>
      hub.sell({
        lines: [{ productId: i === 0 ? quantity : 4, quantity: quantity * 1000 }],
        cardShare: 0.5,
      }),
    )
    expect((await hub.push()).status).toBe(200)
    const [sale] = sales
    if (sale !== undefined) hub.refund(sale)
    expect((await hub.push({ from: 4 })).status).toBe(200)
    expect(await (await hub.push({ from: 2 })).json()).toMatchObject({ cloudSeq: 4 })
  }
  await change('P2', { name: 'Ном' })
  return {
    balance: await trialBalance(cloud),
    sales: await text(
      cloud,
      '/v1/reports/sales?companyId=1&from=2026-11-01&to=2026-11-30&by=product',
    ),
    receipts: (await receipts(cloud)).map(({ number, total }) => [number.slice(0, -3), total]),
    feed: sums(),
  }
}

/** What a route that threw this would answer. */
async function problemOfThrown(job: Promise<unknown>): Promise<string> {
  const error = await job.then(
    () => new Error('it went well'),
    (thrown: Error) => thrown,
  )
  const log = pino({ level: 'silent' })
  const app = createRouter().onError(respondToError)
  app.get(
    '/',
    accessLog(log, () => 'a-request'),
    () => {
      throw error
    },
  )
  const answer = await app.request('/')
  const { detail } = z.object({ detail: z.string() }).parse(await answer.json())
  return `${answer.status} ${detail}`
}

function sell(hub: ScriptedHub, times: number): void {
  for (let i = 0; i < times; i += 1) hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })
}

async function receipts(cloud: TestCloud) {
  const page = z.object({ items: z.array(z.object({ number: z.string(), total: z.int() })) })
  return (await cloud.get('/v1/receipts?limit=200', page)).items
}

async function trialBalance(cloud: TestCloud): Promise<string> {
  return await text(cloud, '/v1/trial-balance?companyId=1')
}

async function text(cloud: TestCloud, path: string): Promise<string> {
  const answer = await cloud.request(path)
  expect(answer.status, await answer.clone().text()).toBe(200)
  return await answer.text()
}
