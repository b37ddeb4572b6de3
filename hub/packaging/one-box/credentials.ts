import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** What the one-box start made up, kept so that scripts and tests can talk to it (mode 0600). */
const Credentials = z.object({
  /** API key with every right, by group. */
  keys: z.record(z.string(), z.string()),
  hubAdminToken: z.string(),
  gatewayToken: z.string(),
  /** Sign in at the till: employees' PINs of the demo data. */
  pins: z.object({ cashier: z.string(), manager: z.string() }),
})
export type Credentials = z.infer<typeof Credentials>

export const demoGroups = ['mn', 'ro', 'ru', 'cz'] as const

export function readCredentials(dataDir: string): Credentials {
  const file = join(dataDir, 'demo', 'credentials.json')
  if (existsSync(file)) return Credentials.parse(JSON.parse(readFileSync(file, 'utf8')))
  const made: Credentials = {
    keys: Object.fromEntries(
      demoGroups.map((group) => [group, `kassa.${group}.demo.${secret()}`] as const),
    ),
    hubAdminToken: secret(),
    gatewayToken: secret(),
    pins: { cashier: '1111', manager: '9999' },
  }
  mkdirSync(join(dataDir, 'demo'), { recursive: true })
  writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 })
  chmodSync(file, 0o600)
  return made
}

function secret(): string {
  return randomBytes(24).toString('base64url')
}
