import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createGroups, type Groups } from '#cloud/db/groups.ts'
import { openRemote } from '#cloud/db/remote/client.ts'
import { takeBooks } from '#cloud/db/remote/owner.ts'
import { groupSetting } from '#cloud/masterdata/schema.ts'
import { type LibsqlServer, startLibsqlServer } from '#test/support/libsql-server.ts'
import { until } from '#test/support/shop.ts'

let server: LibsqlServer
const folder = mkdtempSync(join(tmpdir(), 'kassa-no-data-'))
beforeAll(async () => {
  server = await startLibsqlServer()
  for (const name of ['nom', 'duka', 'empty']) await server.create(name)
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

test('after a restart each group is found by its name alone, over libsql://, in a namespace of its own; asking makes none', async () => {
  {
    await using first = openGroups(server.urlTemplate)
    await put(first, 'nom', 'books')
    await put(first, 'duka', 'bricks')
  }
  const overLibsql = `${server.urlTemplate.replace('http:', 'libsql:')}?tls=0`
  await using again = openGroups(overLibsql)
  expect(again.names()).toEqual([])
  const [nom, duka, same] = await Promise.all(
    ['nom', 'duka', 'nom'].map(async (name) => await again.find(name)),
  )
  expect([nom?.group, duka?.group]).toEqual(['nom', 'duka'])
  expect(same).toBe(nom)
  expect(await nom?.db.select().from(groupSetting).all()).toMatchObject([{ value: 'books' }])
  expect(await duka?.db.select().from(groupSetting).all()).toMatchObject([{ value: 'bricks' }])
  expect(again.names()).toEqual(['duka', 'nom'])

  expect(await again.find('nobody')).toBeUndefined()
  expect(await again.find('empty')).toBeUndefined()
  expect(existsSync(join(server.folder, 'nobody.db'))).toBe(false)
  await using empty = ask('empty')
  const { rows } = await empty.client.execute('SELECT count(*) FROM sqlite_schema')
  expect(rows[0]?.[0]).toBe(0)
  const words = expect.stringMatching(/no namespace at .*nobody.*create it there/) as string
  await expect(again.create('nobody')).rejects.toMatchObject({ cause: { message: words } })
})

test('books are of one cloud: a second is told whose; the first again, or any once the lease has lapsed, goes on', async () => {
  const [one, other] = ['one', 'other'].map((id) => ({ id, name: `machine-${id}:/data` })) as [
    { id: string; name: string },
    { id: string; name: string },
  ]
  await using client = ask('duka')
  const lost: string[] = []
  const options = { renewMs: 300, onLost: (why: Error) => void lost.push(why.message) }
  const first = await takeBooks(client.client, one, options)
  await expect(takeBooks(client.client, other, options)).rejects.toThrow(
    /served by another cloud, machine-one:\/data; stop that one, .* wait (30|2\d) s/,
  )
  // A cloud that died, and starts again on its folder.
  const again = await takeBooks(client.client, one, options)
  await again.release()
  // `first` renews it, as the same cloud.
  await until('the lease is renewed', async () => (await leftOf(client.client)) > 25)
  first.check()

  await client.client.execute('UPDATE cloud_owner SET until = unixepoch()')
  await until('taken over', async () => {
    await client.client.execute('UPDATE cloud_owner SET until = unixepoch()')
    return await takeBooks(client.client, other, options).catch(() => false as const)
  })
  await until('the first one hears of it', async () => lost.length > 0)
  expect(lost[0]).toContain('machine-other:/data')
  await sleep(50)
  expect(lost).toHaveLength(1)
})

async function leftOf(client: ReturnType<typeof openRemote>): Promise<number> {
  const { rows } = await client.execute('SELECT until - unixepoch() FROM cloud_owner')
  return Number(rows[0]?.[0])
}

function ask(namespace: string) {
  const url = server.urlTemplate.replace('{group}', namespace)
  const client = openRemote({ url, authToken: server.token, timeoutMs: 10_000 })
  return {
    client,
    async [Symbol.asyncDispose]() {
      client.close()
    },
  }
}

function openGroups(urlTemplate: string): Groups {
  return createGroups({ folder, urlTemplate, authToken: server.token })
}

async function put(groups: Groups, name: string, value: string): Promise<void> {
  const group = await groups.create(name)
  await group.write((tx) => tx.insert(groupSetting).values({ key: 'x', value }))
}
