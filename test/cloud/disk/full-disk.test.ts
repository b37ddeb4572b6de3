import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { openGroup } from '#cloud/db/open.ts'
import { ensureBootstrapKey } from '#cloud/keys/store.ts'
import { startProgram } from '#hub/packaging/one-box/program.ts'
import { ClaimAnswer } from '#shared/contracts/sync.ts'
import { until } from '#test/support/shop.ts'
import { smallDisk } from '#test/support/small-disk.ts'
import { scriptHub } from '../scripted-hub.ts'
import { seedBookshop } from '../seed.ts'
import type { RequestOptions } from '../test-cloud.ts'

const [group, keyId, secret] = ['nom', 'boot', '0123456789abcdef']
const Page = z.object({
  items: z.array(z.object({ id: z.unknown(), kind: z.string().optional() })),
})

test('a cloud whose disk fills up says so and keeps what it took; once room is made everything arrives', async () => {
  using disk = smallDisk(200)
  {
    const url = `file:${join(disk.path, 'cloud', 'hq-nom.db')}`
    await using books = await openGroup({ group, url })
    await ensureBootstrapKey(books, { group, keyId, secret }, Date.now())
    await seedBookshop(books)
  }
  const cloud = await startProgram(
    'cloud',
    { KASSA_DATA: disk.path, KASSA_CLOUD_PORT: '0', NODE_ENV: 'production' },
    { command: [process.execPath, 'dist/cloud/main.js'], timeoutMs: 60_000 },
  )
  try {
    const request = ask(cloud.listening.http ?? '')
    const made = await request('/v1/hubs/codes', { method: 'POST', json: { storeId: 1 } })
    const { code } = z.object({ code: z.string() }).parse(await made.json())
    const claimed = await request('/v1/hubs/claim', { method: 'POST', json: { code, name: 'box' } })
    const profile = ClaimAnswer.parse(await claimed.json())
    const hub = scriptHub(profile, { clock: Date.now, request })
    const items = async (path: string) => Page.parse(await (await request(path)).json()).items
    const level = async () => {
      const Health = z.object({ disk: z.object({ level: z.string() }) })
      return Health.parse(await (await request('/health')).json()).disk.level
    }
    const sell = (times: number) => {
      for (let i = 0; i < times; i += 1) hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })
    }
    sell(3)
    expect((await hub.push()).status).toBe(200)

    // 64 MiB of it are promised to the reserve.
    disk.leave(64 + 60)
    await until('it is told', async () => (await level()) === 'intake')
    sell(20)
    const refused = await hub.push({ from: 4 })
    expect(refused.status).toBe(503)
    expect(await refused.text()).toMatch(
      /(5\d|60) MiB left on the disk of the cloud: no pushes .* Free room/,
    )
    expect((await items('/v1/alarms'))[0]).toMatchObject({ kind: 'cloud-disk' })
    expect((await hub.hello()).status).toBe(200)

    // To the last page: nobody gets an answer that is not true, or without words.
    disk.leave(0)
    await until('it is told', async () => (await level()) === 'writes')
    for (let i = 0; i < 20; i += 1) expect([200, 503]).toContain((await hub.hello()).status)
    const written = await request('/v1/keys', {
      method: 'POST',
      json: { name: 'k', scopes: ['read'] },
    })
    expect(written.status).toBe(503)
    expect(await items('/v1/receipts?limit=200')).toHaveLength(3)

    disk.free()
    await until('there is room', async () => !['intake', 'writes'].includes(await level()))
    await hub.meet()
    expect((await hub.push({ from: 4 })).status).toBe(200)
    expect(await items('/v1/receipts?limit=200')).toHaveLength(23)
    expect((await items('/v1/alarms')).filter(({ kind }) => kind !== 'cloud-disk')).toEqual([])
    const info = () => request(`/v1/feeds/${profile.feedId}/info`, { key: profile.token })
    await until('the feed is served', async () => (await info()).status === 200)
    expect(await cloud.stop()).toBe(0)
  } finally {
    await cloud.kill('SIGKILL')
  }
}, 180_000)

test('a cloud whose disk has no byte left starts and serves what it has', async () => {
  using disk = smallDisk(50)
  const url = `file:${join(disk.path, 'cloud', 'hq-nom.db')}`
  const books = await openGroup({ group, url })
  await ensureBootstrapKey(books, { group, keyId, secret }, Date.now())
  await books[Symbol.asyncDispose]()
  const start = () =>
    startProgram(
      'cloud',
      { KASSA_DATA: disk.path, KASSA_CLOUD_PORT: '0' },
      { command: [process.execPath, 'dist/cloud/main.js'], timeoutMs: 60_000 },
    )
  await (await start()).stop()
  disk.leave(0)
  const cloud = await start()
  const request = ask(cloud.listening.http ?? '')
  const stores = await request('/v1/stores')
  expect(stores.status, await stores.text()).toBe(200)
  expect(await cloud.stop()).toBe(0)
}, 180_000)

function ask(url: string) {
  return async (path: string, options: RequestOptions = {}) => {
    const { method = 'GET', json, body, headers } = options
    const content = json === undefined ? body : JSON.stringify(json)
    return await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${options.key ?? `kassa.${group}.${keyId}.${secret}`}`,
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(content === undefined ? {} : { body: content }),
      signal: AbortSignal.timeout(20_000),
    })
  }
}
