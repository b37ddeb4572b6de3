import { expect, test } from 'vitest'
import { typeByHand } from '../../support/browser.ts'
import { sell, useScreens } from './drive.ts'
import { amountOf, books, field, openTill } from './screen-shop.ts'

const screens = useScreens()

test('one line of a receipt is given back by keys, with reason, as it was paid', async () => {
  const { shop, browser } = screens
  const { page } = await browser.openDevice()
  await openTill(shop, page)
  await sell(page, [books.tale.barcode, books.history.barcode])
  await page.keyboard.press('F9')
  await field(page, 'receipt').waitFor()
  await page.keyboard.press('F4')
  await field(page, 'refund-total').waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('+')
  await expect.poll(() => amountOf(page, 'refund-total')).toBe('48,000₮')
  await page.keyboard.press('F3')
  // No refund without a reason.
  await page.getByText('Say why the goods come back.').waitFor()
  await typeByHand(page, 'page 7 is missing')
  await page.keyboard.press('F3')
  await field(page, 'saved').waitFor()
  expect(await amountOf(page, 'change')).toBe('48,000₮')
  const refund = JSON.parse(shop.hub.journal.eventBySeq(3)?.body ?? '') as unknown
  expect(refund).toMatchObject({
    envelope: { type: 'sale.refunded', tenders: [{ kind: 'cash', amount: -48_000_00 }] },
    payload: { reason: 'page 7 is missing' },
  })

  await page.keyboard.press('Enter')
  await page.keyboard.press('F9')
  await field(page, 'receipt').getByText('Refund of UB1-T1-1-000001').waitFor()
  await page.keyboard.press('ArrowDown')
  await field(page, 'receipt').getByText('1 given back').waitFor()
})

test('what is left of a receipt goes back in full, in cash, and nothing after that', async () => {
  const { shop, browser } = screens
  const { page } = await browser.openDevice()
  await openTill(shop, page)
  await sell(page, [books.tale.barcode])
  await page.keyboard.press('F9')
  await field(page, 'receipt').waitFor()
  await page.keyboard.press('F4')
  await page.keyboard.press('F2')
  await expect.poll(() => amountOf(page, 'refund-total')).toBe('18,500₮')
  await page.keyboard.press('F4')
  await page.getByRole('button', { name: 'Changed mind' }).click()
  await page.keyboard.press('F3')
  await field(page, 'saved').waitFor()
  await page.keyboard.press('Enter')
  await page.keyboard.press('F9')
  await field(page, 'receipt').getByText('Refund of').waitFor()
  await page.keyboard.press('ArrowDown')
  await field(page, 'receipt').getByText('1 given back').waitFor()
  expect(await field(page, 'refund').isDisabled()).toBe(true)
})

test('a receipt is found by its number or the id in its QR, and printed again', async () => {
  const { shop, browser } = screens
  const { page } = await browser.openDevice()
  await openTill(shop, page)
  await sell(page, [books.tale.barcode])
  await sell(page, [books.notebook.barcode])
  await page.keyboard.press('F9')
  await field(page, 'receipt').getByText(books.notebook.name).waitFor()
  const first = shop.hub.journal.eventBySeq(2)
  // A scan of the QR while the receipts are open looks the receipt up; it sells nothing.
  shop.say({ kind: 'barcode.scanned', data: `https://kassahub.example/r?id=${first?.id}` })
  await field(page, 'receipt').getByText(books.tale.name).waitFor()
  await page.keyboard.press('F6')
  await expect.poll(() => shop.hub.journal.head().seq).toBe(4)
  expect(shop.hub.journal.eventBySeq(4)?.type).toBe('receipt.reprinted')
  await page.keyboard.press('Escape')
  await page.locator('.no-lines').waitFor()
})

test('the saved receipt tells where its paper is, as the printer tells it', async () => {
  const { shop, browser } = screens
  const { page } = await browser.openDevice()
  await openTill(shop, page)
  await sell(page, [books.tale.barcode])
  await page.keyboard.press('F9')
  await field(page, 'receipt').waitFor()
  const receiptId = shop.hub.journal.eventBySeq(2)?.id ?? ''
  shop.say({ kind: 'print', receiptId, state: 'waiting', reason: 'paper is out' })
  await field(page, 'print-state').getByText('The printer waits').waitFor()
  expect(await field(page, 'print-state').innerText()).toContain('paper is out')
  shop.say({ kind: 'print', receiptId, state: 'done', reason: '' })
  await field(page, 'print-state').getByText('Printed').waitFor()
})
