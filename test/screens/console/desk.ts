import type { Locator, Page } from 'playwright-core'
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
      const body = page.locator(`[data-name=${table}] tbody`)
      await body.locator('tr[data-key]').first().waitFor()
      return await Promise.all((await body.locator('tr[data-key]').all()).map(cellsOf))
    },
    total: (table) => cellsOf(page.locator(`[data-name=${table}] tfoot tr`)),
  }
}

export function consoleUrl(cloudUrl: string): string {
  return `http://${consoleHost}:${new URL(cloudUrl).port}/`
}

async function cellsOf(row: Locator): Promise<Record<string, string>> {
  const cells = await row.locator('td').all()
  const entries = await Promise.all(
    cells.map(async (cell) => [
      (await cell.getAttribute('data-column')) ?? '',
      (await cell.innerText()).trim(),
    ]),
  )
  return Object.fromEntries(entries) as Record<string, string>
}

/** `-1,234.50` → -123450: what a reader takes from the screen. */
export function minorOf(text: string): number {
  return Math.round(Number(text.replaceAll(/[^\d.-]/g, '')) * 100)
}
