import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import Database from 'libsql'
import { expect, test } from 'vitest'
import { rebuildGroup } from '#cloud/rebuild/rebuild-group.ts'
import { startLibsqlServer } from '#test/support/libsql-server.ts'
import { openTestCloud, type TestCloud } from '../test-cloud.ts'
import { newId } from '../value/value-hub.ts'

test('books on a libSQL server are rebuilt from their log and compared, beside a cloud that runs', async () => {
  await using server = await startLibsqlServer()
  await server.create('nom')
  const { token, urlTemplate } = server
  await using cloud = await openTestCloud({ urlTemplate, authToken: token })
  await writeBooks(cloud)
  const file = { url: urlTemplate.replace('{group}', 'nom'), authToken: token, timeoutMs: 10_000 }
  const there = await rebuildGroup({ file })
  expect(there.tables.flatMap(({ difference }) => difference ?? [])).toEqual([])
  const rows = new Map(there.tables.map(({ table, rows: n }) => [table, n]))
  expect(rows.get('posting')).toBeGreaterThan(10)
  expect(rows.get('programme')).toBe(1)

  const onServer = new Database(join(server.folder, 'nom.db'))
  onServer.exec('UPDATE posting SET amount = amount * 2 WHERE transaction_id = 3')
  onServer.close()
  const { status, said } = await runRebuild({
    KASSA_DATABASE_URL: urlTemplate,
    KASSA_DATABASE_TOKEN: token,
  })
  expect(status).toBe(1)
  expect(said).toMatch(/^posting .* DIFFERS {2}transaction_id 3, account_id \d+: amount is/m)
  expect(said).toMatch(/^nom: \d+ batches and \d+ commands in .*: 1 tables differ$/m)
}, 120_000)

/** A sale that is poison, a refund that waited for it, their repair, and a programme. */
async function writeBooks(cloud: TestCloud): Promise<void> {
  const hub = await cloud.claimHub(1)
  const sale = hub.sell({ lines: [{ productId: 1, quantity: 2000 }] })
  const { envelope, payload } = JSON.parse(hub.events.pop()?.body ?? '')
  const priced = { ...payload.priced, vat: payload.priced.vat + 1 }
  hub.append('sale.closed', { envelope, payload: { ...payload, priced } })
  hub.refund(sale)
  for (let i = 0; i < 3; i += 1) hub.sell({ lines: [{ productId: 2, quantity: 1000 }] })
  expect((await hub.push()).status).toBe(200)
  const post = async (path: string, json: unknown) =>
    expect((await cloud.request(path, { method: 'POST', json })).ok, path).toBe(true)
  await post('/v1/quarantine/1/repair', { id: newId(), payload })
  const programme = { code: 'CREDIT', name: 'Credit', companyId: 1, kind: 'store-credit' }
  await post('/v1/programmes', programme)
}

async function runRebuild(env: Readonly<Record<string, string>>) {
  const args = ['--import', 'tsx', 'cloud/rebuild/rebuild-process.ts', 'nom']
  const cwd = fileURLToPath(new URL('../../../', import.meta.url))
  const child = spawn(process.execPath, args, { cwd, env: { ...process.env, ...env } })
  const [said, wrong, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ])
  return { status: status as number, said: said + wrong }
}
