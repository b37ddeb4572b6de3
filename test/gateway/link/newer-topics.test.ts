import { expect, test } from 'vitest'
import { openLink } from '#gateway/link/link.ts'
import { topics } from '#shared/contracts/topics.ts'
import { brokerUsers, secrets, sleep, store, until } from '#test/hub/print/rig.ts'
import { openTestBroker } from '#test/support/broker.ts'

const quiet = { info: () => undefined, warn: () => undefined }

test.each([
  ['knows', 'main', true],
  ['refuses', 'another', false],
])(
  'a gateway works with a hub that %s its newer topics, and says nothing on those it refuses',
  async (_, whose, isKnown) => {
    await using broker = await openTestBroker({
      store: () => store,
      secrets: () => secrets,
      users: () => brokerUsers,
    })
    let connected = 0
    let lost = 0
    let granted = 0
    const link = openLink({
      url: broker.url,
      username: 'gateway:main',
      password: secrets.gatewayToken,
      will: { topic: topics.gatewayAvailability(store, 'main'), message: {} },
      filters: [topics.gatewayDevices(store, 'main')],
      newer: {
        filters: [topics.gatewayProbe(store, whose)],
        onGranted: () => {
          granted += 1
        },
      },
      onConnect: () => {
        connected += 1
      },
      onDisconnect: () => {
        lost += 1
      },
      onMessage: () => undefined,
      log: quiet,
    })
    await until(() => connected === 1)
    if (isKnown) await until(() => granted === 1)
    await sleep(100)
    expect([connected, lost, granted]).toEqual([1, 0, isKnown ? 1 : 0])
    await link.close()
  },
)
