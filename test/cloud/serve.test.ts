import { EventEmitter, once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { upgradeWebSocket } from '@hono/node-server'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startServing } from '#cloud/serve.ts'
import { startServing as startHubServing } from '#hub/serve.ts'

const app = new Hono().get(
  '/ws',
  upgradeWebSocket(() => ({})),
)

test('a socket that does not answer pings is ended, one that does stays', async () => {
  const options = { fetch: app.fetch, host: '127.0.0.1', port: 0, pingEveryMs: 500 }
  await using serving = await startServing(options)
  const url = `${serving.url.replace('http', 'ws')}/ws`
  const dead = new WebSocket(url, { autoPong: false })
  const alive = new WebSocket(url)
  await Promise.all([once(dead, 'open'), once(alive, 'open')])
  await once(dead, 'close')
  expect(alive.readyState).toBe(WebSocket.OPEN)
  alive.terminate()
})

test.each([
  ['cloud', startServing],
  ['hub', startHubServing],
])('a socket that comes in while the %s stops does not hold it up', async (_, start) => {
  const door = new EventEmitter()
  const slow = new Hono().get(
    '/ws',
    upgradeWebSocket(async () => {
      const opened = once(door, 'open')
      door.emit('knock')
      await opened
      return {}
    }),
  )
  const knock = once(door, 'knock')
  const serving = await start({ fetch: slow.fetch, host: '127.0.0.1', port: 0 })
  const socket = new WebSocket(`${serving.url.replace('http', 'ws')}/ws`)
  socket.on('error', () => undefined)
  const ended = once(socket, 'close')
  await knock
  const closed = serving.close()
  door.emit('open')
  await ended
  await closed
})

test('a port in use rejects instead of serving nowhere', async () => {
  await using serving = await startServing({ fetch: app.fetch, host: '127.0.0.1', port: 0 })
  const again = startServing({ fetch: app.fetch, host: '127.0.0.1', port: serving.port })
  await expect(again).rejects.toThrow(/EADDRINUSE/)
})

test.each([
  ['cloud', startServing],
  ['hub', startHubServing],
])(
  "a wish for HTTP/2, as Java's client and curl have it, gets its answer from the %s in HTTP/1.1",
  async (_, start) => {
    const echo = new Hono()
      .post('/echo', async (c) => c.text(await c.req.text()))
      .get('/ws', (c) => c.text('no', 401))
    const serving = await start({ fetch: echo.fetch, host: '127.0.0.1', port: 0 })
    const socket = connect(serving.port, '127.0.0.1')
    let heard = ''
    socket.on('data', (bytes: Buffer) => {
      heard += bytes.toString('latin1')
    })
    const wish = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAM\r\n'
    const head = `POST /echo HTTP/1.1\r\nHost: x\r\n${wish}`
    socket.write(`${head}Content-Length: 8\r\n\r\nhalf`)
    await setTimeout(50)
    socket.write('half')
    await expect.poll(() => heard).toMatch(/^HTTP\/1.1 200 .*\r\n\r\nhalfhalf$/s)
    // On the same connection, again and with a body in chunks.
    heard = ''
    socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n5\r\nwhole\r\n0\r\n\r\n`)
    await expect.poll(() => heard).toMatch(/^HTTP\/1.1 200 .*\r\n\r\nwhole$/s)
    socket.destroy()
    const refused = new WebSocket(`${serving.url.replace('http', 'ws')}/ws`)
    const [error] = await once(refused, 'error')
    expect(String(error)).toContain('401')
    await serving.close()
  },
)
