import { afterAll, beforeAll, expect, test } from 'vitest'
import { type GatewayApp, type GatewayAppDeps, startGatewayApp } from '#gateway/app.ts'
import { textOf } from '#gateway/virtual/paper.ts'
import type { VirtualPrinter } from '#gateway/virtual/printer.ts'
import type { Journal } from '#hub/journal/journal.ts'
import { DeviceConfig } from '#shared/contracts/device.ts'
import {
  openRig,
  openTestJournal,
  type Rig,
  secrets,
  sleep,
  store,
  until,
} from '#test/hub/print/rig.ts'
import { makeCertificate } from '#test/support/certificate.ts'

let journal: Journal
beforeAll(async () => {
  journal = await openTestJournal()
})
afterAll(() => journal.close())

test('a receipt comes out of the virtual printer, and the hub knows it', async () => {
  await using rig = await openRig(journal)
  await using gateway = startApp(rig)
  const printer = await gateway.printer('printer-1')
  const receiptId = await rig.sell({ openDrawer: true })
  await rig.printState(receiptId, 'done')
  expect(paperOf(printer)).toContain('UB1-T1-1-000042-7Q')
  expect(paperOf(printer)).not.toContain('DUPLICATE')
  expect(printer.drawerKicks()).toHaveLength(1)
})

test('paper out: the state says so, the drawer opens all the same, new paper resumes', async () => {
  await using rig = await openRig(journal)
  await rig.hardware().devices.put({ ...rig.printer, profile: 'epson-tm-t20iii' } as DeviceConfig)
  await using gateway = startApp(rig)
  const printer = await gateway.printer('printer-1')
  printer.setPaper('out')
  const receiptId = await rig.sell({ openDrawer: true })
  await rig.printState(receiptId, 'waiting')
  await until(() => printer.drawerKicks().length === 1)
  await until(() => rig.hardware().devices.get('printer-1')?.state?.paper === 'out')
  printer.setPaper('ok')
  await rig.printState(receiptId, 'done')
})

test('a gateway killed in the middle of a receipt prints it again as DUPLICATE', async () => {
  await using rig = await openRig(journal)
  const first = startApp(rig)
  const torn = await first.printer('printer-1')
  torn.setPaper('ok')
  torn.runOutAfter(5)
  const receiptId = await rig.sell()
  await rig.printState(receiptId, 'waiting')
  // Another process takes the device over: what SIGKILL leaves to the hub is just the silence.
  await using second = startApp(rig)
  const printer = await second.printer('printer-1')
  await rig.printState(receiptId, 'done')
  expect(paperOf(printer)).toContain('UB1-T1-1-000042-7Q')
  expect(paperOf(printer)).toContain('DUPLICATE')
  await first[Symbol.asyncDispose]()
})

test('a broker that forgets everything is told again, and each receipt comes out once', async () => {
  await using rig = await openRig(journal)
  await using gateway = startApp(rig)
  const printer = await gateway.printer('printer-1')
  const first = await rig.sell()
  await rig.broker.stop()
  const whileAway = await rig.sell()
  await rig.broker.start()
  const last = await rig.sell()
  for (const receiptId of [first, whileAway, last]) await rig.printState(receiptId, 'done')
  await sleep(300)
  expect(paperOf(printer).match(/UB1-T1-1-000042-7Q/g)).toHaveLength(3)
  expect(paperOf(printer)).not.toContain('DUPLICATE')
})

test('a gateway that starts before the hub waits for it', async () => {
  await using rig = await openRig(journal)
  await rig.stopHub()
  await using gateway = startApp(rig)
  await sleep(200)
  await rig.startHub()
  await gateway.printer('printer-1')
  await rig.printState(await rig.sell(), 'done')
})

test('a gateway that starts before its hub is claimed comes in after the claim', async () => {
  await using rig = await openRig(journal)
  await rig.claim(null)
  await using gateway = startApp(rig)
  await sleep(200)
  await rig.claim(store)
  await gateway.printer('printer-1')
})

test('a gateway set up for another store says what is wrong', async () => {
  await using rig = await openRig(journal)
  const warnings: string[] = []
  const app = startGatewayApp({
    config: { mqttUrl: rig.url(), gateway: 'main', store: 'UB9', token: secrets.gatewayToken },
    clock: Date.now,
    log: { info: () => undefined, warn: (_fields, message) => warnings.push(message) },
  })
  await until(() => warnings.length > 0)
  expect(warnings[0]).toContain('KASSA_STORE')
  await app.gateway.close()
})

test('two gateways, one of them on another box over TLS, print what is theirs', async () => {
  const own = makeCertificate('127.0.0.1')
  await using rig = await openRig(journal, {}, own)
  const mqttUrl = `mqtts://127.0.0.1:${rig.broker.tlsPort}`
  await using far = startApp(rig, { gateway: 'back', mqttUrl, mqttCa: own.certificate })
  await using near = startApp(rig)
  const second = { ...rig.printer, device: 'printer-2', gateway: 'back', tills: ['T1'] }
  await rig.hardware().devices.put(DeviceConfig.parse(second))
  const printer = await far.printer('printer-2')
  const idle = await near.printer('printer-1')
  await rig.printState(await rig.sell(), 'done')
  expect(paperOf(printer)).toContain('UB1-T1-1-000042-7Q')
  expect(idle.receipts()).toEqual([])
  expect(near.app.virtualDevices.printer('printer-2')).toBeUndefined()
})

test('settings apply while it runs: a device comes, changes its paper, goes', async () => {
  await using rig = await openRig(journal)
  await using gateway = startApp(rig)
  await gateway.printer('printer-1')
  const { devices } = rig.hardware()
  const second = DeviceConfig.parse({ ...rig.printer, device: 'printer-2', tills: ['T2'] })
  await devices.put(second)
  const wide = await gateway.printer('printer-2')
  expect(wide.columns).toBe(48)
  await until(() => devices.printerStateOf('T2').state === 'online')
  await devices.put({ ...second, columns: 32 } as DeviceConfig)
  await until(() => gateway.app.virtualDevices.printer('printer-2')?.columns === 32)
  await until(() => devices.printerStateOf('T2').state === 'online')
  await devices.remove('printer-2')
  await until(() => gateway.app.virtualDevices.printer('printer-2') === undefined)
})

test('a printer that is switched off is offline with a reason, and online again by itself', async () => {
  await using rig = await openRig(journal)
  await using gateway = startApp(rig)
  const printer = await gateway.printer('printer-1')
  printer.setPower('off')
  await until(() => rig.hardware().devices.printerStateOf('T1').state === 'offline')
  expect(rig.hardware().devices.printerStateOf('T1').reason).not.toBe('')
  const receiptId = await rig.sell()
  await sleep(100)
  printer.setPower('on')
  await rig.printState(receiptId, 'done')
})

test('a gateway that stops says so, and its printers are offline', async () => {
  await using rig = await openRig(journal)
  const gateway = startApp(rig)
  await gateway.printer('printer-1')
  await gateway[Symbol.asyncDispose]()
  const { devices } = rig.hardware()
  await until(() => devices.printerStateOf('T1').state === 'offline')
  expect(devices.printerStateOf('T1').reason).toBe('the gateway was stopped')
})

test('a scan goes to the basket of its till', async () => {
  await using rig = await openRig(journal)
  await using gateway = startApp(rig)
  await rig.hardware().devices.put(scanner('T1'))
  const { virtualDevices } = gateway.app
  await until(() => virtualDevices.scanner('scanner-1')?.scan('5901234123457') === true)
  const scan = { event: { kind: 'barcode.scanned', data: '5901234123457' }, till: 'T1' }
  await until(() => rig.live.some(({ event }) => event.kind === 'barcode.scanned'))
  expect(rig.live).toContainEqual(scan)
})

test('a scanned payment card goes nowhere', async () => {
  await using rig = await openRig(journal)
  await using gateway = startApp(rig)
  await rig.hardware().devices.put(scanner('T1'))
  const { virtualDevices } = gateway.app
  await until(() => virtualDevices.scanner('scanner-1')?.scan('4111111111111111') === true)
  await until(() => rig.warnings.some((line) => line.includes('payment card')))
  virtualDevices.scanner('scanner-1')?.scan('4006381333931')
  await until(() => rig.live.some(({ event }) => event.kind === 'barcode.scanned'))
  expect(JSON.stringify([rig.live, rig.warnings])).not.toContain('4111')
})

test('a scanner without a till fills no basket', async () => {
  await using rig = await openRig(journal)
  await using gateway = startApp(rig)
  await rig.hardware().devices.put(scanner(null))
  const { virtualDevices } = gateway.app
  await until(() => virtualDevices.scanner('scanner-1')?.scan('5901234123457') === true)
  await sleep(100)
  expect(rig.live.filter(({ event }) => event.kind === 'barcode.scanned')).toEqual([])
})

test.each([
  ['kind', { kind: 'label-robot' }, 'kind "label-robot"'],
  ['line', { line: { kind: 'infrared', beam: 7 } }, 'line.kind "infrared"'],
])(
  'an old gateway says that it does not know a new %s, and goes on with the rest',
  async (_, odd, words) => {
    await using rig = await openRig(journal)
    await using gateway = startApp(rig)
    const { devices } = rig.hardware()
    const newer = { ...rig.printer, ...odd, device: 'odd-1', lasers: 3 }
    await devices.put(newer as unknown as DeviceConfig)
    await until(() => devices.get('odd-1')?.availability?.reason.includes(words) === true)
    // Fields that it does not know are no reason to refuse.
    await devices.put({ ...newer, ...rig.printer, name: 'Renamed' } as DeviceConfig)
    await gateway.printer('printer-1')
    await rig.printState(await rig.sell(), 'done')
    // A hub of one version back starts with what a newer one wrote.
    await rig.stopHub()
    await rig.startHub()
    expect(
      rig
        .hardware()
        .devices.list()
        .map(({ config }) => config.device),
    ).toEqual(['printer-1'])
    expect(rig.warnings.some((line) => line.includes('odd-1'))).toBe(true)
  },
)

interface App extends AsyncDisposable {
  readonly app: GatewayApp
  /** Once it is online at the hub. */
  printer(device: string): Promise<VirtualPrinter>
}

function startApp(rig: Rig, config: Partial<GatewayAppDeps['config']> = {}): App {
  const app = startGatewayApp({
    config: {
      mqttUrl: rig.url(),
      gateway: 'main',
      store,
      token: secrets.gatewayToken,
      ...config,
    },
    clock: Date.now,
    log: { info: () => undefined, warn: () => undefined },
    printerTimes: { watchMs: 20, waitMs: 20, pollMs: 50, reconnectMinMs: 20, answerMs: 300 },
  })
  return {
    app,
    async printer(device) {
      await until(
        () =>
          app.virtualDevices.printer(device) !== undefined &&
          rig.hardware().devices.get(device)?.availability?.state === 'online',
        () => `${device} online, not ${JSON.stringify(rig.hardware().devices.get(device))}`,
      )
      const printer = app.virtualDevices.printer(device)
      if (printer === undefined) throw new Error('unreachable')
      return printer
    },
    [Symbol.asyncDispose]: () => app.gateway.close(),
  }
}

function scanner(till: string | null): DeviceConfig {
  return DeviceConfig.parse({
    kind: 'barcode-scanner',
    device: 'scanner-1',
    name: 'Scanner',
    line: { kind: 'virtual' },
    till,
  })
}

function paperOf(printer: VirtualPrinter): string {
  return printer.receipts().flatMap(textOf).join('\n')
}
