/**
 * `npm run mosquitto -- <data>/hub <folder> [certificate key]`: settings for Debian's mosquitto in
 * place of the embedded broker. Give the hub `KASSA_MQTT_URL` and the same `KASSA_MQTT_PASSWORD`.
 */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DeviceConfig } from '#shared/contracts/device.ts'
import { StoreProfile } from '#shared/contracts/sync.ts'
import { readEssentials } from '../journal/salvage/essentials.ts'
import { mosquittoFiles } from './mosquitto-files.ts'

const [data = '', target = '', certificate, key] = process.argv.slice(2)
const hubPassword = process.env['KASSA_MQTT_PASSWORD'] ?? ''
if (data === '' || target === '' || (certificate !== undefined && key === undefined)) {
  fail('usage: npm run mosquitto -- <data>/hub <folder> [certificate.pem key.pem]')
}
if (hubPassword.length < 16)
  fail('KASSA_MQTT_PASSWORD: (not shown) is too short; set 16 characters or more, as for the hub')

const rows = readEssentials(join(data, 'essentials.json'))
const profile = rows['identity']?.[0]?.['profile']
if (typeof profile !== 'string') fail(`${data}: no claimed hub is here; give the folder of one`)
const devices = (rows['device'] ?? []).map(({ config }) =>
  DeviceConfig.parse(JSON.parse(String(config))),
)
const folder = resolve(target)
const files = mosquittoFiles({
  store: StoreProfile.parse(JSON.parse(profile)).store.code,
  devices: devices.map(({ device }) => device),
  gateways: [...new Set(['main', ...devices.map(({ gateway }) => gateway ?? 'main')])],
  hubPassword,
  gatewayToken: process.env['KASSA_GATEWAY_TOKEN'] ?? secretIn('gateway-token'),
  secret: secretIn('mqtt-secret'),
  port: 1883,
  tls:
    certificate === undefined || key === undefined
      ? null
      : { host: '0.0.0.0', port: 8883, certificate: resolve(certificate), key: resolve(key) },
  folder,
})
mkdirSync(folder, { recursive: true, mode: 0o700 })
for (const [name, text] of Object.entries(files)) {
  writeFileSync(join(folder, name), text, { mode: 0o600 })
  chmodSync(join(folder, name), 0o600)
}
process.stdout.write(
  `${folder}: mosquitto.conf and users.json for ${devices.length} devices; let the user mosquitto own them, and restart it\n`,
)

function secretIn(name: string): string {
  return readFileSync(join(data, name), 'utf8').trim()
}

function fail(words: string): never {
  process.stderr.write(`${words}\n`)
  process.exit(2)
}
