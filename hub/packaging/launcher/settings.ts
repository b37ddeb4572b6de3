import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The launcher's settings; what else is set goes to the programs as it is. */
export interface Settings {
  readonly box: string
  readonly journal: string
  /** The hub first; the others are kept running beside it. */
  readonly programs: readonly string[]
  readonly startTimeoutMs: number
  readonly log: {
    readonly folder: string
    readonly maxBytes: number
    readonly files: number
  } | null
}

/** One line: the setting, its value and the fix. */
export class WrongSetting extends Error {}

type Env = Readonly<Record<string, string | undefined>>

export function readSettings(env: Env): Settings {
  const folder = env['KASSA_LOG_FOLDER'] || null
  return {
    box: resolve(env['KASSA_BOX'] || fileURLToPath(new URL('..', import.meta.url))),
    journal: join(env['KASSA_DATA'] || './data', 'hub', 'journal.db'),
    programs: programsIn(env),
    startTimeoutMs: 1000 * numberIn(env, 'KASSA_START_SECONDS', { least: 1, most: 3600, or: 60 }),
    log:
      folder === null
        ? null
        : {
            folder,
            maxBytes: numberIn(env, 'KASSA_LOG_MAX_BYTES', {
              least: 1024,
              most: 2 ** 30,
              or: 2 ** 20,
            }),
            files: numberIn(env, 'KASSA_LOG_FILES', { least: 1, most: 100, or: 8 }),
          },
  }
}

function programsIn(env: Env): readonly string[] {
  const text = env['KASSA_PROGRAMS'] || 'hub'
  if (text === 'hub' || text === 'hub,gateway') return text.split(',')
  throw new WrongSetting(`KASSA_PROGRAMS: "${text}" is not known; set hub or hub,gateway`)
}

function numberIn(
  env: Env,
  name: string,
  { least, most, or }: { readonly least: number; readonly most: number; readonly or: number },
): number {
  const text = env[name]
  if (text === undefined || text === '') return or
  const value = Number(text)
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw new WrongSetting(`${name}: "${text}" is not allowed; set ${least} to ${most}`)
}
