import type { Page, Request, Route } from 'playwright-core'
import { expect, test } from 'vitest'
import { grant, message, session, terms } from '../../hub/value/open-writer.ts'
import { type DeviceOptions, scanWithWedge, screenHost, typeByHand } from '../../support/browser.ts'
import { payExactly, sell, useScreens, waitForTotal } from './drive.ts'
import { amountOf, books, field, openTill, PIN, type ScreenShop } from './screen-shop.ts'

/** A till on a slow line: keys and scans go on while an answer of the hub is still on its way. */
const screens = useScreens()

test('what is scanned while a basket is being parked is in the next basket', async () => {
  const page = await openSlowTill()
  await scanWithWedge(page, books.tale.barcode)
  await waitForTotal(page, '18,500₮')
  const parking = await holdBack(page, '**/v1/parked-baskets/*', 'PUT')
  await page.keyboard.press('F7')
  await field(page, 'park-name').waitFor()
  await page.keyboard.press('Enter')
  await parking.came()
  await scanWithWedge(page, books.notebook.barcode)
  await page.keyboard.press('Escape')
  parking.letGo()
  await waitForTotal(page, '2,500₮')
  expect(await page.locator('.line').allInnerTexts()).toMatchObject([
    expect.stringContaining(books.notebook.name),
  ])
})

test('goods that were scanned before a basket was called back are not lost in it', async () => {
  const page = await openSlowTill()
  await scanWithWedge(page, books.tale.barcode)
  await waitForTotal(page, '18,500₮')
  await page.keyboard.press('F7')
  await field(page, 'park-name').waitFor()
  await page.keyboard.press('Enter')
  await page.locator('.no-lines').waitFor()
  const product = await holdBack(page, `**/v1/products?barcode=${books.notebook.barcode}`)
  await scanWithWedge(page, books.notebook.barcode)
  await product.came()
  await page.keyboard.press('F8')
  await page.locator('.people li').waitFor()
  await page.keyboard.press('Enter')
  product.letGo()
  await page.getByText('The open basket is not empty.').waitFor()
  await page.keyboard.press('Escape')
  await waitForTotal(page, '2,500₮')
})

test('a sale waits for the goods that were scanned before it was paid', async () => {
  const { shop } = screens
  const page = await openSlowTill()
  await scanWithWedge(page, books.tale.barcode)
  await waitForTotal(page, '18,500₮')
  const product = await holdBack(page, `**/v1/products?barcode=${books.notebook.barcode}`)
  await scanWithWedge(page, books.notebook.barcode)
  await product.came()
  await page.keyboard.press('F3')
  await field(page, 'amount').waitFor()
  for (const key of ['Enter', 'F3', 'Enter', 'F3']) await page.keyboard.press(key)
  product.letGo()
  await expect.poll(() => amountOf(page, 'due')).toBe('21,000₮')
  expect(shop.hub.journal.head().seq).toBe(1)
  await payExactly(page)
  await field(page, 'saved').waitFor()
  await page.keyboard.press('Enter')
  await page.locator('.no-lines').waitFor()
})

test('what is scanned while a sale of before a reload is not answered yet is in the next basket', async () => {
  const { shop } = screens
  const page = await openSlowTill({ allowFailedRequests: true })
  await scanWithWedge(page, books.tale.barcode)
  await waitForTotal(page, '18,500₮')
  const selling = await holdBack(page, '**/v1/sales', 'POST')
  await payExactly(page)
  await selling.came()
  await page.reload()
  await expect.poll(selling.count).toBe(2)
  await page.locator('.line').waitFor()
  await scanWithWedge(page, books.notebook.barcode)
  selling.letGo()
  await field(page, 'saved').waitFor()
  await page.keyboard.press('Enter')
  await waitForTotal(page, '2,500₮')
  expect(await page.locator('.line').count()).toBe(1)
  expect(shop.hub.journal.head().seq).toBe(2)
})

test('what is typed while the hub looks for a code stays, and Enter twice is one piece', async () => {
  const page = await openSlowTill()
  const product = await holdBack(page, `**/v1/products?barcode=${books.tale.barcode}`)
  await typeByHand(page, books.tale.barcode)
  await page.keyboard.press('Enter')
  await product.came()
  await page.keyboard.press('Enter')
  await typeByHand(page, 'B1')
  product.letGo()
  await waitForTotal(page, '18,500₮')
  expect(await page.locator('.entry input').inputValue()).toBe('B1')
})

test('a card shown at the reader belongs to the basket that lay open, not to the next one', async () => {
  const { shop } = screens
  shop.hub.feed.put({ members: [{ id: 5, name: 'Бат-Эрдэнэ Ө.', cards: ['7001'] }] })
  const page = await openSlowTill()
  await scanWithWedge(page, books.tale.barcode)
  await waitForTotal(page, '18,500₮')
  const member = await holdBack(page, '**/v1/members?card=7001')
  shop.say({ kind: 'card.read', card: '7001' })
  await member.came()
  await page.keyboard.press('F3')
  await field(page, 'amount').waitFor()
  for (const key of ['Enter', 'F3']) await page.keyboard.press(key)
  member.letGo()
  await field(page, 'member-strip').waitFor()
  await page.locator('.due-words[aria-busy="false"]').waitFor()
  await page.keyboard.press('Enter')
  await page.locator('.pay-figure.settled').waitFor()
  await page.keyboard.press('F3')
  await field(page, 'saved').waitFor()
  const body = JSON.parse(shop.hub.journal.eventBySeq(2)?.body ?? '') as { payload: object }
  expect(body.payload).toMatchObject({ memberId: 5 })
})

test('F4 gives back the receipt that was searched for or chosen, never the one before it', async () => {
  const { shop } = screens
  const page = await openSlowTill()
  await sell(page, [books.tale.barcode])
  await sell(page, [books.notebook.barcode])
  await page.keyboard.press('F9')
  await field(page, 'receipt').getByText(books.notebook.name).waitFor()
  const first = shop.hub.journal.eventBySeq(2)?.id ?? ''

  const receipt = await holdBack(page, `**/v1/receipts/${first}`)
  await page.keyboard.press('ArrowDown')
  await receipt.came()
  await page.keyboard.press('F4')
  expect(await field(page, 'refund-total').count()).toBe(0)
  receipt.letGo()
  await field(page, 'receipt').getByText(books.tale.name).waitFor()

  const search = await holdBack(page, '**/v1/receipts?number=*')
  await field(page, 'receipt-search').fill('UB1-T1-1-000002')
  await search.came()
  await page.keyboard.press('F4')
  expect(await field(page, 'refund-total').count()).toBe(0)
  search.letGo()
  await field(page, 'receipt').getByText(books.notebook.name).waitFor()
  await page.keyboard.press('F4')
  await field(page, 'refund-total').waitFor()
  // A scan of another receipt does not change what is being given back.
  shop.say({ kind: 'barcode.scanned', data: `https://kassahub.example/r?id=${first}` })
  await page.keyboard.press('F2')
  await expect.poll(() => amountOf(page, 'refund-total')).toBe('2,500₮')
})

test('of two moves in the list of receipts the later one counts, in whatever order they are answered', async () => {
  const { shop } = screens
  const page = await openSlowTill()
  await sell(page, [books.tale.barcode])
  await sell(page, [books.notebook.barcode])
  await sell(page, [books.history.barcode])
  await page.keyboard.press('F9')
  await field(page, 'receipt').getByText(books.history.name).waitFor()
  const middle = await holdBack(page, `**/v1/receipts/${shop.hub.journal.eventBySeq(3)?.id}`)
  await page.keyboard.press('ArrowDown')
  await middle.came()
  await page.keyboard.press('ArrowDown')
  await field(page, 'receipt').getByText(books.tale.name).waitFor()
  middle.letGo()
  await middle.arrived()
  expect(await field(page, 'receipt').innerText()).toContain(books.tale.name)
})

test('credit that was let go of and is paid with again at once is reserved', async () => {
  const { shop } = screens
  await leaseCredit(shop)
  const page = await openSlowTill()
  await scanWithWedge(page, books.history.barcode)
  await waitForTotal(page, '48,000₮')
  await page.keyboard.press('F6')
  await typeByHand(page, '99112233')
  await page.keyboard.press('Enter')
  await field(page, 'member-found').waitFor()
  await page.keyboard.press('Enter')
  await waitForTotal(page, '48,000₮')
  await page.keyboard.press('F3')
  await field(page, 'amount').waitFor()
  await page.keyboard.press('F7')
  await typeByHand(page, '20000')
  await page.keyboard.press('Enter')
  await expect.poll(() => amountOf(page, 'left')).toBe('28,000₮')

  const release = await holdBack(page, '**/v1/covers/**', 'DELETE')
  const reserved = reservations(page)
  await page.keyboard.press('Backspace')
  await release.came()
  await expect.poll(() => amountOf(page, 'left')).toBe('48,000₮')
  await typeByHand(page, '15000')
  await page.keyboard.press('Enter')
  // As long as it takes a request that is not held back.
  await page.evaluate(`fetch('/v1/health').then(() => undefined)`)
  expect(reserved.count()).toBe(0)
  release.letGo()
  await expect.poll(() => amountOf(page, 'left')).toBe('33,000₮')
  expect(reserved.count()).toBe(1)
})

test('no key takes a payment apart while its sale is on its way', async () => {
  const { shop } = screens
  const page = await openSlowTill()
  await scanWithWedge(page, books.tale.barcode)
  await waitForTotal(page, '18,500₮')
  await page.keyboard.press('F3')
  await field(page, 'amount').waitFor()
  await page.keyboard.press('Enter')
  await page.locator('.pay-figure.settled').waitFor()
  // The quote is about to run out, as the page has heard: finishing asks for another one.
  shop.hub.later(14.5 * 60_000)
  shop.cloud.report('stream', false)
  await field(page, 'link').getByText('Offline since').waitFor()
  const quote = await holdBack(page, '**/v1/quotes', 'POST')
  await page.keyboard.press('F3')
  await quote.came()
  for (const key of ['F3', 'Enter', 'Backspace', 'Escape']) await page.keyboard.press(key)
  expect(await page.locator('.pay-figure').count()).toBe(2)
  quote.letGo()
  await field(page, 'saved').waitFor()
  expect(shop.hub.journal.head().seq).toBe(2)
})

test('who has just signed in is not asked for the PIN again by a status of before', async () => {
  const { shop } = screens
  const page = await openSlowDevice()
  await page.goto(shop.url)
  await field(page, 'pairing-code').fill(await shop.pairingCode())
  await page.keyboard.press('Enter')
  await page.locator('.names .button').first().waitFor()
  const status = await delayFirst(page, '**/v1/status')
  // The next heartbeat asks.
  await status.came()
  await typeByHand(page, PIN)
  await page.keyboard.press('Enter')
  await field(page, 'counted-cash').fill('50000')
  status.letGo()
  await status.arrived()
  expect(await field(page, 'counted-cash').inputValue()).toBe('50000')
})

test('cash is moved once however often Enter is struck', async () => {
  const { shop } = screens
  const page = await openSlowTill()
  await page.keyboard.press('F10')
  await field(page, 'shift-report').waitFor()
  await page.keyboard.press('F3')
  await field(page, 'cash-amount').waitFor()
  await field(page, 'cash-amount').fill('10000')
  await field(page, 'cash-reason').fill('to the bank')
  const moving = await holdBack(page, '**/v1/cash-movements', 'POST')
  for (const key of ['Enter', 'Enter', 'Escape']) await page.keyboard.press(key)
  await moving.came()
  expect(await field(page, 'cash-amount').count()).toBe(1)
  moving.letGo()
  await page.locator('dialog').waitFor({ state: 'detached' })
  expect(shop.hub.journal.head().seq).toBe(2)
})

async function openSlowTill(options: DeviceOptions = {}): Promise<Page> {
  const page = await openSlowDevice(options)
  await openTill(screens.shop, page)
  return page
}

/** Its line is slow, not dead: an answer is waited for as long as a busy machine needs for the keys. */
async function openSlowDevice(options: DeviceOptions = {}): Promise<Page> {
  const { page } = await screens.browser.openDevice(options)
  await page.addInitScript('AbortSignal.timeout = () => new AbortController().signal')
  return page
}

interface HeldBack {
  /** Resolves when the first one is on its way. */
  readonly came: () => Promise<void>
  readonly count: () => number
  /** All may go on, also those that come later. */
  readonly letGo: () => void
  /** Resolves when the page has the answer of the first one. */
  readonly arrived: () => Promise<void>
}

/** Requests of this kind reach the hub only when they are let go. */
async function holdBack(page: Page, url: string, method = 'GET'): Promise<HeldBack> {
  const held: Route[] = []
  let count = 0
  const { letGo, opened } = gate()
  await page.route(url, async (route) => {
    if (route.request().method() !== method) return await route.fallback()
    count += 1
    held.push(route)
    await opened
    await route.fallback()
  })
  const came = () => expect.poll(() => count).toBeGreaterThan(0)
  return {
    came,
    count: () => count,
    letGo,
    async arrived() {
      await (await held[0]?.request().response())?.finished()
      await page.evaluate('new Promise((done) => setTimeout(done))')
    },
  }
}

/** The first answer of this kind reaches the page only when it is let go. */
async function delayFirst(page: Page, url: string) {
  const { letGo, opened } = gate()
  let first: Request | null = null
  await page.route(url, async (route) => {
    const request = route.request()
    if (first !== null) return await route.fallback()
    first = request
    const response = await route.fetch({ url: request.url().replace(screenHost, '127.0.0.1') })
    await opened
    await route.fulfill({ response })
  })
  return {
    letGo,
    came: () => expect.poll(() => first, { timeout: 30_000 }).not.toBeNull(),
    arrived: async () => {
      await (await first?.response())?.finished()
      await page.evaluate('new Promise((done) => setTimeout(done))')
    },
  }
}

function gate() {
  let letGo: () => void = () => undefined
  const opened = new Promise<void>((resolve) => {
    letGo = resolve
  })
  return { opened, letGo: () => letGo() }
}

/** Counts what is reserved from here on. */
function reservations(page: Page) {
  let count = 0
  page.on('request', (request) => {
    if (request.method() === 'PUT' && request.url().includes('/v1/covers/')) count += 1
  })
  return { count: () => count }
}

async function leaseCredit({ hub }: ScreenShop): Promise<void> {
  hub.feed.put({
    programmes: [
      { id: 3, code: 'CREDIT', name: 'Кредит', kind: 'store-credit', offline: 'leased' },
    ],
    members: [{ id: 5, name: 'Бат-Эрдэнэ Ө.', phone: '99112233', balances: { 3: 50_000_00 } }],
  })
  const lease = message(1, grant('L1', 'CREDIT:5', 20_000_00))
  const openRequests = new Map()
  await hub.journal.receive({ ...lease, session, terms: terms(), openRequests })
}
