import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { Code } from '#shared/contracts/units.ts'

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** One line: the setting, its value and the fix. */
export class SettingError extends Error {}

const url = (name: string, example: string, protocol: RegExp) =>
  z
    .url({ protocol })
    .transform((text) => text.replace(/\/+$/, ''))
    .catch(({ value }) => refuse(name, value, `is not such an address; set one like ${example}`))

const Settings = z.object({
  KASSA_MQTT_URL: url('KASSA_MQTT_URL', 'mqtt://127.0.0.1:1883', /^mqtts?$/).default(
    'mqtt://127.0.0.1:1883',
  ),
  /** File of the one authority that may vouch for the hub's broker. */
  KASSA_MQTT_CA: z.string().transform(pemIn('KASSA_MQTT_CA')).optional(),
  KASSA_GATEWAY: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/)
    .default('main')
    .catch(({ value }) =>
      refuse('KASSA_GATEWAY', value, 'is not a name; use small letters, digits and hyphens'),
    ),
  KASSA_STORE: Code.catch(({ value }) =>
    refuse('KASSA_STORE', value, 'is not a store code; set 1 to 12 capital letters or digits'),
  ),
  KASSA_GATEWAY_TOKEN: z
    .string()
    .min(16)
    .max(200)
    .catch(() =>
      refuse(
        'KASSA_GATEWAY_TOKEN',
        '(not shown)',
        "is missing or too short; set the hub's own, see gateway-token in its data folder",
      ),
    ),
  /** Absent = no page: it is off in production. */
  KASSA_DEVICE_PAGE_PORT: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .refine((n) => n <= 65_535)
    .optional()
    .catch(({ value }) =>
      refuse('KASSA_DEVICE_PAGE_PORT', value, 'is not a port; set 0 (any) to 65535'),
    ),
  KASSA_LINK_URL: url('KASSA_LINK_URL', 'http://127.0.0.1:8899', /^https?$/).optional(),
  KASSA_LOG: z
    .enum(logLevels)
    .default('info')
    .catch(({ value }) =>
      refuse('KASSA_LOG', value, `is not a level; set one of ${logLevels.join(', ')}`),
    ),
})

export interface GatewayConfig {
  readonly mqttUrl: string
  readonly mqttCa: string | undefined
  readonly gateway: string
  readonly store: string
  readonly token: string
  readonly devicePagePort: number | undefined
  readonly linkUrl: string | undefined
  readonly logLevel: (typeof logLevels)[number]
}

export function parseConfig(env: Readonly<Record<string, string | undefined>>): GatewayConfig {
  const settings = Settings.parse(withoutEmpty(env))
  return {
    mqttUrl: settings.KASSA_MQTT_URL,
    mqttCa: settings.KASSA_MQTT_CA,
    gateway: settings.KASSA_GATEWAY,
    store: settings.KASSA_STORE,
    token: settings.KASSA_GATEWAY_TOKEN,
    devicePagePort: settings.KASSA_DEVICE_PAGE_PORT,
    linkUrl: settings.KASSA_LINK_URL,
    logLevel: settings.KASSA_LOG,
  }
}

/** `KASSA_X=` in a shell or a unit file means "not set". */
function withoutEmpty(env: Readonly<Record<string, string | undefined>>) {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
}

/** The PEM text in the file that a setting names. */
function pemIn(name: string): (path: string) => string {
  return (path) => {
    const text = readOr(path)
    if (text.includes('-----BEGIN ')) return text
    return refuse(name, path, 'is no PEM file that can be read; set the path of one')
  }
}

function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // Told with the setting that names it.
    return ''
  }
}

function refuse(name: string, value: unknown, fix: string): never {
  throw new SettingError(`${name}: ${JSON.stringify(value) ?? 'not set'} ${fix}`)
}
