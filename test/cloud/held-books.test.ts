import { randomBytes } from 'node:crypto'
import Database from 'libsql'
import { expect, test } from 'vitest'
import { openTestCloud } from './test-cloud.ts'

test("an admin's transaction in the books refuses writes in words; what hubs send comes in after it", async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  await hub.meet()
  hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })
  const key = { method: 'POST', json: { name: randomBytes(4).toString('hex'), scopes: ['read'] } }
  const admin = new Database(cloud.group.file ?? '')
  admin.exec('BEGIN IMMEDIATE')
  for (const answer of [await cloud.request('/v1/keys', key), await hub.push()]) {
    expect(answer.status).toBe(503)
    expect(await answer.text()).toContain('sqlite3')
  }
  expect((await cloud.request('/v1/stores')).status).toBe(200)
  admin.exec('COMMIT')
  admin.close()
  expect((await cloud.request('/v1/keys', key)).status).toBe(201)
  expect((await hub.push()).status).toBe(200)
})
