import { createVirtualDisplay } from '#gateway/virtual/display.ts'
import { createVirtualPrinter } from '#gateway/virtual/printer.ts'
import { createVirtualScale } from '#gateway/virtual/scale.ts'
import { createVirtualScanner } from '#gateway/virtual/scanner.ts'
import { startTcpPrinter } from '#gateway/virtual/tcp-printer.ts'
import { DeviceConfig } from '#shared/contracts/device.ts'
import { openShop, type Shop, until } from '../support/shop.ts'
import type { Figure } from './figure.ts'
import { residentMiB } from './process.ts'

const PRINTERS = 4
const ROUNDS = 25
/** As much as the hub may take: with it, its child and the system, a box of 1 GB has room (spine C). */
const LIMIT_MIB = 200

/** Memory of a gateway with twelve devices, which stand behind sockets of this process. */
export async function benchGatewayMemory(): Promise<readonly Figure[]> {
  await using shop = await openShop()
  await shop.openTill()
  await using devices = await openTwelveDevices()
  for (const device of devices.configs)
    await need(shop, `/v1/devices/${device.device}`, 'PUT', device)
  const printers = devices.configs.filter(({ kind }) => kind === 'receipt-printer')
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { device } of printers) await need(shop, `/v1/devices/${device}/test`, 'POST')
    await until('all is printed', async () => {
      const jobs = await Promise.all(
        printers.map(({ device }) => need(shop, `/v1/print-jobs?device=${device}`, 'GET')),
      )
      return !JSON.stringify(jobs).match(/"state":"(?:queued|accepted|printing)"/)
    })
  }
  const mib = residentMiB(shop.program('gateway').process.pid)
  return [
    {
      what: `memory of a gateway with ${devices.configs.length} devices`,
      measured: `${mib.toFixed(0)} MiB after ${ROUNDS * PRINTERS} prints`,
      budget: `≤ ${LIMIT_MIB} MiB`,
      met: mib <= LIMIT_MIB,
      numbers: { mib, devices: devices.configs.length },
    },
  ]
}

async function openTwelveDevices() {
  const ignore = () => undefined
  const display = DeviceConfig.parse({
    kind: 'customer-display',
    device: 'display',
    name: 'Display',
    line: { kind: 'virtual' },
    till: null,
    profile: 'cd5220',
  })
  if (display.kind !== 'customer-display') throw new Error('the parser changed its kind')
  const printer = () =>
    createVirtualPrinter({ maker: 'clone', columns: 48, clock: () => Date.now() })
  const silent = () => createVirtualScanner()
  const kinds = [
    ...Array.from(
      { length: PRINTERS },
      () => ['receipt-printer', printer(), { profile: 'generic-80mm' }] as const,
    ),
    ...Array.from({ length: 3 }, () => ['barcode-scanner', silent(), { till: null }] as const),
    ...Array.from(
      { length: 2 },
      () => ['card-reader', silent(), { till: null, reader: 'rdm6300' }] as const,
    ),
    ...Array.from(
      { length: 2 },
      () =>
        [
          'customer-display',
          createVirtualDisplay(display, ignore),
          { till: null, profile: 'cd5220' },
        ] as const,
    ),
    ['scale', createVirtualScale(ignore), { till: null, protocol: 'mettler-8217' }] as const,
  ]
  const host = '127.0.0.1'
  const opened = await Promise.all(
    kinds.map(async ([kind, end, rest], i) => {
      const server = await startTcpPrinter({ printer: end, host, port: 0 })
      const device = `${kind}-${i + 1}`
      const line = { kind: 'tcp', host, port: server.port }
      return { server, config: { kind, device, name: device, line, ...rest } }
    }),
  )
  return {
    configs: opened.map(({ config }) => config),
    [Symbol.asyncDispose]: async () => {
      for (const { server } of opened) await server.close()
    },
  }
}

async function need(shop: Shop, path: string, method: string, json?: object): Promise<unknown> {
  const answer = await fetch(`${shop.hubUrl}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${shop.credentials.hubAdminToken}`,
      ...(json !== undefined && { 'content-type': 'application/json' }),
    },
    ...(json !== undefined && { body: JSON.stringify(json) }),
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return await answer.json()
}
