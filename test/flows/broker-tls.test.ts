import { execFileSync, spawnSync } from 'node:child_process'
import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { openJournal } from '#hub/journal/journal.ts'
import { type Program, type ProgramName, startProgram } from '#hub/packaging/one-box/program.ts'
import { DeviceTested } from '#shared/contracts/found.ts'
import { PairAnswer } from '#shared/contracts/till.ts'
import { makeCertificate } from '../support/certificate.ts'
import { storeProfile } from '../support/feed.ts'
import { freePort, spawnMosquitto } from '../support/mosquitto.ts'
import { openMqttTill } from '../support/mqtt-till.ts'
import { until } from '../support/shop.ts'

/** A claimed box and the box of its gateway, by real processes, with certificates as README tells. */

const adminToken = 'admin-token-of-the-box'
const gatewayToken = 'gateway-token-of-the-box'
const brokerPassword = 'password-of-the-hub-at-mosquitto'
const printer = 'receipt-1'
const PairingCode = z.object({ code: z.string() })
const Roll = z.object({ receipts: z.array(z.object({ lines: z.array(z.string()) })) })
const ending: (() => unknown)[] = []
let folder: string
/** Of the user mosquitto, who has to read its certificate. */
let brokers: string
let ports: { readonly plain: number; readonly tls: number }
let hub: Program
let gateway: Program

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kassa-tls-'))
  brokers = await mkdtemp(join(tmpdir(), 'kassa-mosquitto-'))
  ports = { plain: await freePort(), tls: await freePort() }
  const { certificate, key } = makeCertificate('127.0.0.1')
  writeFileSync(join(brokers, 'certificate.pem'), certificate)
  writeFileSync(join(brokers, 'key.pem'), key)
  writeFileSync(join(folder, 'stranger.pem'), makeCertificate('127.0.0.1').certificate)
  mkdirSync(join(folder, 'hub'))
  await claim(join(folder, 'hub', 'journal.db'))
}, 60_000)
afterAll(async () => {
  for (const end of ending.toReversed()) await end()
  for (const path of [folder, brokers]) await rm(path, { recursive: true, force: true })
})

test('a print reaches a gateway over TLS, and one that believes another authority reads why it gets none', async () => {
  hub = await startHub({
    KASSA_MQTT_TLS_CERT: join(brokers, 'certificate.pem'),
    KASSA_MQTT_TLS_KEY: join(brokers, 'key.pem'),
  })
  await ask('PUT', `/devices/${printer}`, {
    kind: 'receipt-printer',
    device: printer,
    name: 'Receipt printer',
    line: { kind: 'virtual' },
    profile: 'epson-tm-t20iii',
  })
  gateway = await startGateway('certificate.pem', brokers)
  await expectPrint(1)
  const stranger = await startGateway('stranger.pem', folder)
  const words = await until('the stranger says why', async () =>
    stranger.log().includes('KASSA_MQTT_CA') ? stranger.log() : false,
  )
  expect(words).toContain('vouched for')
  await stranger.stop()
})

test('npm run mosquitto puts mosquitto in the place of the embedded broker: the gateway goes on, and an MQTT till comes in', async () => {
  const { code } = PairingCode.parse(await ask('POST', '/pairing-codes', {}))
  const { till, token } = PairAnswer.parse(await ask('POST', '/pair', { code, name: 'MQTT till' }))
  await hub.stop()
  giveToMosquitto(brokers)
  const { stdout, stderr } = runMosquitto()
  expect(stderr).toBe('')
  expect(stdout).toContain('for 1 devices and 1 tills; restart mosquitto')
  const mosquitto = await spawnMosquitto(join(brokers, 'mosquitto.conf'), ports.plain)
  ending.push(() => mosquitto.kill())
  const url = `mqtts://127.0.0.1:${ports.tls}`
  const ca = join(brokers, 'certificate.pem')
  hub = await startHub({
    KASSA_MQTT_URL: url,
    KASSA_MQTT_CA: ca,
    KASSA_MQTT_PASSWORD: brokerPassword,
  })
  await expectPrint(2)
  const mqtt = await openMqttTill(
    { url, store: 'UB1', till, token },
    { ca: readFileSync(ca, 'utf8') },
  )
  expect((await mqtt.ask('GET', '/status')).status).toBe(200)
  await mqtt.close()
})

test('what is wrong with its settings it says in one line, with exit code 2', () => {
  const args = ['--import', 'tsx', 'hub/mqtt/mosquitto-process.ts', join(folder, 'hub'), brokers]
  const env = { ...process.env, KASSA_MQTT_PASSWORD: 'short' }
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env })
  expect(status).toBe(2)
  expect(stderr).toMatch(/^KASSA_MQTT_PASSWORD: \(not shown\) is too short; set 16 .*\n$/)
})

/** The hub of a store whose cloud is away. */
async function claim(path: string): Promise<void> {
  const journal = await openJournal({ path, onFatal: (reason) => expect.unreachable(reason) })
  await journal.adopt({
    hubId: 7,
    epoch: 1,
    token: 'token',
    feedId: 'feed',
    lookupKey: 'key',
    profile: JSON.stringify(storeProfile({ code: 'UB1' })),
    cloudSeq: 0,
  })
  await journal.close()
}

async function start(name: ProgramName, env: Record<string, string>): Promise<Program> {
  const command = [process.execPath, `dist/${name}/main.js`]
  const program = await startProgram(name, env, { command })
  ending.push(() => program.stop())
  return program
}

function startHub(env: Record<string, string>): Promise<Program> {
  return start('hub', {
    KASSA_DATA: folder,
    KASSA_HUB_PORT: '0',
    KASSA_MQTT_PORT: String(ports.plain),
    KASSA_MQTT_TLS_PORT: String(ports.tls),
    KASSA_CLOUD_URL: 'http://127.0.0.1:9',
    KASSA_HUB_ADMIN_TOKEN: adminToken,
    KASSA_GATEWAY_TOKEN: gatewayToken,
    ...env,
  })
}

function startGateway(authority: string, of: string): Promise<Program> {
  return start('gateway', {
    KASSA_STORE: 'UB1',
    KASSA_GATEWAY_TOKEN: gatewayToken,
    KASSA_MQTT_URL: `mqtts://127.0.0.1:${ports.tls}`,
    KASSA_MQTT_CA: join(of, authority),
    KASSA_DEVICE_PAGE_PORT: '0',
  })
}

async function ask(method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${hub.listening.http}/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
  return response.json()
}

/** The test page of the printer, as the technician orders it; so many lie on its paper then. */
async function expectPrint(pages: number): Promise<void> {
  await until('the printer is online', async () => {
    const devices = await ask('GET', '/devices')
    return JSON.stringify(devices).includes('"state":"online"')
  })
  const tested = DeviceTested.parse(await ask('POST', `/devices/${printer}/test`))
  expect(tested.outcome).toBe('done')
  const roll = await fetch(`${gateway.listening.http}/devices/${printer}/roll`)
  const { receipts } = Roll.parse(await roll.json())
  expect(receipts).toHaveLength(pages)
  expect(receipts.at(-1)?.lines.join()).toContain('Receipt printer')
}

/** As README says: `install -d -o mosquitto`. Who is not root runs it as himself. */
function giveToMosquitto(path: string): void {
  if (userInfo().uid !== 0) return
  const uid = Number(execFileSync('id', ['-u', 'mosquitto'], { encoding: 'utf8' }))
  for (const name of ['', 'certificate.pem', 'key.pem']) chownSync(join(path, name), uid, -1)
}

function runMosquitto() {
  const paths = [join(folder, 'hub'), brokers, join(brokers, 'certificate.pem')]
  const args = ['run', '--silent', 'mosquitto', '--', ...paths, join(brokers, 'key.pem')]
  return spawnSync('npm', args, {
    encoding: 'utf8',
    env: {
      ...process.env,
      KASSA_MQTT_PORT: String(ports.plain),
      KASSA_MQTT_TLS_PORT: String(ports.tls),
      KASSA_MQTT_PASSWORD: brokerPassword,
      KASSA_GATEWAY_TOKEN: gatewayToken,
    },
  })
}
