import { test } from 'vitest'
import { scanWithWedge, typeByHand } from '../../support/browser.ts'
import { useScreens, waitForTotal } from './drive.ts'
import { books, field, openTill } from './screen-shop.ts'

const screens = useScreens()

test('a basket parked at one till is called back at another, once', async () => {
  const { shop, browser } = screens
  const { page: first } = await browser.openDevice()
  const { page: second } = await browser.openDevice()
  await openTill(shop, first)
  await openTill(shop, second)
  await scanWithWedge(first, books.tale.barcode)
  await waitForTotal(first, '18,500₮')
  await first.keyboard.press('%')
  await typeByHand(first, '10')
  await first.keyboard.press('Enter')
  await waitForTotal(first, '16,650₮')
  await first.keyboard.press('F7')
  await field(first, 'park-name').waitFor()
  await typeByHand(first, 'red jacket')
  await first.keyboard.press('Enter')
  await first.locator('.no-lines').waitFor()

  // Both tills see it at once; the first to ask gets it.
  await second.locator('.badge', { hasText: '1' }).waitFor()
  await first.keyboard.press('F8')
  await first.locator('.people li', { hasText: 'red jacket' }).waitFor()
  await second.keyboard.press('F8')
  await second.locator('.people li', { hasText: 'red jacket' }).waitFor()
  await second.keyboard.press('Enter')
  await second.locator('.line', { hasText: books.tale.name }).waitFor()
  await waitForTotal(second, '16,650₮')
  await first.getByText('No basket is parked.').waitFor()
  await second.locator('.badge').waitFor({ state: 'detached' })
})

test('nothing is called back over an open basket', async () => {
  const { shop, browser } = screens
  const { page } = await browser.openDevice()
  await openTill(shop, page)
  await scanWithWedge(page, books.tale.barcode)
  await waitForTotal(page, '18,500₮')
  await page.keyboard.press('F7')
  await field(page, 'park-name').waitFor()
  await page.keyboard.press('Enter')
  await page.locator('.no-lines').waitFor()
  await scanWithWedge(page, books.notebook.barcode)
  await page.locator('.line', { hasText: books.notebook.name }).waitFor()
  await page.keyboard.press('F8')
  await page.getByText('The open basket is not empty.').waitFor()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await page.locator('.line', { hasText: books.notebook.name }).waitFor()
})
