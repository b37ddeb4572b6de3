import { expect, test } from 'vitest'
import { typeByHand } from '../../support/browser.ts'
import { sell, useScreens } from './drive.ts'
import { amountOf, books, field, openTill } from './screen-shop.ts'

const screens = useScreens()

test('a shift is opened, moves cash, and is closed with what was counted', async () => {
  const { shop, browser } = screens
  const { page } = await browser.openDevice()
  await openTill(shop, page, '50000')
  await sell(page, [books.tale.barcode])
  await page.keyboard.press('F10')
  await field(page, 'shift-report').getByText('68,500').first().waitFor()
  await page.keyboard.press('F3')
  await field(page, 'cash-amount').waitFor()
  await typeByHand(page, '10000')
  await page.keyboard.press('Enter')
  await page.getByText('Say what the cash is for.').waitFor()
  await typeByHand(page, 'to the bank')
  // Good news goes away by itself.
  const told = page.getByText('Cash out: 10,000').waitFor()
  await page.keyboard.press('Enter')
  await told

  await page.keyboard.press('F10')
  await field(page, 'shift-report').getByText('58,500').first().waitFor()
  await page.keyboard.press('F6')
  await field(page, 'counted-cash').waitFor()
  await typeByHand(page, '58000')
  await page.keyboard.press('Enter')
  await field(page, 'closed-shift').waitFor()
  const report = (await field(page, 'closed-shift').innerText()).replace(/\s+/g, ' ')
  expect(report).toMatch(/Cash expected 58,500 ₮ Cash counted 58,000 ₮ Short -500 ₮/)
})

test('cash is counted by notes and coins', async () => {
  const { shop, browser } = screens
  const { page } = await browser.openDevice()
  await openTill(shop, page)
  await page.keyboard.press('F10')
  await field(page, 'shift-report').waitFor()
  await page.keyboard.press('F6')
  await page.locator('summary').click()
  await page.locator('.notes-grid input').nth(0).fill('3')
  await page.locator('.notes-grid input').nth(4).fill('7')
  await expect.poll(() => field(page, 'counted-cash').inputValue()).toBe('63,500')
})

test('a wrong PIN is told with the tries that are left; signing out asks for it again', async () => {
  const { shop, browser } = screens
  shop.addCashier(2, 'Г. Энхтуяа')
  const { page } = await browser.openDevice()
  await openTill(shop, page)
  await page.keyboard.press('F10')
  await field(page, 'shift-report').waitFor()
  await page.keyboard.press('F8')
  await page.locator('.names .button').nth(1).waitFor()
  await page.keyboard.press('ArrowRight')
  await typeByHand(page, '0000')
  await page.keyboard.press('Enter')
  await page.getByText('Wrong PIN. Tries left: 4').waitFor()
  await typeByHand(page, '4321')
  await page.keyboard.press('Enter')
  // The shift is the till's: the other cashier goes on in it.
  await page.locator('.no-lines').waitFor()
  expect(await page.locator('.who').innerText()).toContain('Г. Энхтуяа')
})

test('the drawer opens by right only', async () => {
  const { shop, browser } = screens
  shop.addCashier(1, 'Б. Оюунчимэг', ['sale'])
  const { page } = await browser.openDevice()
  await openTill(shop, page)
  await page.keyboard.press('F10')
  await field(page, 'shift-report').waitFor()
  expect(await page.getByRole('button', { name: 'Open the drawer' }).isDisabled()).toBe(true)
  expect(await page.getByRole('button', { name: 'Close the shift' }).isDisabled()).toBe(true)
  expect(await amountOf(page, 'shift-report')).toContain('50,000')
})
