import { join } from 'node:path'
import { pino } from 'pino'
import { Failure } from '#shared/domain/failure.ts'
import { createCloudApp } from './app.ts'
import { createBackups } from './backup/backups.ts'
import { parseConfig, SettingError } from './config.ts'
import { lockFolder } from './db/folder-lock.ts'
import { createGroups } from './db/groups.ts'
import { whoIs } from './db/remote/who.ts'
import { createDisks } from './disk/disks.ts'
import { openFeedLine } from './hubs/feed-line.ts'
import { hubMemory } from './hubs/hub-memory.ts'
import { ensureBootstrapKey } from './keys/store.ts'
import { startServing } from './serve.ts'
import { stopInOrder } from './stop.ts'
import { startSweeps } from './value/start-sweeps.ts'

try {
  await main()
} catch (error) {
  if (!(error instanceof SettingError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exit(2)
}

async function main(): Promise<void> {
  const config = parseConfig(process.env)
  const log = pino({ level: config.logLevel, base: { program: 'cloud' } })
  const clock = () => Date.now()
  const lock = lockFolder(config.folder)
  if (lock === undefined) {
    throw new SettingError(
      `KASSA_DATA: ${config.folder} is in use by another cloud or a restore; stop it or set another folder`,
    )
  }
  const groups = createGroups({
    folder: config.folder,
    urlTemplate: config.databaseUrl,
    authToken: config.databaseToken,
    owner: whoIs(config.folder),
    onLost(why) {
      log.fatal({ err: why }, 'another cloud has taken the books over: this one ends')
      process.exit(1)
    },
  })
  for (const parts of config.bootstrapKeys) {
    const group = await groups.create(parts.group).catch((error: unknown) => {
      const failure = error instanceof Error && error.cause instanceof Failure ? error.cause : error
      if (!(failure instanceof Failure)) throw error
      throw new SettingError(`KASSA_BOOTSTRAP_KEY: group ${parts.group}: ${failure.message}`)
    })
    await ensureBootstrapKey(group, parts, clock())
  }

  const { folder } = config
  const line = openFeedLine({ folder, clock, log, remember: hubMemory(groups, log) })
  const backups = createBackups({ folder: join(config.folder, 'backups'), clock })
  const disks = createDisks({ folder, clock, log })
  const app = createCloudApp({ groups, ...line, backups, disks, clock, log })
  const serving = await startServing({ fetch: app.fetch, ...config }).catch((error: unknown) => {
    if (!isPortInUse(error)) throw error
    throw new SettingError(
      `KASSA_CLOUD_PORT: ${config.port} on ${config.host} is in use; set a free port (0 = any)`,
    )
  })
  log.info({ http: serving.url }, 'listening')

  disks.start()
  const sweeps = startSweeps({ groups, clock, log })

  const stop = async (signal: string) => {
    log.info({ signal }, 'stopping')
    await stopInOrder({
      steps: [
        ['open connections', () => serving.close()],
        ['the writes that wait', () => groups.refuseWrites()],
        ['the sweep of value', () => sweeps.stop()],
        ['the feeds', () => line.close()],
        ['the watch of the disk', () => disks.stop()],
        ['the books', () => groups.close()],
      ],
      log,
    })
    lock.release()
    process.exit(0)
  }
  process.once('SIGTERM', (signal) => void stop(signal))
  process.once('SIGINT', (signal) => void stop(signal))
}

function isPortInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}
