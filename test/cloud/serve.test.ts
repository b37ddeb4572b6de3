import { once } from 'node:events'
import { upgradeWebSocket } from '@hono/node-server'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startServing } from '#cloud/serve.ts'

const app = new Hono().get(
  '/ws',
  upgradeWebSocket(() => ({})),
)

test('a socket that does not answer pings is ended, one that does stays', async () => {
  const options = { fetch: app.fetch, host: '127.0.0.1', port: 0, pingEveryMs: 100 }
  await using serving = await startServing(options)
  const url = `${serving.url.replace('http', 'ws')}/ws`
  const dead = new WebSocket(url, { autoPong: false })
  const alive = new WebSocket(url)
  await Promise.all([once(dead, 'open'), once(alive, 'open')])
  await once(dead, 'close')
  expect(alive.readyState).toBe(WebSocket.OPEN)
  alive.terminate()
})

test('a port in use rejects instead of serving nowhere', async () => {
  await using serving = await startServing({ fetch: app.fetch, host: '127.0.0.1', port: 0 })
  const again = startServing({ fetch: app.fetch, host: '127.0.0.1', port: serving.port })
  await expect(again).rejects.toThrow(/EADDRINUSE/)
})
