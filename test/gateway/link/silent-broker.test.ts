import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { openLink } from '#gateway/link/link.ts'

test('a broker that has fallen silent does not hold up the end of a gateway', async () => {
  const broker = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (packet) => {
      if (packet[0] === 0x10) socket.write(Buffer.from([0x20, 2, 0, 0]))
      if (packet[0] === 0x82)
        socket.write(Buffer.from([0x90, 3, packet[2] ?? 0, packet[3] ?? 0, 1]))
    })
  })
  await new Promise<void>((resolve) => broker.listen(0, '127.0.0.1', resolve))
  const address = broker.address()
  const port = typeof address === 'object' ? address?.port : undefined
  let isConnected = (): void => undefined
  const connected = new Promise<void>((resolve) => {
    isConnected = resolve
  })
  const link = openLink({
    url: `mqtt://127.0.0.1:${port}`,
    username: 'gateway:main',
    password: 'x',
    will: { topic: 'will', message: {} },
    filters: ['jobs'],
    onConnect: () => isConnected(),
    onDisconnect: () => undefined,
    onMessage: () => undefined,
    log: { warn: () => undefined },
  })
  await connected
  expect(link.publish('last', { word: true })).toBe(true)
  const began = performance.now()
  await link.close()
  expect(performance.now() - began).toBeLessThan(3000)
  broker.close()
}, 10_000)
