import { EventEmitter, once } from 'node:events'
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
