import { expect, test } from 'vitest'
import { openLink } from '#gateway/link/link.ts'
import { timeToClose } from '#test/support/silent-broker.ts'

test('a broker that has fallen silent does not hold up the end of a gateway', async () => {
  const tookMs = await timeToClose((settings) =>
    openLink({
      ...settings,
      username: 'gateway:main',
      password: 'x',
      will: { topic: 'will', message: {} },
      filters: ['jobs'],
      onDisconnect: () => undefined,
      onMessage: () => undefined,
      log: { warn: () => undefined },
    }),
  )
  expect(tookMs).toBeLessThan(3000)
})
