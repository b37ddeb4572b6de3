import { expect, test } from 'vitest'
import { z } from 'zod'
import { Envelope, SaleClosed } from '#shared/contracts/event.ts'
import { newId } from '../../hub/open-hub.ts'
import { typeByHand } from '../../support/browser.ts'
import { sell, useScreens } from './drive.ts'
import { books, field, openTill, type ScreenShop } from './screen-shop.ts'

const screens = useScreens()

test("another store's receipt is found by its number, refused in words, and given as store credit", async () => {
  const { shop, browser } = screens
  const programme = { id: 3, code: 'CREDIT', name: 'Кредит', kind: 'store-credit' } as const
  shop.hub.feed.put({ programmes: [{ ...programme, offline: 'leased' }] })
  const { page } = await browser.openDevice()
  await openTill(shop, page)
  await sell(page, [books.history.barcode])
  const sold = soldElsewhere(shop)
  await page.keyboard.press('F9')
  await field(page, 'receipt-search').waitFor()
  await typeByHand(page, sold.number)
  await field(page, 'sold-at').getByText('UB2 Зайсан').waitFor()
  // Half the number found it, too: F4 waits for the answer to the whole one.
  await page.locator('[data-name="refund"]:enabled').waitFor()
  await page.keyboard.press('F4')
  await page.keyboard.press('F2')
  await page.getByRole('button', { name: 'Changed mind' }).click()
  await page.keyboard.press('F3')
  const words = 'The internet is away and the right to refund it is not in this store.'
  await page.locator('[role="alert"]', { hasText: words }).waitFor()
  await page.locator('[role="alert"]', { hasText: 'Store credit can be given now' }).waitFor()
  await page.getByRole('button', { name: 'Store credit' }).click()
  await page.locator('[role="alert"]').waitFor({ state: 'detached' })
  await field(page, 'refund-member').fill('7001')
  await page.keyboard.press('F3')
  await field(page, 'saved').waitFor()
  const [refund] = shop.hub.journal.read("SELECT body FROM event WHERE type = 'sale.refunded'", [])
  expect(JSON.parse(String(refund?.['body']))).toMatchObject({
    envelope: {
      receipt: { originalId: sold.id, cover: 'pending-credit' },
      movements: [{ account: 'CREDIT:5', kind: 'give-back', amount: 48_000_00 }],
    },
    payload: { originalNumber: sold.number },
  })
  await page.keyboard.press('Enter')
  await page.keyboard.press('F9')
  await field(page, 'receipt-search').fill('')
  await field(page, 'receipt').getByText('once the store that sold it has confirmed').waitFor()
})

/** The sale that this hub just made, as if the cloud had it from another store. */
function soldElsewhere({ hub, soldElsewhere: known }: ScreenShop) {
  const [sale] = hub.journal.read("SELECT body FROM event WHERE type = 'sale.closed'", [])
  const { envelope, payload } = Body.parse(JSON.parse(String(sale?.['body'])))
  const id = newId()
  const number = 'UB2-T1-1-000009-7K'
  const receipt = { number: 'UB2-T1-1-000009', id, originalId: null, cover: null }
  const store = { code: 'UB2', name: 'Зайсан' }
  known.push({ store, number, envelope: { ...envelope, id, receipt }, payload, refunds: [] })
  return { id, number }
}

const Body = z.object({ envelope: Envelope, payload: SaleClosed })
