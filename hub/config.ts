import { readFileSync } from 'node:fs'
import { BlockList } from 'node:net'
import { join } from 'node:path'
import { z } from 'zod'
import type { RawPortConfig } from './devices/hardware.ts'
import type { BrokerTls } from './mqtt/broker.ts'

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** One line: the setting, its value and the fix. */
export class SettingError extends Error {}

const port = (name: string) =>
  z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .refine((n) => n <= 65_535)
    .catch(({ value }) => refuse(name, value, 'is not a port; set 0 (any) to 65535'))

const url = (name: string, example: string, protocol: RegExp) =>
  z
    .url({ protocol })
    .transform((text) => text.replace(/\/+$/, ''))
    .catch(({ value }) => refuse(name, value, `is not such an address; set one like ${example}`))

const secret = (name: string) =>
  z
    .string()
    .min(16)
    .max(200)
    .optional()
    .catch(() => refuse(name, '(not shown)', 'is too short or too long; set 16 to 200 characters'))

const words = (name: string, max: number) =>
  z
    .string()
    .max(max)
    .catch(({ value }) => refuse(name, value, `is too long; set at most ${max} characters`))

const Settings = z.object({
  KASSA_HUB_PORT: port('KASSA_HUB_PORT').default(8080),
  KASSA_HUB_HOST: z.string().min(1).default('127.0.0.1'),
  KASSA_MQTT_PORT: port('KASSA_MQTT_PORT').default(1883),
  /** Absent = the embedded broker. */
  KASSA_MQTT_URL: url('KASSA_MQTT_URL', 'mqtt://127.0.0.1:1883', /^mqtts?$/).optional(),
  /** Of user `hub` at a broker that is not ours. */
  KASSA_MQTT_PASSWORD: z
    .string()
    .max(200)
    .optional()
    .catch(() =>
      refuse('KASSA_MQTT_PASSWORD', '(not shown)', 'is too long; set at most 200 characters'),
    ),
  /** File of the one authority that may vouch for that broker. */
  KASSA_MQTT_CA: z.string().transform(pemIn('KASSA_MQTT_CA')).optional(),
  /** Both set = the embedded broker speaks TLS to gateways on other boxes. */
  KASSA_MQTT_TLS_CERT: z.string().transform(pemIn('KASSA_MQTT_TLS_CERT')).optional(),
  KASSA_MQTT_TLS_KEY: z.string().transform(pemIn('KASSA_MQTT_TLS_KEY')).optional(),
  KASSA_MQTT_TLS_PORT: port('KASSA_MQTT_TLS_PORT').default(8883),
  /** Set = software that knows only a printer at a port (9100) prints there by the hub's queue. */
  KASSA_RAW_PRINT_PORT: port('KASSA_RAW_PRINT_PORT').optional(),
  KASSA_RAW_PRINT_HOST: z.string().min(1).optional(),
  KASSA_RAW_PRINT_ALLOW: z.string().default('127.0.0.1/32,::1/128').transform(allowList),
  KASSA_RAW_PRINT_PRINTER: words('KASSA_RAW_PRINT_PRINTER', 40).optional(),
  /** Absent = typed at the setup page, or this machine. */
  KASSA_CLOUD_URL: url('KASSA_CLOUD_URL', 'http://127.0.0.1:8787', /^https?$/).optional(),
  /** A file of all devices, which is applied at each start that finds it changed. */
  KASSA_DEVICES_FILE: z.string().min(1).optional(),
  KASSA_CLAIM_CODE: z
    .string()
    .min(6)
    .max(40)
    .optional()
    .catch(({ value }) =>
      refuse(
        'KASSA_CLAIM_CODE',
        value,
        'is not a claim code; ask HQ for one (POST /v1/hubs/codes)',
      ),
    ),
  KASSA_HUB_NAME: words('KASSA_HUB_NAME', 60).default('hub'),
  KASSA_HUB_ADMIN_TOKEN: secret('KASSA_HUB_ADMIN_TOKEN'),
  KASSA_GATEWAY_TOKEN: secret('KASSA_GATEWAY_TOKEN'),
  KASSA_DATA: z.string().min(1).default('./data'),
  /** Both set by the launcher: the folder of the versions, and the one that runs. */
  KASSA_BOX: z.string().min(1).optional(),
  KASSA_RELEASE: words('KASSA_RELEASE', 64).optional(),
  KASSA_LOG: z
    .enum(logLevels)
    .default('info')
    .catch(({ value }) =>
      refuse('KASSA_LOG', value, `is not a level; set one of ${logLevels.join(', ')}`),
    ),
})

export interface HubConfig {
  readonly host: string
  readonly port: number
  readonly mqttPort: number
  readonly mqttUrl: string | undefined
  readonly mqttPassword: string | undefined
  readonly mqttCa: string | undefined
  readonly mqttTls: BrokerTls | undefined
  readonly rawPort: RawPortConfig | undefined
  readonly cloudUrl: string | undefined
  readonly devicesFile: string | undefined
  readonly claimCode: string | undefined
  readonly name: string
  readonly adminToken: string | undefined
  readonly gatewayToken: string | undefined
  readonly folder: string
  readonly box: string | undefined
  readonly release: string | undefined
  readonly logLevel: (typeof logLevels)[number]
}

export function parseConfig(env: Readonly<Record<string, string | undefined>>): HubConfig {
  const settings = Settings.parse(withoutEmpty(env))
  return {
    host: settings.KASSA_HUB_HOST,
    port: settings.KASSA_HUB_PORT,
    mqttPort: settings.KASSA_MQTT_PORT,
    mqttUrl: settings.KASSA_MQTT_URL,
    mqttPassword: settings.KASSA_MQTT_PASSWORD,
    mqttCa: settings.KASSA_MQTT_CA,
    mqttTls: tlsOf(settings),
    rawPort:
      settings.KASSA_RAW_PRINT_PORT === undefined
        ? undefined
        : {
            host: settings.KASSA_RAW_PRINT_HOST ?? settings.KASSA_HUB_HOST,
            port: settings.KASSA_RAW_PRINT_PORT,
            allow: settings.KASSA_RAW_PRINT_ALLOW,
            printer: settings.KASSA_RAW_PRINT_PRINTER,
          },
    cloudUrl: settings.KASSA_CLOUD_URL,
    devicesFile: settings.KASSA_DEVICES_FILE,
    claimCode: settings.KASSA_CLAIM_CODE,
    name: settings.KASSA_HUB_NAME,
    adminToken: settings.KASSA_HUB_ADMIN_TOKEN,
    gatewayToken: settings.KASSA_GATEWAY_TOKEN,
    folder: join(settings.KASSA_DATA, 'hub'),
    box: settings.KASSA_BOX,
    release: settings.KASSA_RELEASE,
    logLevel: settings.KASSA_LOG,
  }
}

/** `KASSA_X=` in a shell or a unit file means "not set". */
function withoutEmpty(env: Readonly<Record<string, string | undefined>>) {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
}

function tlsOf(settings: z.infer<typeof Settings>): BrokerTls | undefined {
  const { KASSA_MQTT_TLS_CERT: certificate, KASSA_MQTT_TLS_KEY: key } = settings
  if (certificate === undefined && key === undefined) return undefined
  if (certificate !== undefined && key !== undefined)
    return { port: settings.KASSA_MQTT_TLS_PORT, certificate, key }
  const missing = key === undefined ? 'KASSA_MQTT_TLS_KEY' : 'KASSA_MQTT_TLS_CERT'
  return refuse(missing, undefined, 'is missing: TLS needs certificate and key')
}

/** Networks as `192.168.1.0/24`, parted by commas. */
function allowList(text: string): BlockList {
  const list = new BlockList()
  for (const network of text.split(',').map((part) => part.trim())) {
    const [address = '', bits = ''] = network.split('/')
    try {
      list.addSubnet(address, Number.parseInt(bits, 10), address.includes(':') ? 'ipv6' : 'ipv4')
    } catch {
      refuse('KASSA_RAW_PRINT_ALLOW', network, 'is no network; set one like 192.168.1.0/24')
    }
  }
  return list
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
