import { expect, test } from 'vitest'
import { sell, useScreens } from './drive.ts'
import { books, field, openTill } from './screen-shop.ts'

const screens = useScreens()

test('who, where, shift, clock, cloud, prices, printer and what waits are always in sight', async () => {
  const { shop, browser } = screens
  const { page } = await browser.openDevice()
  await openTill(shop, page)
  await field(page, 'link').getByText('Online').waitFor()
  const bar = await page.locator('.status-bar').innerText()
  expect(bar).toMatch(/Номын өргөө/)
  expect(bar).toMatch(/Till T1 · Б\. Оюунчимэг · shift since \d\d:\d\d/)
  expect(bar).toMatch(/Prices\s+Up to date/)
  expect(bar).toMatch(/Printer\s+Ready/)
  expect(bar).toMatch(/\d\d:\d\d$/)
})

test('with the cloud away the till says since when, counts what waits, and goes on selling', async () => {
  const { shop, browser } = screens
  const { page } = await browser.openDevice()
  await openTill(shop, page)
  await field(page, 'link').getByText('Online').waitFor()
  shop.cloud.report('stream', false)
  await field(page, 'link')
    .getByText(/Offline since \d\d:\d\d/)
    .waitFor()
  await sell(page, [books.tale.barcode])
  // The opening of the shift and the sale wait for the cloud.
  await field(page, 'unsent').getByText('2').waitFor()
  shop.hub.later(3 * 3_600_000)
  shop.cloud.report('stream', true)
  await field(page, 'link').getByText('Online').waitFor()
})

test('a till that the hub no longer knows asks for a new pairing code', async () => {
  const { shop, browser } = screens
  const { page } = await browser.openDevice({ allowFailedRequests: true })
  await openTill(shop, page)
  await page.evaluate(
    `localStorage.setItem('kassa.till', JSON.stringify({ token: 'gone', till: 'T1', store: '' }))`,
  )
  await page.reload()
  await page.getByText('no longer known to the hub').waitFor()
  await field(page, 'pairing-code').waitFor()
})

test('a wrong pairing code is told in words with what to do', async () => {
  const { shop, browser } = screens
  const { page } = await browser.openDevice()
  await page.goto(shop.url)
  await field(page, 'pairing-code').fill('WRONG-99')
  await page.keyboard.press('Enter')
  await page.locator('.notice.danger').waitFor()
  expect((await page.locator('.notice.danger').innerText()).length).toBeGreaterThan(20)
})

test('a full disk is told on the till in its language, with the remedy, and the sale is not lost', async () => {
  const { shop, browser } = screens
  const { page } = await browser.openDevice({ allowFailedRequests: true })
  await openTill(shop, page)
  shop.hub.setFreeBytes(40 * 1024 ** 2 + 64 * 1024 ** 2)
  const banner = field(page, 'disk-sales')
  await banner.getByText("The hub's disk is full (40 MiB left)").waitFor()
  await banner.getByText('Close the shift, which still works').waitFor()
  await page.getByRole('button', { name: 'MN', exact: true }).click()
  await banner.getByText('диск дүүрсэн (40 МиБ үлдсэн)').waitFor()
  shop.hub.setFreeBytes(10 * 1024 ** 3)
  await banner.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'EN', exact: true }).click()
  await sell(page, [books.tale.barcode])
})
