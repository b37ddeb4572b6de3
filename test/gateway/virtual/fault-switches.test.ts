import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createVirtualLines } from '#gateway/lines/virtual.ts'
import { cableFaults } from '#gateway/virtual/cable-end.ts'
import { createVirtualDevices } from '#gateway/virtual/devices.ts'
import { type DevicePage, startDevicePage } from '#gateway/virtual/page.ts'
import type { VirtualPrinterState } from '#gateway/virtual/printer.ts'
import { loads } from '#gateway/virtual/scale.ts'
import { DeviceConfig } from '#shared/contracts/device.ts'
import { type Browser, openBrowser, screenHost } from '../../support/browser.ts'
import { keepPicture, wantsPictures } from '../../support/pictures.ts'

const common = { name: 'Касс 1', line: { kind: 'virtual' }, till: 'T1' }
const configs = [
  { ...common, kind: 'receipt-printer', device: 'printer', profile: 'generic-80mm' },
  { ...common, kind: 'barcode-scanner', device: 'scanner' },
  { ...common, kind: 'card-reader', device: 'reader', reader: 'magstripe' },
  { ...common, kind: 'customer-display', device: 'display', profile: 'epson-vfd' },
  { ...common, kind: 'scale', device: 'scale', protocol: 'mettler-8217' },
].map((config) => DeviceConfig.parse(config))
const virtualDevices = createVirtualDevices({ lines: createVirtualLines(), clock: Date.now })
let page: DevicePage
let browser: Browser
beforeAll(async () => {
  for (const config of configs) virtualDevices.ensure(config)
  page = await startDevicePage({
    host: '127.0.0.1',
    port: 0,
    store: 'UB1',
    gateway: 'main',
    devices: () => configs.map((config) => ({ config, availability: 'online', reason: '' })),
    virtualDevices,
    link: null,
  })
  virtualDevices.onChange(() => page.changed())
  browser = await openBrowser()
})
afterAll(async () => {
  await browser[Symbol.asyncDispose]()
  await page.close()
})

async function open(width: number, height: number) {
  const screen = await browser.openDevice({ width, height })
  await screen.page.goto(page.url.replace('127.0.0.1', screenHost))
  return screen.page
}

function need<T>(device: T | undefined): T {
  if (device === undefined) throw new Error('not plugged in')
  return device
}

test('each fault of a cable has its switch on the page of every device that has a cable', async () => {
  const screen = await open(1280, 900)
  const ends = {
    scanner: need(virtualDevices.scanner('scanner')),
    reader: need(virtualDevices.cardReader('reader')),
    display: need(virtualDevices.display('display')),
    scale: need(virtualDevices.scale('scale')),
  }
  for (const [device, end] of Object.entries(ends)) {
    const card = screen.locator(`#device-${device}`)
    const switches = card.locator('[data-fault]')
    await switches.first().waitFor()
    const faults = cableFaults.filter((fault) => fault !== 'none')
    expect((await attributes(switches, 'data-fault')).toSorted()).toEqual(faults.toSorted())
    // They share their switches: all are pressed at one, and one at each of the others.
    for (const fault of device === 'scanner' ? faults : faults.slice(2, 3)) {
      await card.locator(`[data-fault=${fault}]`).dispatchEvent('click')
      await expect.poll(() => end.fault()).toBe(fault)
      await card.locator('.sensors .chip.bad').waitFor()
      if (device === 'scale') await keepPicture(screen, 'device-faults')
      await card.locator('[data-fault=none]').dispatchEvent('click')
      await expect.poll(() => end.fault()).toBe('none')
      await switches.nth(1).waitFor()
    }
  }
  const options = screen.locator('#device-scale select option')
  expect((await attributes(options, 'value')).toSorted()).toEqual(loads.toSorted())
})

type Faulty = Omit<VirtualPrinterState, 'drawer'>
/** What can be wrong with a printer, and the switches that make it so and mend it: the types see that none is missing. */
const printerFaults: {
  readonly [Part in keyof Faulty]: {
    readonly [Fault in `${Exclude<Faulty[Part], 'ok' | 'closed' | 'on' | 'in' | 'good' | false>}`]: readonly [
      string,
      string,
    ]
  }
} = {
  paper: { out: ['paper-out', 'paper-in'], low: ['paper-low', 'paper-in'] },
  cover: { open: ['cover-open', 'cover-close'] },
  power: { off: ['offline', 'online'] },
  silent: { true: ['silent', 'speak'] },
  cable: { out: ['unplug', 'speak'] },
  answers: { garbage: ['garbage', 'speak'], half: ['half', 'speak'] },
}

test('each state of a printer in which it does not print well has its switch, and one that mends it', async () => {
  const screen = await open(390, 844)
  const printer = need(virtualDevices.printer('printer'))
  const press = (action: string) =>
    screen.locator(`#device-printer [data-action=${action}]`).dispatchEvent('click')
  const isSet = (part: string, fault: string) =>
    expect.poll(() => String(Reflect.get(printer.state(), part))).toBe(fault)
  for (const [part, faults] of Object.entries(printerFaults)) {
    for (const [fault, [cause, cure]] of Object.entries(faults)) {
      await press(cause)
      await isSet(part, fault)
      await press(cure)
      await expect.poll(() => String(Reflect.get(printer.state(), part))).not.toBe(fault)
    }
  }
  await screen.locator('#device-printer [data-action=run-out]').waitFor()
  await screen.locator('#device-printer [data-action=run-out-byte]').waitFor()
  // On a phone nothing stands beside the screen.
  const wide = await screen.evaluate<number>('document.documentElement.scrollWidth')
  expect(wide).toBe(390)
  if (!wantsPictures) return
  await screen.locator('#device-scale [data-fault]').first().waitFor()
  await keepPicture(screen, 'device-faults-390')
  await screen.selectOption('#language', 'mn')
  await screen.locator('#device-scale [data-fault]').first().waitFor()
  await keepPicture(screen, 'device-faults-390-mn')
})

async function attributes(all: Locator, name: string): Promise<string[]> {
  const found = await Promise.all((await all.all()).map((one) => one.getAttribute(name)))
  return found.map(String)
}
