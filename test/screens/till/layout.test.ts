import { expect, test } from 'vitest'
import { PointsSettings } from '#shared/contracts/points-programme.ts'
import { scanWithWedge, typeByHand } from '../../support/browser.ts'
import { useScreens, waitForTotal } from './drive.ts'
import { books, field, openTill, type ScreenShop } from './screen-shop.ts'

const screens = useScreens()
const sizes = [
  { width: 1366, height: 768 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
] as const
const sheets = ['F1', 'F3', 'F4', 'F5', 'F6', 'F7', 'F8', 'F9', 'F10', 'F11', 'F12', '%', '*', '/']
const onOneScreen = new Set(['F3', 'F6', 'F11', 'F12'])

test('at each size nothing runs over, in both languages, in no dialog', async () => {
  const { shop, browser } = screens
  loadedCard(shop)
  const { page } = await browser.openDevice(sizes[0])
  await openTill(shop, page)
  await scanWithWedge(page, books.history.barcode)
  await waitForTotal(page, '48,000₮')
  await page.keyboard.press('F6')
  await typeByHand(page, '7001')
  await page.keyboard.press('Enter')
  await field(page, 'member-found').waitFor()
  await page.keyboard.press('Enter')
  await field(page, 'earns').waitFor()
  const look = async (what: string, isOnOneScreen: boolean) => {
    for (const size of sizes) {
      const where = `${what} at ${size.width}×${size.height}`
      await page.setViewportSize(size)
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done)))')
      expect(await overflowing(page), where).toEqual([])
      if (size.width > 760 && isOnOneScreen) expect(await scrolling(page), where).toEqual([])
    }
    await page.setViewportSize(sizes[0])
  }
  for (const language of ['EN', 'MN']) {
    await page.getByRole('button', { name: language, exact: true }).click()
    const name = language === 'MN' ? 'Төлөх' : 'Pay'
    await page.locator('.pay', { hasText: name }).waitFor()
    await look(`${language} basket`, true)
    for (const key of sheets) {
      await page.locator('.entry input').focus()
      await page.keyboard.press(key)
      await page.locator('dialog[open]').waitFor()
      await page.waitForTimeout(60)
      await look(`${language} ${key}`, onOneScreen.has(key))
      const words = await page.locator('body').innerText()
      expect(words, `${language} ${key}`).not.toMatch(/\btill\.[a-z]/)
      await page.keyboard.press('Escape')
      await page.locator('dialog[open]').waitFor({ state: 'detached' })
    }
  }
})

test('the line list keeps its place while prices come and messages go', async () => {
  const { shop, browser } = screens
  const { page } = await browser.openDevice()
  await openTill(shop, page)
  await scanWithWedge(page, books.history.barcode)
  await waitForTotal(page, '48,000₮')
  const before = await page.locator('.line').first().boundingBox()
  await scanWithWedge(page, '9999999999994')
  await page.getByText('No product has the barcode').waitFor()
  expect(await page.locator('.line').first().boundingBox()).toEqual(before)
})

test('the focus is always in sight and Tab reaches every button of the screen', async () => {
  const { shop, browser } = screens
  const { page } = await browser.openDevice()
  await openTill(shop, page)
  const reached = new Set<string>()
  for (let at = 0; at < 40; at += 1) {
    await page.keyboard.press('Tab')
    reached.add(
      await page.evaluate<string>(`document.activeElement?.textContent?.trim().slice(0, 40) ?? ''`),
    )
    const outline = await page.evaluate<string>(
      `document.activeElement === document.body ? '3px' : getComputedStyle(document.activeElement).outlineWidth`,
    )
    expect(Number.parseFloat(outline)).toBeGreaterThanOrEqual(2)
  }
  for (const words of ['F1Help', 'F9Receipts', 'F10Shift', 'Ном', 'Бичиг хэрэг'])
    expect([...reached]).toContain(words)
  await field(page, 'receipts').click()
  await page.locator('dialog[open]').waitFor()
})

/** A member whose points earn and pay, so that everything that may stand there does. */
function loadedCard({ hub }: ScreenShop): void {
  const settings = PointsSettings.parse({
    earning: { method: 'total', total: { points: 1, perAmount: 100_00, ruleId: 'T' } },
    paying: {
      as: 'tender',
      by: { kind: 'rate', worth: { points: 1, amount: 100 } },
      ruleId: 'P',
    },
  })
  const common = { name: 'Үнэнч үйлчлүүлэгч', offline: 'leased' } as const
  hub.feed.put({
    programmes: [
      { id: 3, code: 'CREDIT', kind: 'store-credit', ...common },
      { id: 4, code: 'POINTS', kind: 'points', settings: JSON.stringify(settings), ...common },
    ],
    members: [
      {
        id: 5,
        name: 'Бат-Эрдэнэ Өлзийсайхан',
        phone: '99112233',
        cards: ['7001'],
        balances: { 3: 50_000_00, 4: 12_345 },
      },
    ],
  })
}

/** What has to be scrolled to be seen: the page, or a dialog that should fit. */
function scrolling(page: Parameters<typeof openTill>[1]): Promise<string[]> {
  return page.evaluate<
    string[]
  >(`[document.documentElement, document.querySelector('dialog[open] .sheet-body')]
    .filter((one) => one !== null && one.scrollHeight > one.clientHeight + 1)
    .map((one) => one.className + ' ' + one.scrollHeight + ' > ' + one.clientHeight)`)
}

/** Texts cut off by their button, and anything wider than the window. */
function overflowing(page: Parameters<typeof openTill>[1]): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const scope = document.querySelector('dialog[open]') ?? document.body
    const cut = [...scope.querySelectorAll('button, kbd, h1, h2, .label, dt, dd')]
      .filter((one) => one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1)
      .map((one) => one.className + ': ' + one.textContent.trim().slice(0, 40))
    if (document.documentElement.scrollWidth > innerWidth + 1)
      cut.push('the page is ' + document.documentElement.scrollWidth + ' wide')
    return cut
  })()`)
}
