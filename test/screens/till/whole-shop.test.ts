import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { PageOfProducts } from '#shared/contracts/till.ts'
import { openBrowser, scanWithWedge, screenHost, typeByHand } from '../../support/browser.ts'
import { openShop, type Shop, until } from '../../support/shop.ts'
import { payExactly } from './drive.ts'
import { field } from './screen-shop.ts'

test('with cloud, hub and gateway running: sell, print, scan over MQTT, cut the link, sell on, catch up', async () => {
  await using shop = await openShop()
  await using browser = await openBrowser()
  const { client } = await shop.openTill()
  const { items } = await client.call(PageOfProducts, 'GET', '/products?text=ном&limit=50')
  const [book, other] = items.filter((item) => item.barcodes.length > 0)
  const manager = (await client.status()).cashier?.name ?? ''
  const { page } = await browser.openDevice()
  await page.goto(`http://${screenHost}:${new URL(shop.hubUrl).port}/`)

  await field(page, 'pairing-code').waitFor()
  await typeByHand(page, await shop.pairingCode())
  await page.keyboard.press('Enter')
  // The store's language is Mongolian, and so is its till until someone chooses another.
  await page.getByText('Хэн борлуулах вэ?').waitFor()
  await page.getByRole('button', { name: 'EN', exact: true }).click()
  await page.getByRole('option', { name: manager }).click()
  await typeByHand(page, shop.credentials.pins.manager)
  await page.keyboard.press('Enter')
  await field(page, 'counted-cash').waitFor()
  await page.keyboard.press('Enter')
  await page.locator('.no-lines').waitFor()
  await field(page, 'link').getByText('Online').waitFor()
  await field(page, 'printer').getByText('Ready').waitFor()

  await giveScannerTo(shop, await tillOf(page))
  await scanWithWedge(page, book?.barcodes[0] ?? '')
  await page.locator('.line').nth(0).waitFor()
  const scan = await shop.devicePage('/devices/scanner-1/scan', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ data: other?.barcodes[0] }),
  })
  expect(scan.status).toBe(200)
  await page.locator('.line').nth(1).waitFor()
  await payExactly(page)
  await field(page, 'saved').waitFor()
  await field(page, 'print-state').getByText('Printed').waitFor({ timeout: 20_000 })
  await field(page, 'unsent').getByText('Nothing').waitFor({ timeout: 20_000 })
  await page.keyboard.press('Enter')

  shop.link.setCut(true)
  await field(page, 'link')
    .getByText(/Offline since \d\d:\d\d/)
    .waitFor({ timeout: 30_000 })
  await scanWithWedge(page, book?.barcodes[0] ?? '')
  await page.locator('.line').nth(0).waitFor()
  await payExactly(page)
  await field(page, 'saved').waitFor()
  await field(page, 'unsent').getByText('1', { exact: true }).waitFor()
  await page.keyboard.press('Enter')
  shop.link.setCut(false)
  await field(page, 'link').getByText('Online').waitFor({ timeout: 30_000 })
  await until('all is in the cloud', async () => (await client.status()).unsent === 0)
  await field(page, 'unsent').getByText('Nothing').waitFor({ timeout: 20_000 })
}, 240_000)

async function tillOf(page: Page): Promise<string> {
  return /Till (\w+)/.exec(await page.locator('.who').innerText())?.[1] ?? ''
}

/** A scanner fills the basket of the one till that it belongs to. */
async function giveScannerTo(shop: Shop, till: string): Promise<void> {
  const scanner = { kind: 'barcode-scanner', device: 'scanner-1', name: 'Scanner', till }
  const answer = await fetch(`${shop.hubUrl}/v1/devices/scanner-1`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${shop.credentials.hubAdminToken}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ ...scanner, line: { kind: 'virtual' } }),
  })
  expect(answer.ok).toBe(true)
  await until('the scanner is on', async () =>
    (await (await shop.devicePage('/devices')).text()).includes('"scanner-1"'),
  )
}
