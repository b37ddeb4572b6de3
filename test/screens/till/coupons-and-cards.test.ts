import { expect, test } from 'vitest'
import { grant, message, session, terms } from '../../hub/value/open-writer.ts'
import { untaxed } from '../../hub/vouchers/voucher-hub.ts'
import { scanWithWedge, typeByHand } from '../../support/browser.ts'
import { vat10 } from '../../support/feed.ts'
import { useScreens, waitForTotal } from './drive.ts'
import { amountOf, books, field, openTill, type ScreenShop } from './screen-shop.ts'

const screens = useScreens()
const giftProduct = '2000000000015'

test('coupons say what they take off or why not, a gift card is sold with its card, and another pays', async () => {
  const { shop, browser } = screens
  await stock(shop)
  const { page } = await browser.openDevice({ width: 1366, height: 768 })
  await openTill(shop, page)

  // A coupon is typed as people read it, or scanned like goods.
  await scanWithWedge(page, books.history.barcode)
  await page.locator('.line').first().waitFor()
  await typeByHand(page, 'tena-bcde 0000-0001')
  await page.keyboard.press('Enter')
  await waitForTotal(page, '43,200₮')
  expect(await field(page, 'coupon').innerText()).toMatch(/10 хувийн купон\s+-4,800/)
  await scanWithWedge(page, 'TENABCDE00000002')
  const refused = field(page, 'coupon').nth(1)
  await refused.locator('.coupon-why').waitFor()
  expect(await refused.innerText()).toMatch(/too small. 12,000\s₮ more to the minimum/)
  await scanWithWedge(page, 'TENABCDE00000003')
  await page.getByText('It was used before.').waitFor()
  await scanWithWedge(page, 'NOBODYKNOWS00001')
  await page.getByText('No product has the barcode').waitFor()
  await page.keyboard.press('F11')
  await page.locator('dialog [role="option"]').nth(1).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Delete')
  await expect.poll(() => page.locator('dialog [role="option"]').count()).toBe(1)
  await page.keyboard.press('Escape')

  // The gift product asks for its card; another that was sold before is refused in words.
  await scanWithWedge(page, giftProduct)
  await field(page, 'load-code').waitFor()
  await scanWithWedge(page, 'CARDABCDE0000009')
  await page.getByText('This card is frozen').waitFor()
  await scanWithWedge(page, 'CARDABCDE0000001')
  await field(page, 'load-found').waitFor()
  await expect.poll(() => page.evaluate(`document.activeElement?.dataset.name`)).toBe('load-amount')
  await typeByHand(page, '20000')
  await page.keyboard.press('Enter')
  await waitForTotal(page, '63,200₮')
  expect(await field(page, 'loads').innerText()).toContain('Бэлгийн карт')

  // The card that was scanned pays: what is leased of it here, and why no more.
  await page.keyboard.press('F3')
  await field(page, 'amount').waitFor()
  await scanWithWedge(page, 'CARDABCDE0000002')
  await field(page, 'gift-balance').waitFor()
  expect(await amountOf(page, 'gift-balance')).toBe('50,000₮')
  expect(await amountOf(page, 'spendable')).toContain('30,000₮')
  expect(await field(page, 'hindrance').innerText()).toContain('set aside for this store')
  await page.keyboard.press('Enter')
  await expect.poll(() => amountOf(page, 'left')).toBe('33,200₮')
  await scanWithWedge(page, 'CARDABCDE0000001')
  await page.getByText('sold with this very basket').waitFor()
  // Leaving the payment gives it back; then it pays again, and cash the rest.
  await page.keyboard.press('Escape')
  await page.getByText('Points and cards were given back.').waitFor()
  await page.keyboard.press('F3')
  await field(page, 'amount').waitFor()
  expect(await amountOf(page, 'left')).toBe('63,200₮')
  await page.keyboard.press('F8')
  await scanWithWedge(page, 'CARD-ABCD-E000-0002')
  await field(page, 'gift-balance').waitFor()
  await page.keyboard.press('Enter')
  await expect.poll(() => amountOf(page, 'left')).toBe('33,200₮')
  await page.keyboard.press('F2')
  await page.keyboard.press('Enter')
  await page.locator('.pay-figure.settled').waitFor()
  await page.keyboard.press('F3')
  await field(page, 'saved').waitFor()
  const [sale] = shop.hub.journal.read("SELECT body FROM event WHERE type = 'sale.closed'", [])
  const body = JSON.parse(String(sale?.['body'])) as { envelope: { movements: object[] } }
  expect(body.envelope.movements).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ kind: 'spend', account: 'TEN:v1', amount: 1 }),
      expect.objectContaining({ kind: 'spend', account: 'CARD:v2', amount: 30_000_00 }),
      expect.objectContaining({ kind: 'load', account: 'CARD:v1', amount: 20_000_00 }),
    ]),
  )
  expect(body.envelope.movements).toHaveLength(3)
})

/** Coupons 1 (10 %), 2 (from 60,000) and 3 (used); cards 1 (not sold), 2 (50,000, 30,000 of it here) and 9 (frozen). */
async function stock({ hub }: ScreenShop): Promise<void> {
  const profile = hub.shop.profile()
  hub.feed.put({
    stores: [{ ...profile, vatGroups: [vat10, untaxed] }],
    vatGroups: [untaxed],
    programmes: [
      {
        id: 1,
        code: 'TEN',
        name: '10 хувь',
        kind: 'coupon',
        offline: 'leased',
        settings: '{"promotionId":1}',
      },
      {
        id: 2,
        code: 'CARD',
        name: 'Бэлгийн карт',
        kind: 'gift-card',
        offline: 'leased',
        settings: '{}',
      },
    ],
    promotions: [tenOff, { ...tenOff, id: 2, conditions: from60000 }],
    products: [
      {
        id: 20,
        name: 'Бэлгийн карт',
        listPrice: 0,
        vatGroupId: 2,
        isGift: true,
        code: 'G1',
        uom: 'ш',
        barcodes: [giftProduct],
      },
    ],
    coupons: [
      { id: 1, account: 'TEN:v1', promotionId: 1, code: 'TENABCDE00000001' },
      { id: 2, account: 'TEN:v2', promotionId: 2, code: 'TENABCDE00000002' },
      { id: 3, account: 'TEN:v3', promotionId: 1, code: 'TENABCDE00000003', state: 'used' },
    ],
    giftCards: [
      { id: 1, account: 'CARD:v1', code: 'CARDABCDE0000001', state: 'reserved', storeId: 1 },
      { id: 2, account: 'CARD:v2', code: 'CARDABCDE0000002', balance: 50_000_00 },
      { id: 9, account: 'CARD:v9', code: 'CARDABCDE0000009', frozen: true },
    ],
  })
  const openRequests = new Map()
  for (const [n, words] of [grant('L1', 'TEN:v1', 1), grant('L2', 'CARD:v2', 30_000_00)].entries())
    await hub.journal.receive({ ...message(n + 1, words), session, terms: terms(), openRequests })
}

const tenOff = {
  id: 1,
  code: 'TEN',
  name: '10 хувийн купон',
  trigger: 'coupon' as const,
  reward: { kind: 'percent' as const, rate: 1000, on: 'lines' as const },
}
const from60000 = { minimumAmount: { amount: 60_000_00, vat: 'included' as const } }
