import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { keptForMs, keptSalesMax } from '#shared/journal/kept-sales.ts'
import { scanWithWedge, typeByHand } from '../../support/browser.ts'
import { payExactly, useScreens, waitForTotal } from './drive.ts'
import { books, field, openTill } from './screen-shop.ts'

const screens = useScreens()

test('the till page keeps a sale over a reload until the cloud has it, and offers it after a new epoch [B2.7]', async () => {
  const { shop, browser } = screens
  const { page } = await browser.openDevice()
  await openTill(shop, page)
  expect(await page.evaluate('window.isSecureContext')).toBe(false)
  await scanWithWedge(page, books.history.barcode)
  await waitForTotal(page, '48,000₮')
  await payExactly(page)
  const { journal } = shop.hub
  const sold = () =>
    journal.read("SELECT seq, epoch, body FROM event WHERE type = 'sale.closed'", [])
  await expect.poll(() => keptSales(page)).toMatchObject([{ hub: 7, epoch: 1 }])
  const [first] = sold()
  const place = { seq: first?.['seq'], sale: { body: first?.['body'] } }
  expect(await keptSales(page)).toMatchObject([place])

  await page.reload()
  const { note } = shop.hub.shop
  await journal.openEpoch(2, { epoch: 1, seq: 0, hash: '' }, note('epoch-opened', 'test'))
  await page.reload()
  await expect.poll(() => keptSales(page)).toMatchObject([{ epoch: 2 }])
  expect(sold()).toMatchObject([{ epoch: 2, body: first?.['body'] }])

  // The open shift stays whole until it is closed: a box that replaces this one goes on with it.
  shop.cloudHas({ epoch: 2, seq: journal.head().seq })
  await page.reload()
  await openShiftPage(page)
  expect(await kept(page)).toHaveLength(2)
  await page.keyboard.press('F6')
  await field(page, 'counted-cash').waitFor()
  await typeByHand(page, '98000')
  await page.keyboard.press('Enter')
  await field(page, 'closed-shift').waitFor()
  shop.cloudHas({ epoch: 2, seq: journal.head().seq })
  await page.reload()
  await expect.poll(() => kept(page)).toEqual([])
})

test('the till page keeps the newest 5,000 sales that the cloud lacks, and none for more than 30 days [B2.7]', async () => {
  const { shop, browser } = screens
  const { page } = await browser.openDevice()
  await openTill(shop, page)
  const hour = 3_600_000
  const newest = Array.from({ length: keptSalesMax }, (_, at) => (keptSalesMax - at) * 60_000)
  await page.evaluate(fill([keptForMs + hour, keptForMs - hour, ...newest]))
  await page.reload()
  await page.locator('.no-lines').waitFor()
  const ids = async () => z.array(z.string()).parse(await page.evaluate(read('getAllKeys')))
  // Each answer of the hub says how far the cloud is.
  const afterAnswer = async () => {
    await scanWithWedge(page, books.history.barcode)
    return (await ids()).length
  }
  await expect.poll(afterAnswer, { timeout: 60_000, interval: 500 }).toBe(keptSalesMax)
  // Over 30 days old, and older than the newest 5,000, of which the opened shift is one.
  const left = await ids()
  for (const gone of ['kept-0', 'kept-1', 'kept-2']) expect(left).not.toContain(gone)
})

async function openShiftPage(page: Page): Promise<void> {
  await field(page, 'basket').or(field(page, 'total')).first().waitFor()
  await page.keyboard.press('F10')
  await field(page, 'shift-report').waitFor()
}

async function keptSales(page: Page): Promise<unknown[]> {
  const all = z.array(z.looseObject({ sale: z.object({ body: z.string() }) }))
  return all.parse(await kept(page)).filter(({ sale }) => sale.body.includes('"sale.closed"'))
}

const read = (what: 'getAll' | 'getAllKeys') => `new Promise((resolve, reject) => {
  const request = indexedDB.open('kassa', 1)
  request.onerror = () => reject(request.error)
  request.onsuccess = () => {
    const all = request.result.transaction('kept-sale').objectStore('kept-sale').${what}()
    all.onsuccess = () => {
      request.result.close()
      resolve(all.result)
    }
  }
})`

async function kept(page: Page): Promise<unknown> {
  return await page.evaluate(read('getAll'))
}

/** Copies of what is kept already, in the places after it, as old as this by the page's clock. */
const fill = (agesMs: readonly number[]) => `new Promise((resolve, reject) => {
  const request = indexedDB.open('kassa', 1)
  request.onerror = () => reject(request.error)
  request.onsuccess = () => {
    const writing = request.result.transaction('kept-sale', 'readwrite')
    const store = writing.objectStore('kept-sale')
    store.getAll().onsuccess = ({ target }) => {
      const ages = ${JSON.stringify(agesMs)}
      const [{ shift, ...one }] = target.result
      ages.forEach((age, at) => {
        store.put({ ...one, id: 'kept-' + at, keptAt: Date.now() - age, seq: one.seq + 1 + at })
      })
    }
    writing.onabort = () => reject(writing.error)
    writing.oncomplete = () => {
      request.result.close()
      resolve()
    }
  }
})`
