import { expect, test } from 'vitest'
import { openApi } from '#hub/docs.ts'
import { createRouter } from '#hub/http.ts'
import { asyncApi } from '#shared/asyncapi.ts'

test('the hub serves its AsyncAPI document', async () => {
  const app = createRouter()
  openApi(app)
  const answer = await app.request('/asyncapi.json')
  expect(answer.status).toBe(200)
  expect(await answer.json()).toEqual(JSON.parse(JSON.stringify(asyncApi())))
})
