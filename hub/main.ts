import { pino } from 'pino'
import { type HubConfig, parseConfig, SettingError } from './config.ts'
import { startHub } from './hub.ts'

/** EX_SOFTWARE: the supervisor starts the hub again, which reads its head from the disk. */
const EXIT_FATAL = 70

try {
  await main(parseConfig(process.env))
} catch (error) {
  if (!(error instanceof SettingError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exit(2)
}

async function main(config: HubConfig): Promise<void> {
  const log = pino({ level: config.logLevel, base: { program: 'hub' } })
  const hub = await startHub(config, log, (reason) => {
    log.fatal({ reason }, 'the hub cannot go on; start it again')
    process.exit(EXIT_FATAL)
  })
  log.info({ http: hub.http, mqtt: hub.mqtt }, 'listening')

  const stop = async (signal: string): Promise<void> => {
    log.info({ signal }, 'stopping')
    await hub.stop()
    process.exit(0)
  }
  process.once('SIGTERM', (signal) => void stop(signal))
  process.once('SIGINT', (signal) => void stop(signal))
}
