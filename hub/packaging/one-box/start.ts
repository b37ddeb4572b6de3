import { createInterface } from 'node:readline'
import { z } from 'zod'
import { buildPagesWhenStale } from '../build-pages.ts'
import { type OneBox, openOneBox } from './one-box.ts'
import { StartFailed } from './program.ts'

/** `npm start`: the whole product in one terminal. */
const Port = z.coerce.number().int().min(0).max(65_535)
const Settings = z.object({
  KASSA_DATA: z.string().min(1).default('./data'),
  KASSA_DEMO_STORE: z
    .string()
    .regex(/^[a-z]+:[A-Z0-9]+$/, 'must be group:STORE, e.g. mn:UB1')
    .default('mn:UB1'),
  KASSA_CLOUD_PORT: Port.default(8787),
  KASSA_HUB_PORT: Port.default(8080),
  KASSA_MQTT_PORT: Port.default(1883),
  KASSA_DEVICE_PAGE_PORT: Port.default(8090),
  /** Print the programs' own log lines too. */
  KASSA_VERBOSE: z.enum(['0', '1']).default('0'),
})

const began = performance.now()
const parsed = Settings.safeParse(process.env)
if (!parsed.success) {
  const issue = parsed.error.issues[0]
  const name = String(issue?.path[0] ?? '')
  console.error(`${name}: ${process.env[name]} ${issue?.message ?? 'is wrong'}`)
  process.exit(2)
}
const settings = parsed.data

const stopped = new AbortController()
let box: OneBox | undefined
// Each time: npm passes on a Ctrl-C that the terminal has sent already, and the second one would end
// this process before it has stopped the programs.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end())

try {
  await buildPagesWhenStale()
  box = await openOneBox({
    dataDir: settings.KASSA_DATA,
    store: settings.KASSA_DEMO_STORE,
    ports: {
      cloud: settings.KASSA_CLOUD_PORT,
      hub: settings.KASSA_HUB_PORT,
      mqtt: settings.KASSA_MQTT_PORT,
      devicePage: settings.KASSA_DEVICE_PAGE_PORT,
    },
    signal: stopped.signal,
    tell: (line) => console.log(line),
    ...(settings.KASSA_VERBOSE === '1' && {
      onLog: (name, line) => console.log(`[${name}] ${line}`),
    }),
  })
  await welcome(box)
  takeCommands(box)
} catch (error) {
  if (stopped.signal.aborted) process.exit(0)
  // A wrong setting or a busy port is said by the program itself, in one line.
  console.error(error instanceof StartFailed ? lastLine(error.output) : describe(error))
  process.exit(error instanceof StartFailed ? (error.exitCode ?? 1) : 1)
}

async function welcome(box: OneBox): Promise<void> {
  const code = await box.pairingCode()
  const seconds = Math.round((performance.now() - began) / 100) / 10
  console.log(`
Ready to sell after ${seconds} s (store ${box.storeCode} of group ${box.group}).

  Till          ${box.hubUrl}/            pairing code ${code}
                cashier PIN ${box.credentials.pins.cashier}, manager PIN ${box.credentials.pins.manager}
  Console       ${box.cloudUrl}/          API key in ${settings.KASSA_DATA}/demo/credentials.json
  Setup         ${box.hubUrl}/setup       hubAdminToken in the same file
  Device page   ${box.devicePageUrl}/
  API           ${box.cloudUrl}/docs (cloud), ${box.hubUrl}/docs (hub)

Commands: cut, restore (the line to the cloud), pair (a new till), quit`)
}

function takeCommands(box: OneBox): void {
  const terminal = createInterface({ input: process.stdin })
  terminal.on('line', (line) => void obey(box, line.trim()))
}

async function obey(box: OneBox, command: string): Promise<void> {
  switch (command) {
    case '':
      return
    case 'cut':
      return box.link.setCut(true)
    case 'restore':
      return box.link.setCut(false)
    case 'pair':
      return console.log(`pairing code ${await box.pairingCode()}`)
    case 'quit':
      return end()
    default:
      console.log(`"${command}" is not a command; there are cut, restore, pair and quit`)
  }
}

async function end(): Promise<void> {
  if (stopped.signal.aborted) return
  console.log('stopping gateway, hub and cloud')
  stopped.abort()
  // Before everything runs, the start itself fails, having stopped what it started.
  if (box === undefined) return
  await box.stop()
  console.log('stopped')
  process.exit(0)
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? ''
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
