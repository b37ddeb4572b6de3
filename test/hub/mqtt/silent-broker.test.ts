import { expect, test } from 'vitest'
import { openMqttLink } from '#hub/mqtt/link.ts'
import { openSilentBroker } from '#test/support/silent-broker.ts'

test('a broker that has fallen silent does not hold up the end of a hub', async () => {
  using broker = await openSilentBroker()
  let isConnected = (): void => undefined
  const connected = new Promise<void>((resolve) => {
    isConnected = resolve
  })
  const link = openMqttLink({
    url: broker.url,
    username: 'hub',
    password: 'x',
    filters: ['states'],
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
}, 10_000)
