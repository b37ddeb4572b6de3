import { once } from 'node:events'
import { connect } from 'node:net'
import { Hono } from 'hono'
import { type Logger, pino } from 'pino'
import { expect, test } from 'vitest'
import { respondToError } from '#cloud/http.ts'
import { startServing } from '#cloud/serve.ts'
import { respondToError as respondOfHub } from '#hub/http.ts'
import { startServing as startHubServing } from '#hub/serve.ts'
import { until } from '../support/shop.ts'

test.each([
  ['cloud', startServing, () => respondToError],
  ['hub', startHubServing, respondOfHub],
] as const)(
  'a client that breaks off in the middle of its body is no fault of the %s',
  async (_, start, respond) => {
    const lines: string[] = []
    const log: Logger = pino({ level: 'warn' }, { write: (line) => void lines.push(line) })
    const answers: number[] = []
    const app = new Hono<{ Variables: { log: Logger; requestId: string } }>()
    app.use(async (c, next) => {
      c.set('log', log)
      c.set('requestId', 'r1')
      await next()
      answers.push(c.res.status)
    })
    app.post('/', async (c) => c.text(await c.req.text()))
    app.onError(respond(log) as unknown as Parameters<typeof app.onError>[0])
    const serving = await start({ fetch: app.fetch, host: '127.0.0.1', port: 0 })
    const client = connect(serving.port, '127.0.0.1')
    await once(client, 'connect')
    client.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf of it')
    setTimeout(() => client.destroy(), 100)
    await until('it is answered', () => Promise.resolve(answers.length > 0))
    expect(answers).toEqual([400])
    expect(lines).toEqual([])
    await serving.close()
  },
)
