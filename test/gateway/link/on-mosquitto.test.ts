import { describe } from 'vitest'
import { onBroker } from '#test/support/broker.ts'

/** The same sentences once more: what counts most when the hub's broker is not its own. */
describe.each([
  '../../hub/print/queue.test.ts',
  '../../hub/devices/devices.test.ts',
  './gateway.test.ts',
  './newer-topics.test.ts',
])('on mosquitto: %s', async (file) => {
  onBroker('mosquitto')
  // Under a name of its own: a worker shares the modules that it has read.
  await import(`${file}?on=mosquitto`)
})
