import { readFile } from 'node:fs/promises'
import { readSheet } from 'read-excel-file/node'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { type Browser, openBrowser } from '../../support/browser.ts'
import { keepPicture } from '../../support/pictures.ts'
import { claimBox } from './box.ts'
import { consoleUrl, minorOf, signIn } from './desk.ts'
import { openSoldShop, type SoldShop } from './sold-shop.ts'

/** HQ's page against the real cloud, with a real hub that sold and gave back. */
let sold: SoldShop
let browser: Browser
beforeAll(async () => {
  sold = await openSoldShop()
  browser = await openBrowser()
}, 120_000)
afterEach(async () => {
  await browser.closeDevices()
})
afterAll(async () => {
  await browser[Symbol.asyncDispose]()
  await sold[Symbol.asyncDispose]()
}, 60_000)

const atDesk = (options = {}) => signIn(browser, sold.shop.cloudUrl, sold.adminKey, options)
async function ask<T extends z.ZodType>(path: string, answer: T): Promise<z.output<T>> {
  return answer.parse(await (await sold.shop.cloud(path)).json())
}

/** Runs in the page: pixels of the bars' colour on the canvas. */
const countAccentPixels = `(() => {
  const canvas = document.querySelector('canvas')
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
  let found = 0
  for (let i = 0; i < data.length; i += 4)
    if (data[i] === 11 && data[i + 1] === 106 && data[i + 2] === 76) found += 1
  return found
})()`

const sums = ['receipts', 'refunds'] as const
const amounts = [
  'listAmount',
  'priceDifference',
  'typedDiscount',
  'promotion',
  'coupon',
  'gross',
  'net',
  'vat',
  'cityTax',
  'giftCard',
  'pointsAmount',
] as const
const Sums = z.object(
  Object.fromEntries([...sums, ...amounts].map((name) => [name, z.number().nullable()])),
)
const Report = z.object({ rows: z.array(Sums.extend({ key: z.string() })), total: Sums })

test('a wrong key is refused in words; the right one is kept for this tab only', async () => {
  const { page } = await browser.openDevice()
  await page.goto(consoleUrl(sold.shop.cloudUrl))
  await page.getByRole('button', { name: 'English' }).click()
  await page.locator('[data-name=api-key]').fill(`${sold.adminKey.slice(0, -4)}AAAA`)
  await page.keyboard.press('Enter')
  await page.getByRole('alert').getByText('This key is not valid').waitFor()

  await page.locator('[data-name=api-key]').fill(sold.adminKey)
  await page.keyboard.press('Enter')
  await page.locator('[data-page=sales]').waitFor()
  expect(await page.evaluate<string>('JSON.stringify(sessionStorage)')).toContain(sold.adminKey)
  expect(await page.evaluate<string>('JSON.stringify(localStorage)')).not.toContain(sold.adminKey)

  await page.reload()
  await page.locator('[data-page=sales]').waitFor()
  await page.locator('[data-name=sign-out]').click()
  await page.locator('[data-name=api-key]').waitFor()
  expect(await page.evaluate('sessionStorage.length')).toBe(0)
})

test.each(['day', 'store', 'category', 'product', 'cashier', 'till', 'receipt'])(
  'the sales table by %s equals the report, the total of its rows too',
  async (by) => {
    const desk = await atDesk()
    await desk.open(`sales?period=month&by=${by}`)
    const shown = await desk.rows('sales')
    const [from, to] = await Promise.all(
      ['from', 'to'].map((name) => desk.page.locator(`[data-name=${name}]`).inputValue()),
    )
    const report = await ask(`/v1/reports/sales?companyId=1&by=${by}&from=${from}&to=${to}`, Report)
    expect(shown).toHaveLength(report.rows.length)
    const shownTotal = await desk.total('sales')
    for (const [i, row] of report.rows.entries()) {
      for (const name of amounts) expect(minorOf(shown[i]?.[name] ?? '')).toBe(row[name])
      if (by !== 'category') expect(Number(shown[i]?.['receipts'])).toBe(row['receipts'])
    }
    for (const name of amounts) {
      expect(minorOf(shownTotal[name] ?? '')).toBe(report.total[name])
      const sum = shown.reduce((total, row) => total + minorOf(row[name] ?? ''), 0)
      expect(sum).toBe(report.total[name])
    }
    expect(report.total['receipts']).toBe(3)
    expect(report.total['refunds']).toBe(1)
  },
)

test('the chart draws the days and says where its numbers stand as a table', async () => {
  const { page, open } = await atDesk()
  await open('sales?period=week')
  const canvas = page.getByRole('img', { name: /the table below has the same numbers/ })
  await canvas.waitFor()
  await page.locator('[data-name=sales] tfoot').waitFor()
  await expect.poll(() => page.evaluate<number>(countAccentPixels)).toBeGreaterThan(2000)
})

test.each(['csv', 'xlsx'])(
  'the report is downloaded as %s, as the cloud makes it',
  async (format) => {
    const { page, open } = await atDesk()
    await open('sales?period=custom&from=2026-01-01&to=2030-12-31&by=product')
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.locator(`[data-name=download-${format}]`).click(),
    ])
    expect(file.suggestedFilename()).toBe(`sales-by-product-2026-01-01-2030-12-31.${format}`)
    const query = `companyId=1&by=product&from=2026-01-01&to=2030-12-31&format=${format}`
    const answer = await sold.shop.cloud(`/v1/reports/sales?${query}`)
    const expected = Buffer.from(await answer.arrayBuffer())
    const got = await readFile(await file.path())
    if (format === 'csv') expect(got.equals(expected)).toBe(true)
    // The bytes hold the time they were made; the cells do not.
    else expect(await readSheet(got)).toEqual(await readSheet(expected))
  },
)

test('a receipt is found by its number and leads to its postings and back', async () => {
  const desk = await atDesk()
  const { page } = desk
  await desk.open('receipts')
  await page.keyboard.press('/')
  await page.keyboard.type(sold.first.number.toLowerCase())
  await expect.poll(async () => (await desk.rows('receipts')).length).toBe(1)
  await page.getByRole('link', { name: sold.first.number }).click()

  await page.getByText('SLIP7').waitFor()
  const lines = await desk.rows('lines')
  expect(lines[0]?.['name']).toContain('Regular customer')
  expect(minorOf(lines[0]?.['line-discount'] ?? '')).toBeGreaterThan(0)
  const linesTotal = minorOf((await desk.total('lines'))['gross'] ?? '')
  expect(linesTotal).toBe(sold.first.priced.total)
  const taxes = await desk.total('taxes')
  const taxTotal = ['net', 'vat', 'city'].reduce((sum, key) => sum + minorOf(taxes[key] || '0'), 0)
  expect(taxTotal).toBe(linesTotal)
  await page.getByText('Balanced').waitFor()
  const postings = await desk.total('postings')
  expect(postings['debit']).toBe(postings['credit'])
  await page.getByText(/epoch 1, event \d+/).waitFor()

  await page.locator('[data-name=postings] a').first().click()
  await page.locator('[data-name=entries]').waitFor()
  await page.getByRole('link', { name: sold.first.number }).click()
  await page.locator('[data-name=later]').getByRole('link').click()
  await page.getByRole('heading', { name: sold.refund.number }).waitFor()
  await page.getByText('Faulty').waitFor()
  await page.locator('[data-name=original]').click()
  await page.getByRole('heading', { name: sold.first.number }).waitFor()
})

test('the trial balance is balanced and its totals are its rows', async () => {
  const desk = await atDesk()
  await desk.open('ledger')
  const rows = await desk.rows('trial-balance')
  const total = await desk.total('trial-balance')
  await desk.page.locator('.mark.good', { hasText: 'Balanced' }).waitFor()
  for (const side of ['debit', 'credit', 'closingDebit', 'closingCredit']) {
    const sum = rows.reduce((before, row) => before + minorOf(row[side] || '0'), 0)
    expect(sum).toBe(minorOf(total[side] ?? ''))
  }
  expect(total['debit']).toBe(total['credit'])
  await desk.page.getByRole('link', { name: 'CASH-TRANSIT' }).click()
  await desk.page.getByRole('heading', { name: 'CASH-TRANSIT' }).waitFor()
})

test('products are found by words, code and barcode, and shown with barcodes and ACS code', async () => {
  const desk = await atDesk()
  const { page } = desk
  const { code, name, barcode } = sold.product
  for (const typed of [barcode, code, name]) {
    await desk.open('products')
    await page.locator('[data-search]').fill(typed)
    await page.keyboard.press('Enter')
    await page.waitForURL(/text=/)
    await expect
      .poll(async () => (await desk.rows('products')).map((row) => row['code']))
      .toContain(code)
  }
  await page.getByRole('link', { name, exact: true }).first().click()
  const fact = (key: string) => page.locator(`[data-fact=${key}] dd`).innerText()
  await page.locator('[data-fact=barcodes]').waitFor()
  const product = await ask(
    `/v1/companies/${new URL(page.url()).hash.split('/')[1]}/products/${encodeURIComponent(code)}`,
    z.object({ acsId: z.string(), listPrice: z.number(), barcodes: z.array(z.string()) }),
  )
  expect(await fact('barcodes')).toContain(barcode)
  expect(await fact('acs-id')).toBe(product.acsId || '–')
  expect(minorOf(await fact('list-price'))).toBe(product.listPrice)
})

test('a file is loaded and each bad line is reported with line, column, value and reason', async () => {
  const desk = await atDesk()
  const { page } = desk
  await desk.open('import')
  await page.locator('[data-name=kind]').selectOption('categories')
  const csv = 'code,name,parent\nCONSOLE1,Шинэ ангилал,\nCONSOLE2,Ангилал,NOWHERE\n'
  const buffer = Buffer.from(csv)
  const file = { name: 'categories.csv', mimeType: 'text/csv', buffer }
  await page.locator('[data-name=file]').setInputFiles(file)
  await page.locator('[data-name=load]').click()
  const [problem] = await desk.rows('problems')
  expect(problem).toMatchObject({ line: '3', column: 'parent', value: 'NOWHERE' })
  expect(problem?.['reason']).not.toBe('')
  expect(await page.locator('[data-figure=created] dd').innerText()).toBe('1')
  expect(await page.locator('[data-figure=rejected] dd').innerText()).toBe('1')
})

test('HQ sees what a hub loads of the feed, and how soon a new price is in the store', async () => {
  const desk = await atDesk()
  const { page } = desk
  await desk.open('hubs')
  const feeds = page.locator('[data-name=feeds] tbody tr')
  await feeds.getByText('up to date').waitFor({ timeout: 45_000 })
  // What earlier tests changed counts too.
  const measured = async () =>
    Number(/of (\d+)/.exec((await desk.rows('feeds'))[0]?.['delay'] ?? '')?.[1] ?? 0)
  for (let price = 1; price <= 2; price += 1) {
    const before = await measured()
    // For a thousand pieces: no other test sells so many.
    const answer = await sold.shop.cloud(
      `/v1/companies/INTERNOM/products/${sold.product.code}/prices`,
      { method: 'PUT', body: JSON.stringify({ price: price * 100, minQuantity: 1_000_000 }) },
    )
    expect(answer.status).toBe(200)
    await expect.poll(measured, { timeout: 45_000 }).toBeGreaterThan(before)
  }
  const [feed] = await desk.rows('feeds')
  expect(feed?.['copy']).toContain('had all')
  expect(feed?.['urgent']).toMatch(/[1-9].* [kM]B/)
  expect(feed?.['balances']).toContain('of 100 MB, every')
  expect(feed?.['copies']).toMatch(/[1-9].* [kM]B/)
}, 150_000)

test('the hub is listed online, is seen going offline by itself, and a claim code is shown', async () => {
  const desk = await atDesk()
  const { page } = desk
  await desk.open('hubs')
  const row = page.locator('[data-name=hubs] tbody tr')
  await row.getByText('Online').waitFor()
  const hub = async () => (await desk.rows('hubs'))[0]
  await expect.poll(async () => (await hub())?.['unsent']).toContain('all sent')
  expect((await hub())?.['devices']).toContain('receipt-1')

  sold.shop.link.setCut(true)
  try {
    await row.getByText('Offline').waitFor({ timeout: 20_000 })
  } finally {
    sold.shop.link.setCut(false)
  }

  await page.locator('[data-name=claim]').click()
  await page.locator('[data-name=make-code]:focus').waitFor()
  await page.keyboard.press('Enter')
  const code = await page.locator('[data-name=claim-code]').innerText()
  expect(code).toMatch(/^mn-[0-9A-Z]{8}$/)
  await page.keyboard.press('Escape')
  await page.locator('[data-name=claim-code]').waitFor({ state: 'detached' })

  await page.locator('[data-name=revoke]').click()
  await page.getByText('comes back only with a new claim code').waitFor()
  await page.keyboard.press('Escape')
  await row.getByText('Online').waitFor({ timeout: 20_000 })
})

test('HQ reads how each box is: its room, what it writes, its card, what is wrong and what to do', async () => {
  const desk = await atDesk()
  await desk.open('hubs')
  await desk.page.locator('[data-name=boxes]').getByText('nothing wrong').waitFor()
  expect((await desk.rows('boxes'))[0]?.['free']).toMatch(/[1-9].* [MG]B/)

  await using box = await claimBox(sold)
  box.say({
    troubles: [
      {
        code: 'disk-sales',
        values: { freeMiB: 12 },
        words: 'The disk is full.',
        remedy: 'Free space.',
      },
      { code: 'of-tomorrow', values: {}, words: 'A newer word.', remedy: 'A newer remedy.' },
    ],
    box: { freeBytes: 12 * 1024 * 1024, bytesPerDay: 98_765_432, cardUsedPercent: 60 },
  })
  const ill = desk.page.locator('[data-name=boxes] tr', { hasText: 'second box' })
  await ill.getByText('(12 MiB left)').waitFor()
  await ill.getByText('Close the shift, which still works').waitFor()
  await ill.getByText('A newer word.').waitFor()
  const told = (await desk.rows('boxes')).find(({ hub }) => hub?.includes('second box'))
  expect(told).toMatchObject({ free: '12.6 MB', written: '98.8 MB', card: '60 %' })
  await keepPicture(desk.page, 'console-boxes')
})

test('another company of the group has its own books', async () => {
  const { page } = await atDesk()
  await page.locator('[data-name=company]').selectOption({ index: 1 })
  await page.getByText('Nothing was sold in this period.').waitFor()
  expect(new URL(page.url()).hash).not.toContain('INTERNOM')
})

test('the quarantine is empty and says so', async () => {
  const { page, open } = await atDesk()
  await open('quarantine')
  await page.getByText('Nothing is in quarantine.').waitFor()
})

test('every page is Mongolian when Mongolian is chosen, and stays so', async () => {
  const { page, open } = await atDesk({ language: 'Монгол' })
  for (const name of ['sales', 'receipts', 'ledger', 'products', 'import', 'hubs', 'quarantine']) {
    await open(name)
    expect(await page.locator('h1').innerText()).toMatch(/^[А-Яа-яЁёӨөҮү ,-]+$/)
    expect(await page.locator('html').getAttribute('lang')).toBe('mn')
  }
})

test.each([
  [1440, 900],
  [1024, 768],
  [390, 844],
])('nothing runs out of the page at %i × %i', async (width, height) => {
  const { page, open } = await atDesk({ width, height })
  const pages = ['sales?by=product', 'receipts', `receipts/${sold.first.id}`, 'ledger', 'products']
  for (const path of [...pages, 'import', 'hubs', 'quarantine']) {
    await open(path)
    // With all that it shows: the network of a page that has been loaded is idle at once.
    await expect.poll(() => page.locator('[aria-busy=true], .skeleton').count()).toBe(0)
    const wide = await page.evaluate<number>('document.documentElement.scrollWidth')
    expect(wide, path).toBeLessThanOrEqual(width)
  }
})

test('the keyboard alone opens a page, and its heading takes the focus', async () => {
  const { page } = await atDesk()
  await page.locator('[data-page=sales]').focus()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Receipts' }).waitFor()
  const focused = () => page.evaluate<string>('document.activeElement.tagName')
  await expect.poll(focused).toBe('H1')
})

test('a key that is revoked while it is used leads back to the sign-in, with the reason', async () => {
  const made = await fetch(`${sold.shop.cloudUrl}/v1/keys`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sold.adminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'accountant', scopes: ['read'] }),
  })
  const { id, key } = z.object({ id: z.string(), key: z.string() }).parse(await made.json())
  const { page, open } = await signIn(browser, sold.shop.cloudUrl, key)
  await open('hubs')
  await page.locator('[data-name=claim]').click()
  await page.locator('[data-name=make-code]').click()
  await page.getByText('This key may not do that').waitFor()
  await page.keyboard.press('Escape')

  const revoked = await fetch(`${sold.shop.cloudUrl}/v1/keys/${id}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${sold.adminKey}` },
  })
  expect(revoked.status).toBe(204)
  await page.getByText('no longer accepts the key').waitFor()
  await page.locator('[data-name=api-key]').waitFor()
})
