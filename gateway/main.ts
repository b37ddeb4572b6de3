import { pino } from 'pino'
import { startGatewayApp } from './app.ts'
import { type GatewayConfig, parseConfig, SettingError } from './config.ts'

const config = readConfig()
const log = pino({ level: config.logLevel, base: { program: 'gateway' } })
const app = startGatewayApp({ config, clock: Date.now, log })
log.info({ mqtt: config.mqttUrl }, 'listening')

let stopping = false
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (stopping) return
    stopping = true
    void stop()
  })
}

async function stop(): Promise<void> {
  await app.gateway.close()
  log.info({}, 'stopped')
  process.exit(0)
}

function readConfig(): GatewayConfig {
  try {
    return parseConfig(process.env)
  } catch (error) {
    if (!(error instanceof SettingError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(2)
  }
}
