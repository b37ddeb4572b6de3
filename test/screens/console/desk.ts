import type { Page } from 'playwright-core'
import { type Browser, consoleHost } from '../../support/browser.ts'

export interface Desk {
  readonly page: Page
  /** Opens a page of the console by its address, e.g. `receipts?number=UB1`. */
  readonly open: (path: string) => Promise<void>
  /** The cells of a table, row by row, keyed by column. */
  readonly rows: (table: string) => Promise<readonly Record<string, string>[]>
  readonly total: (table: string) => Promise<Record<string, string>>
}

export interface DeskOptions {
  readonly width?: number
  readonly height?: number
  readonly language?: 'English' | 'Монгол'
}

/** Someone at HQ who has signed in with a key. */
export async function signIn(
  browser: Browser,
  cloudUrl: string,
  key: string,
  { width = 1440, height = 900, language = 'English' }: DeskOptions = {},
): Promise<Desk> {
  const { page } = await browser.openDevice({ width, height })
  const base = consoleUrl(cloudUrl)
  await page.goto(base)
  await page.getByRole('button', { name: language }).click()
  await page.locator('[data-name=api-key]').fill(key)
  await page.keyboard.press('Enter')
  await page.locator('[data-page=sales]').waitFor()
  const company = new URL(page.url()).hash.split('/')[1] ?? ''
  return {
    page,
    async open(path) {
      await page.goto(`${base}#/${company}/${path}`)
      await page.locator('h1').waitFor()
    },
    async rows(table) {
      await page
        .locator(`${settled(table)} tbody tr[data-key]`)
        .first()
        .waitFor()
      const selector = `[data-name=${table}] tbody tr[data-key]`
      return await page.evaluate<Record<string, string>[]>(cellsOf(selector))
    },
    async total(table) {
      await page.locator(`${settled(table)} tfoot tr`).waitFor()
      const selector = `[data-name=${table}] tfoot tr`
      const [row = {}] = await page.evaluate<Record<string, string>[]>(cellsOf(selector))
      return row
    },
  }
}

export function consoleUrl(cloudUrl: string): string {
  return `http://${consoleHost}:${new URL(cloudUrl).port}/`
}

/** The rows of the filter before stand there, marked, until the answer has come. */
function settled(name: string): string {
  const busy = '[aria-busy=true]'
  return `[data-name=${name}]:not(${busy}, ${busy} *)`
}

/** Runs in the page, in one go: a cell at a time would take seconds. */
function cellsOf(rows: string): string {
  return `[...document.querySelectorAll('${rows}')].map((row) => Object.fromEntries(
    [...row.cells].map((cell) =>
      [cell.dataset.column, cell.innerText.trim().replaceAll('\u00a0', ' ')])))`
}

/** `-1,234.50` → -123450: what a reader takes from the screen. */
export function minorOf(text: string): number {
  return Math.round(Number(text.replaceAll(/[^\d.-]/g, '')) * 100)
}
