import { expect, test } from 'vitest'
import { startGatewayApp } from '#gateway/app.ts'
import { brokerUsers, secrets, store, until } from '#test/hub/print/rig.ts'
import { openTestBroker } from '#test/support/broker.ts'
import { makeCertificate } from '#test/support/certificate.ts'

const own = makeCertificate('127.0.0.1')
const elsewhere = makeCertificate('10.0.0.1')

test.each([
  ['of another authority', own, elsewhere, 'not vouched for by KASSA_MQTT_CA'],
  ['for another address', elsewhere, elsewhere, 'not for the address in KASSA_MQTT_URL'],
])(
  'a gateway that meets a certificate %s says so, and what to set',
  async (_, tls, believed, words) => {
    await using broker = await openTestBroker({
      store: () => store,
      secrets: () => secrets,
      users: () => brokerUsers,
      tls,
    })
    const warnings: string[] = []
    const mqttUrl = `mqtts://127.0.0.1:${broker.tlsPort}`
    const { gateway } = startGatewayApp({
      config: {
        mqttUrl,
        mqttCa: believed.certificate,
        gateway: 'main',
        store,
        token: secrets.gatewayToken,
      },
      clock: Date.now,
      log: { info: () => undefined, warn: (_fields, message) => warnings.push(message) },
    })
    await until(() => warnings.length > 0)
    expect(warnings[0]).toContain(words)
    await gateway.close()
  },
)
