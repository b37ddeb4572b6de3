import { afterAll, afterEach, beforeAll } from 'vitest'
import type { ValueShop } from '../../cloud/value/value-shop.ts'
import { type Browser, openBrowser } from '../../support/browser.ts'
import { type Desk, type DeskOptions, signIn } from './desk.ts'
import { openLoyalShop } from './loyal-shop.ts'

/** One loyal shop and one browser for the file; a fault of any page fails its test. */
export function useLoyalDesk(open: () => Promise<ValueShop> = openLoyalShop): {
  readonly shop: ValueShop
  /** HQ, signed in on a device of its own. */
  readonly signIn: (options?: DeskOptions) => Promise<Desk>
} {
  let shop: ValueShop | undefined
  let browser: Browser | undefined
  beforeAll(async () => {
    shop = await open()
    browser = await openBrowser()
  }, 60_000)
  afterEach(() => browser?.closeDevices())
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]()
    await shop?.[Symbol.asyncDispose]()
  })
  const opened = () => {
    if (shop === undefined || browser === undefined) throw new Error('both open before the tests')
    return { shop, browser }
  }
  return {
    get shop() {
      return opened().shop
    },
    async signIn(options) {
      const { shop: at, browser: by } = opened()
      return await signIn(by, at.url, at.cloud.adminKey, options)
    },
  }
}
