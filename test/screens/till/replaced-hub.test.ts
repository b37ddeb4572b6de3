import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { startProgram } from '#hub/packaging/one-box/program.ts'
import { PageOfProducts } from '#shared/contracts/till.ts'
import { removeFolder } from '#test/support/remove-folder.ts'
import { openBrowser, scanWithWedge, screenHost, typeByHand } from '../../support/browser.ts'
import { openShop, type Shop, until } from '../../support/shop.ts'
import { pairTill } from '../../support/till-client.ts'
import { payExactly } from './drive.ts'
import { field } from './screen-shop.ts'

test('what a till page sold off the line is offered to the box that replaces a dead hub, and is in the books once, under its printed numbers [B2.7]', async () => {
  await using shop = await openShop()
  await using browser = await openBrowser()
  const looking = await pairTill(shop.hubUrl, await shop.pairingCode(), 'look')
  const { items } = await looking.call(PageOfProducts, 'GET', '/products?text=ном&limit=50')
  const barcode = items.find((item) => item.barcodes.length > 0)?.barcodes[0] ?? ''
  const manager = (await looking.signIn(shop.credentials.pins.manager)).name
  // Its hub dies under it.
  const { page } = await browser.openDevice({ allowFailedRequests: true })
  const { port } = new URL(shop.hubUrl)
  await page.goto(`http://${screenHost}:${port}/`)
  await pair(page, await shop.pairingCode())
  await page.getByRole('button', { name: 'EN', exact: true }).click()
  await signIn(page, manager, shop.credentials.pins.manager)
  await field(page, 'counted-cash').waitFor()
  await page.keyboard.press('Enter')
  await page.locator('.no-lines').waitFor()
  const till = await tillOf(page)

  shop.link.setCut(true)
  const printed = [await sellOne(page, barcode), await sellOne(page, barcode)]
  await shop.program('hub').kill('SIGKILL')
  removeFolder(join(shop.dataDir, 'hub'))
  shop.link.setCut(false)
  expect(await numbers(shop)).toEqual([])

  const newBox = await startProgram(
    'hub',
    {
      KASSA_DATA: join(shop.dataDir, 'new-box'),
      KASSA_HUB_PORT: port,
      KASSA_MQTT_PORT: '0',
      KASSA_CLOUD_URL: shop.cloudUrl,
      KASSA_HUB_ADMIN_TOKEN: shop.credentials.hubAdminToken,
      KASSA_CLAIM_CODE: await claimCode(shop),
    },
    { command: [process.execPath, 'dist/hub/main.js'] },
  )
  try {
    await until('the new box sells', async () => {
      const health = await (await fetch(`${shop.hubUrl}/v1/health`)).json()
      return z.object({ selling: z.boolean() }).parse(health).selling
    })
    await page.reload()
    await pair(page, await shop.pairingCode())
    await signIn(page, manager, shop.credentials.pins.manager)
    // Its shift goes on: nobody counts the drawer anew.
    await page.locator('.no-lines').waitFor()
    expect(await tillOf(page)).toBe(till)
    printed.push(await sellOne(page, barcode))
    await until('all is in the books', async () => (await numbers(shop)).length >= printed.length)
    await field(page, 'unsent').getByText('Nothing').waitFor()
    expect((await numbers(shop)).toSorted()).toEqual(printed.toSorted())
    expect(new Set(printed).size).toBe(printed.length)
  } finally {
    await newBox.stop()
  }
}, 240_000)

async function pair(page: Page, code: string): Promise<void> {
  await field(page, 'pairing-code').fill(code)
  await page.keyboard.press('Enter')
  await page.locator('.names .button').first().waitFor()
}

async function signIn(page: Page, name: string, pin: string): Promise<void> {
  await page.getByRole('option', { name }).click()
  await typeByHand(page, pin)
  await page.keyboard.press('Enter')
}

/** Answers the number on its receipt. */
async function sellOne(page: Page, barcode: string): Promise<string> {
  await scanWithWedge(page, barcode)
  await page.locator('.line').waitFor()
  await payExactly(page)
  await field(page, 'saved').waitFor()
  const number = await field(page, 'receipt-number').innerText()
  await page.keyboard.press('Enter')
  await page.locator('.no-lines').waitFor()
  return number.trim()
}

async function tillOf(page: Page): Promise<string> {
  return /Till (\w+)/.exec(await page.locator('.who').innerText())?.[1] ?? ''
}

async function numbers(shop: Shop): Promise<string[]> {
  const page = await (await shop.cloud('/v1/receipts?limit=200')).json()
  const { items } = z.object({ items: z.array(z.object({ number: z.string() })) }).parse(page)
  return items.map(({ number }) => number)
}

async function claimCode(shop: Shop): Promise<string> {
  const stores = z.object({ items: z.array(z.object({ id: z.int(), code: z.string() })) })
  const { items } = stores.parse(await (await shop.cloud('/v1/stores?limit=200')).json())
  const storeId = items.find(({ code }) => code === shop.storeCode)?.id
  const made = await shop.cloud('/v1/hubs/codes', {
    method: 'POST',
    body: JSON.stringify({ storeId }),
  })
  return z.object({ code: z.string() }).parse(await made.json()).code
}
