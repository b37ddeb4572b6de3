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
test('points of a card: balance and what is earned, the PIN, a pair that pays, given back, and the refund', async () => {
  const { shop, browser } = screens
  await loadProgramme(shop)
  const { page } = await browser.openDevice({ width: 1366, height: 768 })
  await openTill(shop, page)
  await scanWithWedge(page, books.history.barcode)
  await waitForTotal(page, '48,000₮')
  await page.keyboard.press('F6')
  await scanWithWedge(page, '7001')
  await field(page, 'member-found').waitFor()
  await page.keyboard.press('Enter')
  await expect.poll(() => textOf(page, 'earns')).toContain('+48 points')
  expect(await textOf(page, 'points-balance')).toBe('1,000 points')
  await page.keyboard.press('+')
  await expect.poll(() => textOf(page, 'earns')).toContain('+96 points')
  await page.keyboard.press('-')
  await expect.poll(() => textOf(page, 'earns')).toContain('+48 points')

  await page.keyboard.press('F3')
  await field(page, 'offer').waitFor()
  expect(await textOf(page, 'offer')).toMatch(/iBOD\s+1,000 points\s+can pay 10,000/)
  await page.keyboard.press('F12')
  await typePin(page, '1111')
  // 20,000 for 1,700 points is not affordable; the most that is stands ready.
  expect(await field(page, 'pair').count()).toBe(2)
  await page.keyboard.press('Enter')
  await page.getByText('The PIN is wrong.').waitFor()
  await typePin(page, PIN_OF_CARD)
  await page.keyboard.press('Enter')
  await field(page, 'points-paid').waitFor()
  expect(await textOf(page, 'points-paid')).toMatch(/\*PLATBA IBOD\*\s900 points\s+-10,000/)
  await expect.poll(() => amountOf(page, 'left')).toBe('38,000₮')

  // Left, it is all given back; then it is paid so again.
  await page.keyboard.press('Escape')
  await page.getByText('Points and cards were given back.').waitFor()
  await waitForTotal(page, '48,000₮')
  await page.keyboard.press('F3')
  await expect.poll(() => textOf(page, 'offer')).toContain('1,000 points')
  await page.keyboard.press('F12')
  await typePin(page, PIN_OF_CARD)
  await page.keyboard.press('Enter')
  await field(page, 'points-paid').waitFor()
  await expect.poll(() => amountOf(page, 'left')).toBe('38,000₮')
  await page.keyboard.press('Enter')
  await page.locator('.pay-figure.settled').waitFor()
  await page.keyboard.press('F3')
  await field(page, 'loyalty-news').waitFor()
  const news = await textOf(page, 'loyalty-news')
  for (const words of ['Collected +38 points', 'Spent -900 points', 'New balance 138 points'])
    expect(news).toContain(words)
  const [sale] = shop.hub.journal.read("SELECT body FROM event WHERE type = 'sale.closed'", [])
  expect(JSON.parse(String(sale?.['body']))).toMatchObject({
    envelope: {
      movements: [
        { kind: 'spend', account: 'IBOD:5', amount: 900, lease: 'L1' },
        { kind: 'earn', account: 'IBOD:5', amount: 38 },
      ],
    },
  })

  // The receipt keeps it, and a refund says what it does before it is saved.
  await page.keyboard.press('Enter')
  await page.keyboard.press('F9')
  await field(page, 'loyalty').waitFor()
  expect(await textOf(page, 'spent')).toContain('-900 points')
  await page.keyboard.press('F4')
  await page.keyboard.press('F2')
  await field(page, 'value-back').waitFor()
  const back = await textOf(page, 'value-back')
  expect(back).toContain('iBOD: 900 points return to the card.')
  expect(back).toContain('iBOD: 38 points that were collected are taken back.')

  // A part of the points goes out in cash: what may, what it costs, what is handed over.
  const words = await textOf(page, 'points-in-cash-words')
  expect(words).toContain('Points paid 10,000 ₮ of these goods; up to 5,000 ₮ may go out in cash.')
  expect(words).toContain('The company pays out 5,000 ₮ for one receipt; 0 ₮ was paid out before.')
  await field(page, 'points-in-cash').fill('5001')
  await page.getByText('A whole amount of coins, at most 5,000').waitFor()
  await field(page, 'points-in-cash').fill('3000')
  await expect
    .poll(() => textOf(page, 'points-in-cash-words'))
    .toContain('270 points do not return')
  expect(await textOf(page, 'value-back')).toContain('iBOD: 630 points return to the card.')
  await expect.poll(() => amountOf(page, 'refund-total')).toBe('41,000₮')
  expect(await textOf(page, 'refund-for-points')).toBe('of it for points 3,000 ₮')
  await keepPicture(page, 'points-in-cash')
  await field(page, 'refund-reason').fill('torn')
  await page.keyboard.press('F3')
  await field(page, 'cash-for-points').waitFor()
  expect(await textOf(page, 'cash-for-points')).toMatch(/Cash for 270 points\s+-3,000 ₮/)
  expect(await amountOf(page, 'change')).toBe('41,000₮')
  await keepPicture(page, 'points-paid-out')
  const [refund] = shop.hub.journal.read("SELECT body FROM event WHERE type = 'sale.refunded'", [])
  expect(JSON.parse(String(refund?.['body']))).toMatchObject({
    envelope: {
      movements: [
        { kind: 'give-back', account: 'IBOD:5', amount: 630 },
        { kind: 'take-back', account: 'IBOD:5', amount: 38 },
      ],
      tenders: [
        { kind: 'points', amount: 3_000_00 },
        { kind: 'cash', amount: -41_000_00 },
      ],
    },
  })
})

async function textOf(page: Page, name: string): Promise<string> {
  return (await field(page, name).innerText()).replaceAll(/[ \u00a0]+/g, ' ')
}

async function typePin(page: Page, pin: string): Promise<void> {
  await field(page, 'pin-done').waitFor()
  await typeByHand(page, pin)
  await page.keyboard.press('Enter')
  await field(page, 'pair').first().waitFor()
}

/** Pairs of price and points with the card's PIN; 1,000 points of member 5, all leased to this store. */
async function loadProgramme({ hub }: ScreenShop): Promise<void> {
  const settings = PointsSettings.parse({
    earning: { method: 'total', total: { points: 1, perAmount: 1000_00, ruleId: 'T' } },
    paying: {
      as: 'discount-line',
      code: '*PLATBA IBOD*',
      by: {
        kind: 'pairs',
        pairs: [
          { price: 5_000_00, points: 500 },
          { price: 10_000_00, points: 900 },
          { price: 20_000_00, points: 1700 },
        ],
      },
      pin: true,
      ruleId: 'P',
    },
  })
  const programme = { id: 4, code: 'IBOD', name: 'iBOD', kind: 'points', offline: 'leased' }
  hub.feed.put({
    programmes: [{ ...programme, settings: JSON.stringify(settings) }],
    members: [
      { id: 5, name: 'Бат-Эрдэнэ Ө.', phone: '99112233', cards: ['7001'], balances: { 4: 1000 } },
    ],
  })
  const openRequests = new Map()
  const lease = message(1, grant('L1', 'IBOD:5', 1000))
  await hub.journal.receive({ ...lease, session, terms: terms(), openRequests })
  const text = verifierOf(hub.feed.lookupKey, PIN_OF_CARD)
  const sealed = seal(hub.sealKey.publicKey, { name: 'IBOD:5 1', text })
  const pin = { account: 'IBOD:5', version: 1, sealed, lockedUntil: null }
  hub.value.hear({ kind: 'pins', pins: [pin], upTo: null, tries: [] })
}
