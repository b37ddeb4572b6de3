import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { seal } from '#cloud/pins/seal.ts'
import { PointsSettings } from '#shared/contracts/points-programme.ts'
import { grant, message, session, terms } from '../../hub/value/open-writer.ts'
import { scanWithWedge, typeByHand } from '../../support/browser.ts'
import { keepPicture } from '../../support/pictures.ts'
import { useScreens, waitForTotal } from './drive.ts'
import { amountOf, books, field, openTill, type ScreenShop, verifierOf } from './screen-shop.ts'

const screens = useScreens()
const PIN_OF_CARD = '8642'
test('a partner by code, several pairs as a tender, a coupon for the next order that is used at once, points by rate, a locked PIN, and the refund that names the used coupon', async () => {
  const { shop, browser } = screens
  await loadProgrammes(shop)
  const { page } = await browser.openDevice({ width: 1366, height: 768 })
  await openTill(shop, page)

  // What the customer may add for nothing; one press adds it.
  await scanWithWedge(page, books.history.barcode)
  await waitForTotal(page, '48,000₮')
  await field(page, 'to-add').waitFor()
  expect(await textOf(page, 'to-add')).toContain('Add 1 × Дэвтэр A5: it is free.')
  await keepPicture(page, 'to-add')
  await field(page, 'to-add').locator('button').click()
  await expect.poll(() => page.locator('.line').count()).toBe(2)
  await waitForTotal(page, '48,000₮')

  // The partner who sent the customer: whose code is off, or is nobody's, stays out in words.
  await page.keyboard.press('F12')
  await partner(page, 'ion')
  await page.getByText("This partner's code is switched off.").waitFor()
  await partner(page, 'nobody')
  await page.locator('dialog [role="alert"]').waitFor()
  await partner(page, 'ana7')
  await field(page, 'member-found').waitFor()
  expect(await textOf(page, 'member-found')).toMatch(/Ана Попеску[^]*Colibri\s+150\s₮/)
  await keepPicture(page, 'partner')
  await page.keyboard.press('Enter')
  expect(await textOf(page, 'partner-chip')).toMatch(/Partner: Ана Попеску · 150\s₮/)

  // Two programmes; the second pays as a tender, with several pairs and the PIN.
  await loadCard(page)
  await page.keyboard.press('F3')
  await field(page, 'offer').nth(1).waitFor()
  await page.keyboard.press('F12')
  await page.keyboard.press('ArrowRight')
  await typePin(page, PIN_OF_CARD)
  await field(page, 'pair').first().waitFor()
  await page.keyboard.press('+')
  expect(await field(page, 'pair').last().innerText()).toMatch(/10,000[^]*900 points[^]*× 1/)
  await page.keyboard.press('F2')
  expect(await field(page, 'pair').last().innerText()).toMatch(/10,000[^]*900 points[^]*× 2/)
  await keepPicture(page, 'pairs')
  await page.keyboard.press('Enter')
  await expect.poll(() => amountOf(page, 'left')).toBe('28,000₮')
  await keepPicture(page, 'points-tender')
  await payRest(page)

  // Saved: the coupon for the next order stands on the sheet, and is good at the next basket.
  await field(page, 'issued').waitFor()
  const code = (await field(page, 'issued').locator('.figure').innerText()).trim()
  expect(code).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/)
  await keepPicture(page, 'saved-with-coupon')
  await page.keyboard.press('Enter')
  await page.locator('.no-lines').waitFor()
  await scanWithWedge(page, books.tale.barcode)
  await page.locator('.line').first().waitFor()
  await scanWithWedge(page, code)
  await waitForTotal(page, '16,650₮')

  // Five wrong PINs lock it: said with the time at which it opens; then the rate pays.
  await loadCard(page)
  await page.keyboard.press('F3')
  await field(page, 'offer').nth(1).waitFor()
  await page.keyboard.press('F12')
  await page.keyboard.press('ArrowRight')
  for (let wrong = 1; wrong <= 5; wrong += 1) {
    await typePin(page, '1111')
    await field(page, 'pair').first().waitFor()
    await page.keyboard.press('Enter')
    if (wrong < 5) await field(page, 'pin-done').waitFor()
  }
  await page.getByText(/Too many wrong PINs/).waitFor()
  expect(await page.locator('dialog [role="alert"]').innerText()).toMatch(
    /opens again at \d\d:\d\d/,
  )
  await keepPicture(page, 'pin-locked')
  await page.keyboard.press('ArrowLeft')
  await field(page, 'points-amount').waitFor()
  await typeByHand(page, '99999')
  await page.keyboard.press('Enter')
  await page
    .getByText(/At most|at most/)
    .first()
    .waitFor()
  await field(page, 'points-amount').fill('3000')
  await page
    .getByText(/3,000 points/)
    .first()
    .waitFor()
  await keepPicture(page, 'rate')
  await page.keyboard.press('Enter')
  await field(page, 'points-paid').waitFor()
  expect(await textOf(page, 'points-paid')).toMatch(/\*ОНОО\*\s3,000 points\s+-3,000/)
  await expect.poll(() => amountOf(page, 'left')).toBe('13,650₮')
  await payRest(page)
  await field(page, 'saved').waitFor()
  await page.keyboard.press('Enter')
  await page.locator('.no-lines').waitFor()

  // The first order comes back: its receipt names the partner, and its coupon was used.
  await page.keyboard.press('F9')
  await field(page, 'receipt').waitFor()
  await page.keyboard.press('ArrowDown')
  await expect.poll(() => textOf(page, 'receipt')).toContain('Sent by Ана Попеску')
  await keepPicture(page, 'receipt')
  await page.keyboard.press('F4')
  await page.keyboard.press('F2')
  await field(page, 'value-back').waitFor()
  expect(await textOf(page, 'value-back')).toContain('Coupons that this order brought: 1.')
  await field(page, 'refund-reason').fill('Changed mind')
  await page.keyboard.press('F3')
  await field(page, 'issued-taken').waitFor()
  expect(await textOf(page, 'issued-taken')).toContain('was used already')
  await keepPicture(page, 'refunded')
  const [sale] = shop.hub.journal.read("SELECT body FROM event WHERE type = 'sale.closed'", [])
  expect(JSON.parse(String(sale?.['body']))).toMatchObject({
    payload: {
      partner: { id: 6, name: 'Ана Попеску' },
      settlement: { tenders: [{ kind: 'points', amount: 20_000_00 }, { kind: 'cash' }] },
    },
  })
})

async function textOf(page: Page, name: string): Promise<string> {
  return (await field(page, name).innerText()).replaceAll(/[ \u00a0]+/g, ' ')
}

async function partner(page: Page, code: string): Promise<void> {
  await field(page, 'partner').last().fill(code)
  await page.keyboard.press('Enter')
}

async function loadCard(page: Page): Promise<void> {
  await page.keyboard.press('F6')
  await scanWithWedge(page, '7001')
  await field(page, 'member-found').waitFor()
  await page.keyboard.press('Enter')
  await field(page, 'points-balance').first().waitFor()
}

async function typePin(page: Page, pin: string): Promise<void> {
  await field(page, 'pin-done').waitFor()
  await typeByHand(page, pin)
  await page.keyboard.press('Enter')
}

async function payRest(page: Page): Promise<void> {
  await page.keyboard.press('Enter')
  await page.locator('.pay-figure.settled').waitFor()
  await page.keyboard.press('F3')
  await field(page, 'saved').waitFor()
}

/** Points by rate as a discount, points by several pairs as a tender with a PIN, a coupon for the next order, a gift to add, and partners. */
async function loadProgrammes({ hub }: ScreenShop): Promise<void> {
  const settings = (paying: object) => JSON.stringify(PointsSettings.parse({ paying }))
  const rate = { kind: 'rate', worth: { points: 1, amount: 100 } }
  const pairs = [
    { price: 5_000_00, points: 500 },
    { price: 10_000_00, points: 900 },
  ]
  const several = { kind: 'pairs', pairs, mostPayments: 2 }
  const points = { kind: 'points', offline: 'leased' }
  hub.feed.put({
    catalogueVersion: '2',
    programmes: [
      {
        ...points,
        id: 4,
        code: 'ONOO',
        name: 'Оноо',
        settings: settings({ as: 'discount-line', code: '*ОНОО*', by: rate, ruleId: 'R' }),
      },
      {
        ...points,
        id: 5,
        code: 'IBOD',
        name: 'iBOD',
        settings: settings({ as: 'tender', code: 'iBOD', by: several, pin: true, ruleId: 'P' }),
      },
      { id: 6, code: 'COLIBRI', name: 'Colibri', kind: 'affiliate-credit', offline: 'leased' },
      {
        id: 7,
        code: 'TEN',
        name: '10 хувь',
        kind: 'coupon',
        offline: 'leased',
        settings: '{"promotionId":1}',
      },
    ],
    promotions: [
      {
        id: 1,
        code: 'TEN',
        name: '10 хувийн купон',
        trigger: 'coupon',
        reward: { kind: 'percent', rate: 1000, on: 'lines' },
      },
      {
        id: 2,
        code: 'NEXT',
        name: 'Дараагийн удаа',
        trigger: 'automatic',
        conditions: from40000,
        reward: { kind: 'next-order-coupon', promotionId: 1, count: 1 },
      },
      {
        id: 3,
        code: 'GIFT',
        name: 'Дэвтэр бэлэг',
        trigger: 'automatic',
        conditions: from40000,
        reward: { kind: 'free-product', productId: books.notebook.id, pieces: 1 },
      },
    ],
    members: [
      {
        id: 5,
        name: 'Бат-Эрдэнэ Ө.',
        phone: '99112233',
        cards: ['7001'],
        balances: { 4: 5000, 5: 2400 },
      },
      { id: 6, name: 'Ана Попеску', code: 'ANA7', affiliate: 'active', balances: { 6: 150_00 } },
      { id: 7, name: 'Ион', code: 'ION', affiliate: 'inactive' },
    ],
  })
  const openRequests = new Map()
  const leases = [grant('L1', 'ONOO:5', 5000), grant('L2', 'IBOD:5', 2400)]
  for (const [n, words] of leases.entries())
    await hub.journal.receive({ ...message(n + 1, words), session, terms: terms(), openRequests })
  const text = verifierOf(hub.feed.lookupKey, PIN_OF_CARD)
  const sealed = seal(hub.sealKey.publicKey, { name: 'IBOD:5 1', text })
  const pin = { account: 'IBOD:5', version: 1, sealed, lockedUntil: null }
  hub.value.hear({ kind: 'pins', pins: [pin], upTo: null, tries: [] })
}

const from40000 = { minimumAmount: { amount: 40_000_00, vat: 'included' as const } }
