import { once } from 'node:events'
import { createRequire } from 'node:module'
import { BlockList, connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startGatewayApp } from '#gateway/app.ts'
import { textOf } from '#gateway/virtual/paper.ts'
import type { VirtualPrinter } from '#gateway/virtual/printer.ts'
import type { Journal } from '#hub/journal/journal.ts'
import { RAW_JOB_BYTES } from '#hub/print/raw-port.ts'
import { openRig, openTestJournal, type Rig, secrets, sleep, store, until } from './rig.ts'

/** What the test uses of the package, which has no types. */
interface Escpos {
  readonly Network: new (
    host: string,
    port: number,
  ) => { open(done: (error?: Error | null) => void): void }
  readonly Printer: new (device: object, options: { readonly encoding: string }) => EscposPrinter
}
interface EscposPrinter {
  align(where: 'ct'): EscposPrinter
  text(text: string): EscposPrinter
  cut(): EscposPrinter
  close(done: () => void): EscposPrinter
}
const escpos = createRequire(import.meta.url)('escpos') as Escpos

let journal: Journal
beforeAll(async () => {
  journal = await openTestJournal()
})
afterAll(() => journal.close())

test('bytes sent to the raw port come out of the printer as they are, one job a connection or pause', async () => {
  await using shop = await openShop()
  await say(shop.rig, 'HELLO FROM OLD SOFTWARE\n\x1dV\x00')
  await until(() => shop.paper().includes('HELLO FROM OLD SOFTWARE'))
  const socket = await open(shop.rig)
  socket.write('FIRST\n\x1dV\x00')
  await until(() => shop.paper().includes('FIRST'))
  socket.end('SECOND\n\x1dV\x00')
  await until(() => shop.paper().includes('SECOND'))
  // A receipt of ours is not changed by what other software left switched on.
  await say(shop.rig, '\x1bE\x01\x1d!\x11BOLD AND LARGE\n')
  await shop.rig.printState(await shop.rig.sell(), 'done')
  expect(shop.paper()).toContain('UB1-T1-1-000042-7Q')
  expect(shop.printer.warnings()).toEqual([])
})

test('software that prints with the npm package escpos prints by the queue', async () => {
  await using shop = await openShop()
  const device = new escpos.Network('127.0.0.1', shop.rig.hardware().rawPort ?? 0)
  const printer = new escpos.Printer(device, { encoding: 'CP866' })
  await new Promise<void>((resolve, reject) => {
    device.open((error) => {
      if (error) reject(error)
      else
        printer
          .align('ct')
          .text('SHOP OF OTHER SOFTWARE')
          .text('Milk 1 l      4 200')
          .cut()
          .close(resolve)
    })
  })
  await until(() => shop.paper().includes('Milk 1 l      4 200'))
  expect(shop.paper()).toContain('SHOP OF OTHER SOFTWARE')
  expect(shop.printer.receipts()[0]?.isCut).toBe(true)
  expect(rows(journal)).toEqual([{ kind: 'raw', device: 'printer-1' }])
})

test('a raw print waits for paper like every other, and outlives the hub', async () => {
  await using shop = await openShop()
  shop.printer.setPaper('out')
  const long = `${'x'.repeat(40)}\n`.repeat(9000)
  await say(shop.rig, `${long}THE END\n`)
  await until(() => openJobs(journal) === 1)
  await shop.rig.stopHub()
  await shop.rig.startHub()
  shop.printer.setPaper('ok')
  await until(() => shop.paper().includes('THE END'))
  await until(() => openJobs(journal) === 0)
})

test('a job that is too large or breaks off prints nothing', async () => {
  await using shop = await openShop({ gapMs: 10_000 })
  const large = await open(shop.rig)
  const closed = new Promise((resolve) => large.once('close', resolve))
  large.write(Buffer.alloc(RAW_JOB_BYTES + 1, 'x'))
  await closed
  const broken = await open(shop.rig)
  broken.write('HALF')
  // What comes in one piece with the reset is an end to Node: it must have been read before.
  // In many turns, as a machine that stands still may spend one in which nothing is read.
  for (let turn = 0; turn < 30; turn += 1) await sleep(10)
  broken.resetAndDestroy()
  const said = (words: string) => shop.rig.warnings.some((line) => line.includes(words))
  await until(
    () => said('more than 2097152 bytes') && said('it broke off'),
    () => `two refusals, not ${shop.rig.warnings.join('; ')}`,
  )
  expect(openJobs(journal)).toBe(0)
  expect(shop.paper()).toBe('')
})

test('who is not on the list is not let in', async () => {
  const allow = new BlockList()
  allow.addSubnet('192.168.7.0', 24)
  await using shop = await openShop({ allow })
  const socket = connect(shop.rig.hardware().rawPort ?? 0, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'close')
  expect(shop.rig.warnings.join()).toContain('KASSA_RAW_PRINT_ALLOW')
})

interface Shop extends AsyncDisposable {
  readonly rig: Rig
  readonly printer: VirtualPrinter
  paper(): string
}

async function openShop({ allow = ourselves(), gapMs = 60 } = {}): Promise<Shop> {
  const rig = await openRig(journal, { rawPort: { host: '127.0.0.1', port: 0, allow, gapMs } })
  const app = startGatewayApp({
    config: { mqttUrl: rig.url(), gateway: 'main', store, token: secrets.gatewayToken },
    clock: Date.now,
    log: { info: () => undefined, warn: () => undefined },
    printerTimes: { watchMs: 20, waitMs: 20, pollMs: 50, reconnectMinMs: 20, answerMs: 300 },
  })
  await until(() => rig.hardware().devices.printerStateOf('T1').state === 'online')
  const printer = app.virtualDevices.printer('printer-1')
  if (printer === undefined) throw new Error('no virtual printer')
  return {
    rig,
    printer,
    paper: () => printer.receipts().flatMap(textOf).join('\n'),
    async [Symbol.asyncDispose]() {
      await app.gateway.close()
      await rig[Symbol.asyncDispose]()
    },
  }
}

function ourselves(): BlockList {
  const list = new BlockList()
  list.addSubnet('127.0.0.0', 8)
  return list
}

async function open(rig: Rig): Promise<Socket> {
  const socket = connect(rig.hardware().rawPort ?? 0, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

async function say(rig: Rig, text: string): Promise<void> {
  const socket = await open(rig)
  socket.end(Buffer.from(text, 'latin1'))
  socket.resume()
  await once(socket, 'close')
}

function rows(of: Journal) {
  return of.read('SELECT kind, device FROM print_job', [])
}

function openJobs(of: Journal): number {
  const [row] = of.read(
    "SELECT count(*) AS jobs FROM print_job WHERE kind = 'raw' AND state NOT IN ('done', 'failed')",
    [],
  )
  return Number(row?.['jobs'])
}
