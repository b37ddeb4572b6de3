import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest'
import { type Browser, openBrowser, scanWithWedge } from '../../support/browser.ts'
import { amountOf, field, openScreenShop, type ScreenShop } from './screen-shop.ts'

/** A shop for each test, one browser for the file; a fault of any page fails its test. */
export function useScreens(): { readonly shop: ScreenShop; readonly browser: Browser } {
  // A browser on a busy machine: the steps are many, each is quick.
  vi.setConfig({ testTimeout: 120_000 })
  let shop: ScreenShop | undefined
  let browser: Browser | undefined
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser?.[Symbol.asyncDispose]())
  beforeEach(async () => {
    shop = await openScreenShop()
  })
  afterEach(async () => {
    try {
      await browser?.closeDevices()
    } finally {
      await shop?.[Symbol.asyncDispose]()
    }
  })
  return {
    get shop() {
      if (shop === undefined) throw new Error('the shop opens before each test')
      return shop
    },
    get browser() {
      if (browser === undefined) throw new Error('the browser opens before all tests')
      return browser
    },
  }
}

/** The total as the hub has quoted it. */
export async function waitForTotal(page: Page, total: string): Promise<void> {
  await expect.poll(() => amountOf(page, 'total')).toBe(total)
  await page.locator('.due-words[aria-busy="false"]').waitFor()
}

export async function payExactly(page: Page): Promise<void> {
  // An empty basket is quoted too: the scan must have arrived before anything can be paid.
  await page.locator('.line').first().waitFor()
  await page.locator('.due-words[aria-busy="false"]').waitFor()
  await page.keyboard.press('F3')
  await field(page, 'amount').waitFor()
  await page.keyboard.press('Enter')
  await page.locator('.pay-figure.settled').waitFor()
  await page.keyboard.press('F3')
}

/** A saved sale of these scans, and back to the empty basket. */
export async function sell(page: Page, barcodes: readonly string[]): Promise<void> {
  for (const [at, barcode] of barcodes.entries()) {
    await scanWithWedge(page, barcode)
    await page.locator('.line').nth(at).waitFor()
  }
  await payExactly(page)
  await field(page, 'saved').waitFor()
  await page.keyboard.press('Enter')
  await page.locator('.no-lines').waitFor()
}
