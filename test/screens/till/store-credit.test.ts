import { expect, test } from 'vitest'
import { grant, message, session, terms } from '../../hub/value/open-writer.ts'
import { scanWithWedge, typeByHand } from '../../support/browser.ts'
import { useScreens, waitForTotal } from './drive.ts'
import { amountOf, books, field, openTill } from './screen-shop.ts'

const screens = useScreens()

test('a member pays with store credit by keys: balance, its age, why no more, and the receipt', async () => {
  const { shop, browser } = screens
  const programme = { id: 3, code: 'CREDIT', name: 'Кредит', kind: 'store-credit' } as const
  shop.hub.feed.put({
    programmes: [{ ...programme, offline: 'leased' }],
    members: [{ id: 5, name: 'Бат-Эрдэнэ Ө.', phone: '99112233', balances: { 3: 50_000_00 } }],
  })
  const lease = message(1, grant('L1', 'CREDIT:5', 20_000_00))
  const openRequests = new Map()
  await shop.hub.journal.receive({ ...lease, session, terms: terms(), openRequests })

  const { page } = await browser.openDevice()
  await openTill(shop, page)
  await scanWithWedge(page, books.history.barcode)
  await page.locator('.line').first().waitFor()
  await page.keyboard.press('F6')
  await typeByHand(page, '99112233')
  await page.keyboard.press('Enter')
  await field(page, 'account').waitFor()
  expect(await amountOf(page, 'balance')).toBe('50,000₮')
  expect(await amountOf(page, 'spendable')).toContain('20,000₮')
  expect(await field(page, 'hindrance').innerText()).toContain('set aside for this store')
  await page.keyboard.press('Enter')
  await waitForTotal(page, '48,000₮')

  await page.keyboard.press('F3')
  await field(page, 'amount').waitFor()
  await page.keyboard.press('F7')
  await field(page, 'credit').waitFor()
  // All that is left to pay is more than the lease: refused in words, and nothing is taken.
  await page.keyboard.press('Enter')
  await page.locator('[role="alert"]', { hasText: /20,000\s₮ of 48,000\s₮/ }).waitFor()
  expect(await amountOf(page, 'left')).toBe('48,000₮')
  await typeByHand(page, '20000')
  await page.keyboard.press('Enter')
  await expect.poll(() => amountOf(page, 'left')).toBe('28,000₮')
  // Reserved for this receipt: no other till may have it, and taken off it is free again.
  await expect.poll(() => amountOf(page, 'spendable')).toMatch(/:0₮/)
  await page.keyboard.press('Backspace')
  await expect.poll(() => amountOf(page, 'left')).toBe('48,000₮')
  await typeByHand(page, '15000')
  await page.keyboard.press('Enter')
  await expect.poll(() => amountOf(page, 'left')).toBe('33,000₮')
  await page.keyboard.press('F2')
  await page.keyboard.press('Enter')
  await page.locator('.pay-figure.settled').waitFor()
  await page.keyboard.press('F3')
  await field(page, 'saved').waitFor()
  const sale = shop.hub.journal.read("SELECT body FROM event WHERE type = 'sale.closed'", [])
  expect(JSON.parse(String(sale[0]?.['body']))).toMatchObject({
    envelope: {
      tenders: [
        { kind: 'store-credit', amount: 15_000_00 },
        { kind: 'cash', amount: 33_000_00 },
      ],
      movements: [{ kind: 'spend', lease: 'L1', amount: 15_000_00 }],
    },
  })
})
