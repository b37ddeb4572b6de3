/**
 * `npm run mosquitto -- <data>/hub <folder> [certificate key]`: settings for Debian's mosquitto in
 * place of the embedded broker, by the hub's own settings. Start the hub with `KASSA_MQTT_URL` and
 * the same `KASSA_MQTT_PASSWORD`.
 */
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { DeviceConfig } from '#shared/contracts/device.ts'
import { StoreProfile } from '#shared/contracts/sync.ts'
import { parseConfig, SettingError } from '../config.ts'
import { readEssentials } from '../journal/salvage/essentials.ts'
import { parseUser } from './access.ts'
import { mosquittoFiles } from './mosquitto-files.ts'

const PairedTill = z.object({
  code: z.string(),
  token_hash: z.string(),
  /** Missing or null = paired by an older program. */
  mqtt_verifier: z.string().nullish(),
})

try {
  main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof SettingError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}

function main([data = '', target = '', certificate, key]: readonly string[]): void {
  if (data === '' || target === '' || (certificate !== undefined && key === undefined))
    throw new SettingError(
      'usage: npm run mosquitto -- <data>/hub <folder> [certificate.pem key.pem]',
    )
  const config = parseConfig({
    ...process.env,
    ...(certificate === undefined || key === undefined
      ? {}
      : { KASSA_MQTT_TLS_CERT: certificate, KASSA_MQTT_TLS_KEY: key }),
  })
  const hubPassword = config.mqttPassword ?? ''
  if (hubPassword.length < 16)
    throw new SettingError(
      'KASSA_MQTT_PASSWORD: (not shown) is too short; set 16 characters or more, as for the hub',
    )

  const rows = readEssentials(join(data, 'essentials.json'))
  const profile = rows['identity']?.[0]?.['profile']
  if (typeof profile !== 'string')
    throw new SettingError(`${data}: no claimed hub is here; give the folder of one`)
  const devices = (rows['device'] ?? []).map((row) =>
    DeviceConfig.parse(JSON.parse(String(row['config']))),
  )
  const paired = z.array(PairedTill).parse(rows['till'] ?? [])
  const tills = paired.flatMap(({ code, token_hash: tokenHash, mqtt_verifier: mqttVerifier }) =>
    typeof mqttVerifier === 'string' ? [{ code, tokenHash, mqttVerifier }] : [],
  )
  const { mqttTls } = config
  const folder = resolve(target)
  const isNew = write(
    folder,
    mosquittoFiles({
      store: StoreProfile.parse(JSON.parse(profile)).store.code,
      devices: devices.map(({ device }) => device),
      gateways: [
        ...new Set([...moreGateways(), ...devices.map(({ gateway }) => gateway ?? 'main')]),
      ],
      tills,
      hubPassword,
      gatewayToken: config.gatewayToken ?? secretIn(data, 'gateway-token'),
      secret: secretIn(data, 'mqtt-secret'),
      port: config.mqttPort,
      tls:
        mqttTls === undefined
          ? null
          : {
              host: '0.0.0.0',
              port: mqttTls.port,
              certificate: resolve(certificate ?? process.env['KASSA_MQTT_TLS_CERT'] ?? ''),
              key: resolve(key ?? process.env['KASSA_MQTT_TLS_KEY'] ?? ''),
            },
      folder,
    }),
  )
  const older = paired.length - tills.length
  process.stdout.write(
    [
      `${folder}: mosquitto.conf and users.json for ${devices.length} devices and ${tills.length} tills`,
      isNew ? 'restart mosquitto' : 'nothing is new: mosquitto may go on',
      ...(older === 0
        ? []
        : [`${older} tills were paired by an older version: pair those anew that speak only MQTT`]),
    ].join('; ') + '\n',
  )
}

/** Those that hold no device yet; they have to be let in to find one. */
function moreGateways(): readonly string[] {
  const names = (process.env['KASSA_GATEWAYS'] || 'main').split(',').map((name) => name.trim())
  const wrong = names.find((name) => parseUser(`gateway:${name}`) === null)
  if (wrong === undefined) return names
  throw new SettingError(
    `KASSA_GATEWAYS: "${wrong}" is not a name; use small letters, digits and hyphens, parted by commas`,
  )
}

/** For the owner of the folder, who is the user mosquitto; false where they stand there already. */
function write(folder: string, files: Readonly<Record<string, string>>): boolean {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const { uid, gid } = statSync(folder)
  const changed = Object.entries(files).filter(([name, text]) => {
    const path = join(folder, name)
    return !existsSync(path) || readFileSync(path, 'utf8') !== text
  })
  for (const [name, text] of changed) {
    const path = join(folder, name)
    writeFileSync(path, text, { mode: 0o600 })
    chmodSync(path, 0o600)
    if (process.getuid?.() === 0) chownSync(path, uid, gid)
  }
  return changed.length > 0
}

function secretIn(data: string, name: string): string {
  return readFileSync(join(data, name), 'utf8').trim()
}
