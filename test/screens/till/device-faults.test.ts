import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { paymentCards } from '#test/gateway/card/payment-cards.ts'
import { type Counter, cheese, openCounter, weightLabel } from '#test/hub/devices/open-counter.ts'
import { newId } from '#test/hub/print/rig.ts'
import { type Browser, openBrowser, scanWithWedge, screenHost } from '../../support/browser.ts'
import { keepPicture, wantsPictures } from '../../support/pictures.ts'
import { field, openTill, pairingCodeOf, putCashier } from './screen-shop.ts'

const sizes = [
  [1280, 800],
  [1024, 600],
  [390, 844],
] as const

let counter: Counter
let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
  counter = await openCounter()
  putCashier(counter.hub, 1, 'Б. Оюунчимэг')
  await counter.setUp([
    { kind: 'barcode-scanner', device: 'scanner', name: 'Уншигч', till: 'T1' },
    { kind: 'card-reader', device: 'stripe', name: 'Карт уншигч', till: 'T1', ...magstripe },
    { kind: 'customer-display', device: 'display', name: 'Дэлгэц', till: 'T1', ...cd5220 },
    { kind: 'scale', device: 'scale', name: 'Жин', till: 'T1', protocol: 'mettler-8217' },
    { kind: 'barcode-scanner', device: 'other', name: 'T2-ынх', till: 'T2' },
  ])
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await counter?.[Symbol.asyncDispose]()
})

const magstripe = { reader: 'magstripe', lrc: true }
const cd5220 = { profile: 'cd5220' }

test('what scanner, card reader and scale cannot do stands on the till in words, and goes with its cause', async () => {
  const { page } = await browser.openDevice({ allowFailedRequests: true })
  const url = `http://${screenHost}:${counter.port}/`
  await openTill({ url, pairingCode: () => pairingCodeOf(counter.hub) }, page)
  const { virtualDevices } = counter.gateway
  const said = page.locator('.said .notice')

  virtualDevices.scanner('scanner')?.scan(weightLabel(548))
  await page.locator('.line', { hasText: cheese.name }).getByText('0.548').waitFor()

  virtualDevices.scanner('scanner')?.scan(weightLabel(250, '99999'))
  await said.getByText('The label is of goods 2299999000001, which no product has.').waitFor()
  virtualDevices.scanner('scanner')?.scan(weightLabel(0, '99999'))
  await said.getByText('The label has no weight or price on it.').waitFor()

  counter.end('scanner').setFault('half')
  virtualDevices.scanner('scanner')?.scan(weightLabel(250))
  await said.getByText('The scanner read no whole code.').waitFor()
  counter.end('stripe').setFault('garbage')
  virtualDevices.cardReader('stripe')?.show('7001234')
  await said.getByText('The card was not read.').waitFor()
  await picture(page, 'unread-card')
  counter.end('stripe').setFault('none')
  virtualDevices.cardReader('stripe')?.show(`;${paymentCards[0]}=2912?`)
  await said.getByText('That was a payment card').waitFor()

  // Where a dialog covers the notices, it holds them.
  await page.keyboard.press('F3')
  virtualDevices.cardReader('stripe')?.show(`;${paymentCards[0]}=2912?`)
  await page.locator('dialog').getByText('That was a payment card').waitFor()
  await picture(page, 'refused-card-while-paying')
  await page.keyboard.press('Escape')
  await page.locator('dialog').waitFor({ state: 'detached' })

  virtualDevices.scale('scale')?.put(500, 'moving')
  await scanWithWedge(page, cheese.barcode)
  await said.getByText('The scale does not come to rest.').waitFor()

  const faults = field(page, 'device-faults')
  expect(await faults.count()).toBe(0)
  counter.end('scanner').setFault('unplugged')
  counter.end('scale').setFault('unplugged')
  await faults.getByText('Жин, Уншигч: Its cable is out: plug it in').waitFor()
  await faults.getByText('Selling goes on: type codes and weights').waitFor()
  counter.end('scanner').setFault('none')
  await faults.getByText('Жин: Its cable is out: plug it in').waitFor()
  await faults.getByText('Type the weights.').waitFor()
  await scanWithWedge(page, cheese.barcode)
  await page.locator('dialog').getByText('The scale does not answer.').waitFor()
  await picture(page, 'no-scale')
  await page.keyboard.press('Escape')

  virtualDevices.printer('printer-1')?.setCover('open')
  await faults.getByText('Printer: The cover is open').waitFor()
  await field(page, 'printer').getByText('The cover is open').waitFor()
  await counter.rig.hardware().prints.openDrawer('T1', newId())
  await said.getByText('The drawer did not open').waitFor()
  await said.getByText('The cover is open').waitFor()
  await picture(page, 'faults-en')
  await page.getByRole('button', { name: 'MN', exact: true }).click()
  await faults.getByText('Жин: Утас нь салсан: залгана уу').waitFor()
  await faults.getByText('Printer: Таг онгорхой').waitFor()
  await picture(page, 'faults-mn')
  expect(await faults.innerText()).not.toContain('T2')

  virtualDevices.printer('printer-1')?.setCover('closed')
  counter.end('scale').setFault('none')
  await faults.waitFor({ state: 'detached' })
  expect(await page.content()).not.toContain(paymentCards[0])
})

async function picture(page: Page, name: string): Promise<void> {
  if (!wantsPictures) return
  for (const [width, height] of sizes) {
    await page.setViewportSize({ width, height })
    await keepPicture(page, `${name}-${width}`)
  }
  await page.setViewportSize({ width: 1280, height: 800 })
}
