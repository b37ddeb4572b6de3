import { chromium } from 'playwright-core'
import { expect, test } from 'vitest'
import { keepPicture } from '../../support/pictures.ts'
import { until } from '../printer/bench.ts'
import { receipts } from '../printer/receipts.ts'
import { startDemoPage } from './demo-page.ts'

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

test('in a browser, paper comes out, faults are switched and codes are scanned', async () => {
  await using demo = await startDemoPage(null)
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags })
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 1300 } })
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    await page.goto(demo.page.url)
    const first = page.locator('#device-printer-1')
    await first.getByText('Nothing printed yet.').waitFor()

    const job = { document: receipts.mn, duplicate: false, openDrawer: true, expiresAt: null }
    await demo.printers.get('printer-1')?.print(job, () => undefined)
    await first.locator('.receipt.cut').getByText('Өвгөн Жэк «Үлгэр»', { exact: true }).waitFor()
    await first.getByText(/^Drawer opened: .* ×1$/).waitFor()
    await demo.printers.get('printer-2')?.print(job, () => undefined)
    const second = page.locator('#device-printer-2')
    await second.locator('.receipt .picture.center').nth(1).waitFor()
    const width = (selector: string) =>
      second
        .locator(selector)
        .evaluateAll((nodes) =>
          Math.max(...nodes.map((node) => node.getBoundingClientRect().width)),
        )
    // A drawn line of 32 letters is as wide as a written one.
    expect(await width('.receipt .picture.left')).toBeCloseTo(await width('.receipt .line'), -1)

    await first.getByRole('button', { name: 'Close the drawer' }).click()
    await first.getByText('Drawer closed').waitFor()
    await first.getByRole('button', { name: 'Answer nonsense' }).click()
    await first
      .locator('.reason')
      .getByText(/^Answers nonsense: is it another device\?$/)
      .waitFor()
    await keepPicture(page, 'device-page')
    await first.getByRole('button', { name: 'Work well again' }).click()
    await first.locator('.state.good').waitFor()

    await first.getByRole('button', { name: 'Take paper out' }).click()
    await first.locator('.reason').getByText('Out of paper').waitFor()
    await first.getByRole('button', { name: 'Put paper in' }).click()
    await first.locator('.state.good').waitFor()

    await page.locator('#device-scanner-1 input').fill('4006381333931')
    await page.keyboard.press('Enter')
    await page.getByText('Scanned: 4006381333931').waitFor()
    await until(() => demo.scanned.join('') === ']E04006381333931\r')

    await page.selectOption('#language', 'mn')
    await page.getByRole('button', { name: 'Цаас авах' }).first().waitFor()
    expect(errors).toEqual([])
  } finally {
    await browser.close()
  }
})
