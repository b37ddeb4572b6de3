import { readFileSync } from 'node:fs'
import { createRoute } from '@hono/zod-openapi'
import { createRouter, json, jsonBody, postJson } from '#hub/http.ts'
import { startServing } from '#hub/serve.ts'
import { SaleRequest, Saved } from '#shared/contracts/till.ts'

/**
 * What HTTP alone costs here: the same requests, check and answers as a checkout, without price and
 * database; and a look-up of nothing. A program of its own (http-limit.ts), which prints its address.
 */
const answer = readFileSync(process.argv[2] ?? '', 'utf8')
const sales = createRoute({
  method: 'post',
  path: '/v1/sales',
  request: jsonBody(SaleRequest),
  responses: { 201: json(Saved) },
})
const router = createRouter()
if (answer !== '') {
  const saved = Saved.parse(JSON.parse(answer))
  postJson(router, sales, SaleRequest, (c) => c.json(saved, 201))
}
router.get('/v1/nothing', (c) => c.json({}))
const { url } = await startServing({ fetch: router.fetch, host: '127.0.0.1', port: 0 })
process.stdout.write(`${url}\n`)
