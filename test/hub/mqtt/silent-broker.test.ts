import { expect, test } from 'vitest'
import { openMqttLink } from '#hub/mqtt/link.ts'
import { timeToClose } from '#test/support/silent-broker.ts'

test('a broker that has fallen silent does not hold up the end of a hub', async () => {
  const tookMs = await timeToClose((settings) =>
    openMqttLink({
      ...settings,
      username: 'hub',
      password: 'x',
      filters: ['states'],
      onDisconnect: () => undefined,
      onMessage: () => undefined,
      log: { warn: () => undefined },
    }),
  )
  expect(tookMs).toBeLessThan(3000)
})
