import { expect, test } from 'vitest'
import { z } from 'zod'
import { formatKey, newKey, parseKey } from '#cloud/keys/key-text.ts'
import { ensureBootstrapKey } from '#cloud/keys/store.ts'
import { openTestCloud, type TestCloud } from '../test-cloud.ts'

const NewKey = z.object({ id: z.string(), key: z.string() })

test('a key is shown once and kept only as its hash', async () => {
  await using cloud = await openTestCloud()
  const { id, key } = await makeKey(cloud, ['read'])
  expect((await cloud.request('/v1/hubs', { key })).status).toBe(200)
  const list = await cloud.get(
    '/v1/keys',
    z.object({ items: z.array(z.looseObject({ id: z.string() })) }),
  )
  expect(list.items.map((item) => item.id)).toContain(id)
  const secret = parseKey(key)?.secret ?? '?'
  const stored = JSON.stringify(cloud.group.readHot().prepare('SELECT * FROM api_key').all())
  expect(stored).not.toContain(secret)
})

test.for([
  ['no key', null],
  ['what is no key', 'kassa.nom.x'],
  ['a key of a group that does not exist', formatKey(newKey('nobody'))],
  ['an unknown key', formatKey(newKey('nom'))],
] as const)('%s gets 401 and no word about which part was wrong', async ([, key]) => {
  await using cloud = await openTestCloud()
  const answer = await cloud.request('/v1/keys', { key })
  expect(answer.status).toBe(401)
  expect(await answer.json()).toMatchObject({ type: '/problems/unauthorized' })
})

test('the right id with another secret is refused', async () => {
  await using cloud = await openTestCloud()
  const key = `${cloud.adminKey.slice(0, -1)}${cloud.adminKey.endsWith('x') ? 'y' : 'x'}`
  expect((await cloud.request('/v1/keys', { key })).status).toBe(401)
})

test('a revoked key is refused from the next request on', async () => {
  await using cloud = await openTestCloud()
  const { id, key } = await makeKey(cloud, ['read'])
  expect((await cloud.request('/v1/hubs', { key })).status).toBe(200)
  expect((await cloud.request(`/v1/keys/${id}`, { method: 'DELETE' })).status).toBe(204)
  expect((await cloud.request('/v1/hubs', { key })).status).toBe(401)
  expect((await cloud.request('/v1/keys/nope', { method: 'DELETE' })).status).toBe(404)
})

test('the key in use cannot revoke itself, so a group is never locked out', async () => {
  await using cloud = await openTestCloud()
  const id = parseKey(cloud.adminKey)?.keyId ?? ''
  expect((await cloud.request(`/v1/keys/${id}`, { method: 'DELETE' })).status).toBe(409)
})

test('a scope opens its routes only', async () => {
  await using cloud = await openTestCloud()
  const { key } = await makeKey(cloud, ['read'])
  const hub = await cloud.claimHub(1)
  const forbidden = [
    { path: '/v1/keys', key },
    { path: '/v1/hubs/codes', key, method: 'POST', json: { storeId: 1 } },
    { path: '/v1/journal/head', key },
    { path: '/v1/journal/head', key: cloud.adminKey },
    { path: '/v1/hubs', key: hub.profile.token },
    { path: '/v1/receipts', key: hub.profile.token },
  ]
  for (const { path, ...options } of forbidden) {
    expect((await cloud.request(path, options)).status, path).toBe(403)
  }
})

test('the bootstrap key is made once; another secret under its id is refused at start', async () => {
  await using cloud = await openTestCloud()
  const parts = { group: 'nom', keyId: 'boot', secret: 'first-secret-of-it' }
  await ensureBootstrapKey(cloud.group, parts, 0)
  await ensureBootstrapKey(cloud.group, parts, 0)
  expect((await cloud.request('/v1/keys', { key: formatKey(parts) })).status).toBe(200)
  const other = { ...parts, secret: 'other-secret-of-it' }
  await expect(ensureBootstrapKey(cloud.group, other, 0)).rejects.toThrow(/KASSA_BOOTSTRAP_KEY/)
})

test('a key of one group sees nothing of another', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  const sale = hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })
  await hub.push()
  const { adminKey: key } = await cloud.newGroup('other')
  const missing = [
    `/v1/receipts/${sale.receiptId}`,
    '/v1/postings/1',
    '/v1/accounts/1/entries',
    '/v1/trial-balance?companyId=1',
    '/v1/reports/sales?companyId=1&from=2026-11-01&to=2026-11-30',
  ]
  for (const path of missing) {
    expect((await cloud.request(path)).status, path).toBe(200)
    expect((await cloud.request(path, { key })).status, path).toBe(404)
  }
  for (const path of ['/v1/receipts', '/v1/hubs', '/v1/quarantine']) {
    expect(await (await cloud.request(path, { key })).json(), path).toMatchObject({ items: [] })
  }
  const json = { storeId: 1 }
  const options = { method: 'POST', key, json }
  expect((await cloud.request('/v1/hubs/codes', options)).status).toBe(404)
  expect((await cloud.request('/v1/hubs/1/revoke', { method: 'POST', key })).status).toBe(404)
})

test('a wrong field is named with its value', async () => {
  await using cloud = await openTestCloud()
  const json = { name: 'x', scopes: ['king'] }
  const answer = await cloud.request('/v1/keys', { method: 'POST', json })
  expect(answer.status).toBe(422)
  expect(await answer.json()).toMatchObject({
    type: '/problems/invalid',
    errors: [{ field: 'scopes.0', value: 'king' }],
  })
})

async function makeKey(cloud: TestCloud, scopes: readonly string[]) {
  const json = { name: 'test', scopes }
  const made = await cloud.request('/v1/keys', { method: 'POST', json })
  expect(made.status).toBe(201)
  return NewKey.parse(await made.json())
}
