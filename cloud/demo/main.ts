import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { loadDemo } from './load.ts'

/** Fills the cloud of the one-box start with demo data, with the keys that the start made. */
const Settings = z.object({
  KASSA_CLOUD_URL: z.url().default('http://127.0.0.1:8787'),
  KASSA_DATA: z.string().min(1).default('./data'),
  KASSA_DEMO_SHARE: z.coerce.number().positive().max(100).default(100),
})

const settings = Settings.safeParse(process.env)
if (settings.success) {
  const { KASSA_CLOUD_URL: url, KASSA_DATA: data, KASSA_DEMO_SHARE: share } = settings.data
  const credentials: unknown = JSON.parse(
    readFileSync(join(data, 'demo', 'credentials.json'), 'utf8'),
  )
  const { keys } = z.object({ keys: z.record(z.string(), z.string()) }).parse(credentials)
  const log = (line: string) => void process.stdout.write(`${line}\n`)
  await loadDemo({ url, keysByGroup: keys, log, share })
} else {
  const [issue] = settings.error.issues
  const name = issue?.path.join('.') ?? ''
  process.stderr.write(`${name}: ${process.env[name] ?? ''} is not usable: ${issue?.message}\n`)
  process.exitCode = 2
}
