import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tillVerifier } from '#hub/mqtt/mosquitto-hash.ts'
import { readCredentials } from '#hub/packaging/one-box/credentials.ts'
import { demoDevices } from '#hub/packaging/one-box/demo-devices.ts'
import { hashSecret, newToken } from '#hub/tills/secrets.ts'
import { brokerKind, openTestBroker, type TestBroker } from './broker.ts'

/** mosquitto beside a whole shop, with the users that `npm run mosquitto` would write for it. */
export interface ShopBroker {
  readonly broker: TestBroker
  /** Settings of the hub. */
  readonly hubEnv: Readonly<Record<string, string>>
  /** As the technician who runs the command again after a till was paired. */
  readonly letIn: (till: string, token: string) => Promise<void>
}

/** Null where the hub's own broker is wanted. */
export async function openShopBroker(dataDir: string, store: string): Promise<ShopBroker | null> {
  if (brokerKind() === 'aedes') return null
  const hubPassword = newToken()
  const secret = newToken()
  mkdirSync(join(dataDir, 'hub'), { recursive: true })
  writeFileSync(join(dataDir, 'hub', 'mqtt-secret'), secret, { mode: 0o600 })
  const { gatewayToken } = readCredentials(dataDir)
  const tokens = new Map<string, string>()
  const broker = await openTestBroker({
    store: () => store,
    secrets: () => ({ hubPassword, gatewayToken, secret, isTill: () => false }),
    users: () => ({
      gateways: ['main'],
      devices: demoDevices.map(({ device }) => device),
      tills: [...tokens].map(([code, token]) => {
        const tokenHash = hashSecret(token)
        return { code, tokenHash, mqttVerifier: tillVerifier(token, tokenHash) }
      }),
    }),
  })
  return {
    broker,
    hubEnv: { KASSA_MQTT_URL: broker.url, KASSA_MQTT_PASSWORD: hubPassword },
    async letIn(till, token) {
      tokens.set(till, token)
      await broker.changed()
    },
  }
}
