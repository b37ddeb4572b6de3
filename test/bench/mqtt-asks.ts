import { connectAsync } from 'mqtt'
import { topics } from '#shared/contracts/topics.ts'
import type { Shop } from '../support/shop.ts'
import { openLoop } from './load.ts'

/** Publishes to the hub's broker and waits for its PUBACK: how long its thread makes MQTT wait. */
export async function mqttAsks(
  shop: Shop,
  perSecond: number,
  seconds: number,
): Promise<readonly number[]> {
  const client = await connectAsync(shop.mqttUrl, {
    clientId: 'gateway:bench',
    username: 'gateway:bench',
    password: shop.credentials.gatewayToken,
    protocolVersion: 4,
  })
  const topic = topics.gatewayAvailability(shop.storeCode, 'bench')
  const said = JSON.stringify({ state: 'online', reason: '' })
  try {
    return await openLoop(perSecond, () => client.publishAsync(topic, said, { qos: 1 }), {
      seconds,
    })
  } finally {
    await client.endAsync()
  }
}
