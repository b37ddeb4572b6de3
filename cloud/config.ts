import { join } from 'node:path'
import { z } from 'zod'
import { type KeyParts, parseKey } from './keys/key-text.ts'

const port = (name: string) =>
  z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .refine((n) => n <= 65_535)
    .catch((context) => {
      throw new SettingError(`${name}: ${shown(context.value)} is not a port; set 0 (any) to 65535`)
    })

/** Keys are shown without their secret. */
const keys = z
  .string()
  .transform((text) => text.split(',').filter((part) => part.trim() !== ''))
  .transform((texts) =>
    texts.map((text): KeyParts => {
      const parts = parseKey(text.trim())
      if (parts !== undefined) return parts
      const start = text.trim().split('.').slice(0, 3).join('.')
      throw new SettingError(
        `KASSA_BOOTSTRAP_KEY: ${start}.… is not a key; write kassa.<group>.<keyId>.<secret of 16 or more>`,
      )
    }),
  )

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

const Settings = z.object({
  KASSA_CLOUD_PORT: port('KASSA_CLOUD_PORT').default(8787),
  KASSA_CLOUD_HOST: z.string().min(1).default('127.0.0.1'),
  KASSA_DATA: z.string().min(1).default('./data'),
  KASSA_BOOTSTRAP_KEY: keys.default([]),
  KASSA_DATABASE_URL: z
    .string()
    .regex(/^(libsql|https?):\/\/[^{]*\{group\}[^{]*$/)
    .optional()
    .catch((context) => {
      const isSocket = typeof context.value === 'string' && /^wss?:/.test(context.value)
      const fix = isSocket
        ? 'a silent server would be waited for for ever over ws; write http(s):// or libsql://'
        : "write libsql://… with {group}, once, where the group's name belongs"
      throw new SettingError(`KASSA_DATABASE_URL: ${shown(context.value)} is not usable; ${fix}`)
    }),
  KASSA_DATABASE_TOKEN: z.string().optional(),
  KASSA_LOG: z
    .enum(logLevels)
    .default('info')
    .catch((context) => {
      throw new SettingError(
        `KASSA_LOG: ${shown(context.value)} is not a level; set one of ${logLevels.join(', ')}`,
      )
    }),
})

export interface CloudConfig {
  readonly port: number
  readonly host: string
  readonly folder: string
  readonly bootstrapKeys: readonly KeyParts[]
  readonly databaseUrl: string | undefined
  readonly databaseToken: string | undefined
  readonly logLevel: (typeof logLevels)[number]
}

/** One line: the setting, its value and the fix. */
export class SettingError extends Error {}

export function parseConfig(env: Readonly<Record<string, string | undefined>>): CloudConfig {
  const settings = Settings.parse(withoutEmpty(env))
  return {
    port: settings.KASSA_CLOUD_PORT,
    host: settings.KASSA_CLOUD_HOST,
    folder: join(settings.KASSA_DATA, 'cloud'),
    bootstrapKeys: settings.KASSA_BOOTSTRAP_KEY,
    databaseUrl: settings.KASSA_DATABASE_URL,
    databaseToken: settings.KASSA_DATABASE_TOKEN,
    logLevel: settings.KASSA_LOG,
  }
}

/** `KASSA_X=` in a shell or a unit file means "not set". */
function withoutEmpty(env: Readonly<Record<string, string | undefined>>) {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
}

function shown(value: unknown): string {
  return JSON.stringify(value)
}
