import { randomInt } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { FoundPort } from '#gateway/lines/ports.ts'
import { openSerialLine } from '#gateway/lines/serial.ts'
import { textOf } from '#gateway/virtual/paper.ts'
import { bitsToPng } from '#gateway/virtual/png.ts'
import { createVirtualPrinter, type VirtualPrinter } from '#gateway/virtual/printer.ts'
import { startTcpPrinter } from '#gateway/virtual/tcp-printer.ts'
import { Line } from '#shared/contracts/device.ts'
import { openSerialCable } from '#test/gateway/lines/pty.ts'
import { ADMIN_TOKEN } from '#test/hub/open-hub.ts'
import { type Browser, openBrowser } from '../../support/browser.ts'
import { keepPicture } from '../../support/pictures.ts'
import { type NewBox, openNewBox } from './new-box.ts'

/** What is plugged in at its gateway. */
const ports: FoundPort[] = []
let browser: Browser
let box: NewBox
beforeAll(async () => {
  browser = await openBrowser()
  box = await openNewBox({ listPorts: async () => ports })
})
afterEach(async () => {
  ports.splice(0)
  // As new for the next test.
  await box.rig.hardware().devices.replace([])
  await browser.closeDevices()
})
afterAll(async () => {
  await browser[Symbol.asyncDispose]()
  await box[Symbol.asyncDispose]()
})

test('a technician takes a new box to a printer that prints Ө, with a phone', async () => {
  const page = await openPhone(box.setupUrl)
  await field(page, 'token').fill('a-wrong-token')
  await field(page, 'sign-in').click()
  await page.getByText('The hub does not know this token.').waitFor()
  await keepPicture(page, 'setup-1-sign-in')
  await signIn(page)
  await page.getByText('None is set up yet.').waitFor()
  await keepPicture(page, 'setup-2-new-box')

  await field(page, 'adopt-receipt-printer').click()
  await keepPicture(page, 'setup-3-set-up')
  await field(page, 'save').click()
  const card = page.locator('[data-name="device-printer-1"]')
  await card.getByText('Works').waitFor()
  const printer = box.gateway().virtualDevices.printer('printer-1')
  if (printer === undefined) throw new Error('the gateway has no printer-1')
  await testPage(page)
  // As clones do, it has KZ-1048 at a number of its own: until that is known, Ө is drawn.
  expect(paperOf(printer)).not.toContain('Өвөл')

  printer.tear()
  await card.locator('[data-name="letters"]').click()
  await field(page, 'print-list').click()
  await expect.poll(() => /(\d+) ӨөҮүЖя/.exec(paperOf(printer))?.[1]).toBe('6')
  await field(page, 'page-rk1048').fill('6.')
  await field(page, 'keep-pages').click()
  await page.getByText('A number from 0 to 255').waitFor()
  await field(page, 'page-rk1048').fill('6')
  await field(page, 'keep-pages').click()
  await page.getByText('Kept. Print a test page').waitFor()
  await keepPicture(page, 'setup-4-letters')
  expect(box.rig.hardware().devices.get('printer-1')?.config).toMatchObject({
    codePages: { rk1048: 6 },
  })

  printer.tear()
  await card.locator('[data-name="letters"]').click()
  await testPage(page)
  expect(paperOf(printer)).toContain('Өвөл үүл өнгөрнө')
  await page.getByRole('button', { name: 'Монгол' }).click()
  await page.getByText('Туршилтын хуудас хэвлэгдлээ.').waitFor()
  await keepPicture(page, 'setup-5-works')

  // What was set up is the hub's: another gateway in the place of this one prints alike.
  await box.replaceGateway()
  await page.getByRole('button', { name: 'English' }).click()
  await expect
    .poll(() => box.gateway().virtualDevices.printer('printer-1')?.state().power)
    .toBe('on')
  await card.getByText('Works').waitFor()
  await testPage(page)
  const successor = box.gateway().virtualDevices.printer('printer-1')
  expect(successor === undefined ? '' : paperOf(successor)).toContain('Өвөл үүл өнгөрнө')
})

test('what is plugged in appears, is asked what it is, and is set up as it answered', async () => {
  await using cable = await openSerialCable()
  const printer = createVirtualPrinter({ maker: 'epson', columns: 48, clock: Date.now })
  printer.attach(await openSerialLine(serialAt(cable.far)))
  printer.setCover('open')
  const page = await openPhone(box.setupUrl)
  await signIn(page)
  await page.getByText('Nothing is plugged in here.').waitFor()

  const path = cable.near
  ports.push({ kind: 'serial', path, device: path, name: 'FTDI FT232R USB UART A50285BI' })
  const port = page.locator(`[data-name="port-${path}"]`)
  await port.locator('[data-name="probe"]').click()
  await port.getByText('A receipt printer answers at 9600 8N1.').waitFor()
  await port.getByText('The cover is open').waitFor()
  await keepPicture(page, 'setup-6-probed')
  expect(paperOf(printer)).toBe('')
  await port.locator('[data-name="adopt"]').click()
  await port.locator('[data-name="profile"]').selectOption('epson-tm-t20iii')
  await keepPicture(page, 'setup-7-serial')
  await port.locator('[data-name="save"]').click()
  await port.getByText('Set up as Receipt printer 1').waitFor()
  expect(await port.locator('[data-name="probe"]').count()).toBe(0)
  const card = page.locator('[data-name="device-printer-1"]')
  await card.getByText('The cover is open').waitFor()
  await card.locator('[data-name="history"]').click()
  await card.locator('.history').getByText('The cover is open').waitFor()
  await keepPicture(page, 'setup-8-fault')
  printer.setCover('closed')
  await card.getByText('Works').first().waitFor()

  await field(page, 'adopt-network').click()
  await field(page, 'save').click()
  await page.getByText('Type its address').waitFor()
  await field(page, 'network-host').fill('printer')
  await field(page, 'probe-network').click()
  await page.getByText('Type an IP address').waitFor()
  const host = `127.${randomInt(1, 255)}.${randomInt(1, 255)}.${randomInt(2, 255)}`
  await field(page, 'network-host').fill(host)
  const far = createVirtualPrinter({ maker: 'epson', columns: 48, clock: Date.now })
  const server = await startTcpPrinter({ printer: far, host, port: 9100 })
  await field(page, 'probe-network').click()
  await page.getByText(`A receipt printer answers at ${host}:9100.`).waitFor()
  await keepPicture(page, 'setup-9-network')
  await server.close()
  expect(await field(page, 'host').inputValue()).toBe(host)
  await field(page, 'port').fill('0')
  await field(page, 'save').click()
  await page.locator('[data-name="port"][aria-invalid="true"]').waitFor()
  await page.getByText('At least 1.', { exact: true }).waitFor()
  await keepPicture(page, 'setup-10-wrong-field')

  await card.locator('[data-name="remove"]').click()
  await field(page, 'remove-yes').click()
  await port.locator('[data-name="probe"]').waitFor()
})

test('one file does the same, and a wrong one says where it is wrong', async () => {
  const page = await openPhone(box.setupUrl)
  await signIn(page)
  const scanner = {
    kind: 'barcode-scanner',
    device: 'scanner-1',
    name: 'Counter',
    line: { kind: 'virtual' },
    till: 'T1',
  }
  const give = (content: string) =>
    field(page, 'load-file').setInputFiles({
      name: 'devices.json',
      mimeType: 'application/json',
      buffer: Buffer.from(content),
    })
  await give('{"devices": [')
  await page.getByText('This file is not JSON').waitFor()
  await give(JSON.stringify({ devices: [{ ...scanner, till: 7 }] }))
  await field(page, 'load-yes').click()
  await page.getByText(/^devices\.0\.till \(7\)/).waitFor()
  await keepPicture(page, 'setup-11-wrong-file')
  await give(JSON.stringify({ devices: [scanner] }))
  await field(page, 'load-yes').click()
  await page.getByText('Set up by the file: 1.').waitFor()
  const card = page.locator('[data-name="device-scanner-1"]')
  await card.getByText('Works').waitFor()
  await field(page, 'test').click()
  await card.getByText('Show it something').waitFor()
  // The page says so before the hub listens: who scanned too soon scans again.
  const read = async () => {
    box.gateway().virtualDevices.scanner('scanner-1')?.scan('4006381333931')
    return await card.getByText('Read: 4006381333931').count()
  }
  await expect.poll(read, { interval: 500 }).toBe(1)
  const saving = page.waitForEvent('download')
  await field(page, 'save-file').click()
  const file = await (await saving).path()
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ devices: [scanner] })
})

test('a logo is chosen, looked at and printed; what is wrong with a picture is said', async () => {
  const page = await openPhone(box.setupUrl)
  await signIn(page)
  await field(page, 'adopt-receipt-printer').click()
  await field(page, 'save').click()
  await field(page, 'logo').click()
  const choose = (name: string, buffer: Buffer) =>
    field(page, 'logo-file').setInputFiles({ name, mimeType: 'image/png', buffer })
  const png = bitsToPng(8, 40, new Uint8Array(8 * 40).fill(0xf0))
  await choose('logo.gif', Buffer.from('GIF89a, and more of it than a head'))
  await page.getByText('logo.gif is no PNG picture').waitFor()
  await choose('shop.png', Buffer.concat([png, Buffer.alloc(40_000)]))
  await page.getByText('shop.png has 40 KB; at most 32 go').waitFor()
  await choose('wide.png', bitsToPng(251, 1, new Uint8Array(251)))
  await page.getByText('wide.png is 2008 × 1 dots').waitFor()
  await choose('half.png', png.subarray(0, 40))
  await page.getByText('half.png is damaged').waitFor()
  expect(await field(page, 'logo-keep').count()).toBe(0)
  await choose('logo.png', png)
  await field(page, 'logo-preview').waitFor()
  await keepPicture(page, 'setup-12-logo')
  await field(page, 'logo-keep').click()
  await page.getByText('Kept. Print a test page and look at it.').waitFor()
  await testPage(page)
  const printer = box.gateway().virtualDevices.printer('printer-1')
  expect(
    printer
      ?.receipts()
      .at(-1)
      ?.items.find(({ kind }) => kind === 'picture'),
  ).toMatchObject({
    widthBytes: 8,
    rows: 40,
  })
  await page.getByRole('button', { name: 'Монгол' }).click()
  await keepPicture(page, 'setup-13-logo-mn')
  await field(page, 'logo-remove').click()
  await page.getByText('Баримт логогүй хэвлэгдэнэ.').waitFor()
  expect(box.rig.hardware().devices.get('printer-1')?.config).not.toHaveProperty('logo')
})

async function openPhone(url: string): Promise<Page> {
  const { page } = await browser.openDevice({ width: 390, height: 844 })
  await page.goto(url)
  return page
}

async function signIn(page: Page): Promise<void> {
  await field(page, 'token').fill(ADMIN_TOKEN)
  await field(page, 'sign-in').click()
  await page.getByRole('heading', { name: 'Found' }).waitFor()
}

async function testPage(page: Page): Promise<void> {
  await field(page, 'test').click()
  await page.getByText('The test page is printed.').waitFor()
}

function field(page: Page, name: string) {
  return page.locator(`[data-name="${name}"]`)
}

function paperOf(printer: VirtualPrinter): string {
  return printer.receipts().flatMap(textOf).join('\n')
}

function serialAt(path: string) {
  const line = Line.parse({ kind: 'serial', path })
  if (line.kind !== 'serial') throw new Error('unreachable')
  return line
}
