import { pino } from 'pino'
import { type GatewayApp, startGatewayApp } from './app.ts'
import { type GatewayConfig, parseConfig, SettingError } from './config.ts'
import { createLinkSwitch } from './virtual/link-switch.ts'
import { type DevicePage, startDevicePage } from './virtual/page.ts'

/** The device page switches paper and power of devices: for this machine only. */
const PAGE_HOST = '127.0.0.1'

try {
  await main(parseConfig(process.env))
} catch (error) {
  if (!(error instanceof SettingError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exit(2)
}

async function main(config: GatewayConfig): Promise<void> {
  const log = pino({ level: config.logLevel, base: { program: 'gateway' } })
  const app = startGatewayApp({ config, clock: Date.now, log })
  const page = await openPage(config, app)
  app.onChange(() => page?.changed())
  log.info({ mqtt: config.mqttUrl, http: page?.url }, 'listening')

  const stop = async (signal: string): Promise<void> => {
    log.info({ signal }, 'stopping')
    await page?.close()
    await app.gateway.close()
    process.exit(0)
  }
  process.once('SIGTERM', (signal) => void stop(signal))
  process.once('SIGINT', (signal) => void stop(signal))
}

async function openPage(config: GatewayConfig, app: GatewayApp): Promise<DevicePage | undefined> {
  const { devicePagePort: port, linkUrl, store, gateway } = config
  if (port === undefined) return undefined
  try {
    return await startDevicePage({
      host: PAGE_HOST,
      port,
      store,
      gateway,
      devices: app.devices,
      virtualDevices: app.virtualDevices,
      link: linkUrl === undefined ? null : createLinkSwitch(linkUrl),
    })
  } catch (error) {
    const isInUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    if (!isInUse) throw error
    throw new SettingError(`KASSA_DEVICE_PAGE_PORT: ${port} is in use; set a free port (0 = any)`)
  }
}
