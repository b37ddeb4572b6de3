import { expect, test } from 'vitest'
import { z } from 'zod'
import { openTestCloud } from './test-cloud.ts'

const OpenApi = z.looseObject({
  openapi: z.string(),
  paths: z.record(
    z.string(),
    z.record(z.string(), z.looseObject({ security: z.array(z.any()).optional() })),
  ),
  components: z.object({
    schemas: z.record(z.string(), z.any()),
    securitySchemes: z.record(z.string(), z.any()),
  }),
})

test('OpenAPI 3.1 describes the routes with their components and who may call them', async () => {
  await using cloud = await openTestCloud()
  const api = await cloud.get('/openapi.json', OpenApi)
  expect(api.openapi).toBe('3.1.0')
  expect(api.components.securitySchemes).toHaveProperty('apiKey')
  for (const name of [
    'Problem',
    'HubProfile',
    'PushAnswer',
    'ReceiptTrace',
    'SalesReport',
    'Money',
  ]) {
    expect(api.components.schemas, name).toHaveProperty(name)
  }
  const open = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.values(methods).some((route) => route.security === undefined) ? [path] : [],
  )
  expect(open).toEqual(['/v1/hubs/claim'])
})

test('the readable page comes from our own disk and asks nobody else', async () => {
  await using cloud = await openTestCloud()
  const page = await (await cloud.request('/docs', { key: null })).text()
  expect(page).not.toMatch(/https?:/)
  const assets = Array.from(page.matchAll(/(?:src|href)="([^"]+)"/g), ([, path]) => path ?? '')
  expect(assets.length).toBeGreaterThan(2)
  for (const path of assets) {
    expect((await cloud.request(path, { key: null })).status, path).toBe(200)
  }
})

test('an unknown route is a problem, with a key or without', async () => {
  await using cloud = await openTestCloud()
  expect((await cloud.request('/v1/nothing', { key: null })).status).toBe(401)
  const answer = await cloud.request('/v1/nothing')
  expect(answer.status).toBe(404)
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
})

test('a body over the limit is refused before it is read', async () => {
  await using cloud = await openTestCloud()
  const json = { name: 'x'.repeat(1024 * 1024), scopes: ['read'] }
  expect((await cloud.request('/v1/keys', { method: 'POST', json })).status).toBe(413)
})

test('what is no JSON is a problem of the request, not of ours', async () => {
  await using cloud = await openTestCloud()
  const body = new TextEncoder().encode('{')
  const headers = { 'content-type': 'application/json' }
  const answer = await cloud.request('/v1/keys', { method: 'POST', body, headers })
  expect(answer.status).toBe(400)
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
})

test('a fault of ours says nothing of the database, only where the log holds it', async () => {
  await using cloud = await openTestCloud()
  await cloud.group.writeHot((hot) => hot.exec('ALTER TABLE receipt RENAME TO lost'))
  const answer = await cloud.request('/v1/receipts')
  expect(answer.status).toBe(500)
  const text = await answer.text()
  expect(text).toMatch(/the log holds it under [0-9a-f-]{36}/)
  expect(text).not.toMatch(/receipt|select|sqlite/i)
})
