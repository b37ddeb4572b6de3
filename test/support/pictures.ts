import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'

const folder = process.env['KASSA_TEST_PICTURES']

/** With `KASSA_TEST_PICTURES=<folder>` the screens of the tests are kept there, to be looked at. */
export const wantsPictures = folder !== undefined

export async function keepPicture(of: Page | Locator, name: string): Promise<void> {
  if (folder !== undefined)
    await of.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}
