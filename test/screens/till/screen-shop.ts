import { createHmac, randomBytes, scryptSync } from 'node:crypto'
import { pino } from 'pino'
import type { Page } from 'playwright-core'
import { createHubApp } from '#hub/app.ts'
import { type CloudState, createCloudState } from '#hub/cloud-link/state.ts'
import { createStatusFeed } from '#hub/live/status-feed.ts'
import type { PrintJob, PrintKind } from '#hub/print/job.ts'
import { createPrints, type Prints } from '#hub/prints.ts'
import { type Serving, startServing } from '#hub/serve.ts'
import type { SoldReceipt } from '#shared/contracts/sold-receipt.ts'
import type { LiveEvent, Right } from '#shared/contracts/till.ts'
import type { Position } from '#shared/journal/record.ts'
import { ADMIN_TOKEN, ALL_RIGHTS, openTestHub, type TestHub } from '#test/hub/open-hub.ts'
import { storeProfile } from '#test/support/feed.ts'
import { screenHost, typeByHand } from '../../support/browser.ts'

export const PIN = '4321'
export const books = {
  history: { id: 1, name: 'Монгол цэргийн түүх', code: 'B1001', barcode: '9789991234564' },
  notebook: { id: 2, name: 'Дэвтэр A5', code: 'B1002', barcode: '4607001234566' },
  tale: { id: 3, name: 'Өвлийн үлгэр', code: 'B1003', barcode: '9789991200002' },
} as const

/** The hub's program on a real port with real data files; only cloud and hardware are away. */
export interface ScreenShop extends AsyncDisposable {
  readonly hub: TestHub
  readonly url: string
  readonly cloud: CloudState
  /** From here on the hub vouches that the cloud has everything up to this place. */
  readonly cloudHas: (place: Position) => void
  /** What the cloud has of other stores' sales. */
  readonly soldElsewhere: SoldReceipt[]
  readonly say: (event: LiveEvent) => void
  readonly pairingCode: () => Promise<string>
  readonly addCashier: (id: number, name: string, rights?: readonly Right[]) => void
  /** Nobody answers on the port until `comeBack`. */
  readonly goAway: () => Promise<void>
  readonly comeBack: () => Promise<void>
}

export async function openScreenShop(): Promise<ScreenShop> {
  const company = { language: 'en', pointsInCashCap: 5_000_00 } as const
  const profile = storeProfile({ code: 'UB1', name: 'Номын өргөө' }, company)
  const hub = await openTestHub({
    upper: () => Date.now(),
    profile,
    feed: {
      stores: [profile],
      categories: [
        { id: 1, parentId: null, name: 'Ном', kind: 'pos' },
        { id: 2, parentId: null, name: 'Бичиг хэрэг', kind: 'pos' },
      ],
      products: [
        product(books.history, { posCategoryId: 1, listPrice: 48_000_00, variant: 'hard cover' }),
        product(books.notebook, { posCategoryId: 2, listPrice: 2_500_00 }),
        product(books.tale, { posCategoryId: 1, listPrice: 18_500_00 }),
      ],
      prices: [
        {
          id: 1,
          productId: 2,
          storeId: null,
          customerId: null,
          minQuantity: 5000,
          price: 2_000_00,
          startsAt: null,
          endsAt: null,
        },
      ],
      members: [{ id: 5, name: 'Бат-Эрдэнэ Ө.', phone: '99112233', cards: ['7001'] }],
      customers: [{ id: 9, name: 'Тэнгэр ХХК', taxNumber: '5012345', address: 'Улаанбаатар' }],
    },
  })
  const { shop, live } = hub
  const cloud = createCloudState(shop.clock)
  let mark: Position | null = null
  const elsewhere: SoldReceipt[] = []
  const app = createHubApp({
    shop,
    value: hub.value,
    live,
    cloud,
    prints: paper(shop),
    cloudSeq: () => 0,
    cloudMark: () => mark,
    askSold: async () => elsewhere.slice(),
    askPlaces: async () => null,
    onOldImage: () => undefined,
    replicaAt: () => shop.clock() - 60_000,
    devices: () => null,
    health: hub.health,
    backups: hub.backups,
    adminToken: ADMIN_TOKEN,
    log: pino({ level: 'error' }),
  })
  const statusFeed = createStatusFeed({ live, status: app.status })
  cloud.onChange(() => statusFeed.changed())
  hub.health.disk.onChange(() => statusFeed.changed())
  cloud.report('stream', true)
  const serve = (port: number) =>
    startServing({ fetch: app.app.fetch as never, host: '127.0.0.1', port })
  let serving: Serving = await serve(0)
  const { port } = serving
  const addCashier: ScreenShop['addCashier'] = (id, name, rights) =>
    putCashier(hub, id, name, rights)
  addCashier(1, 'Б. Оюунчимэг')

  return {
    hub,
    url: `http://${screenHost}:${port}/`,
    cloud,
    cloudHas(place) {
      mark = place
    },
    addCashier,
    soldElsewhere: elsewhere,
    say: (event) => live.publish(event, null),
    pairingCode: () => pairingCodeOf(hub),
    async goAway() {
      live.closeAll()
      await serving.close()
    },
    async comeBack() {
      serving = await serve(port)
    },
    async [Symbol.asyncDispose]() {
      statusFeed.stop()
      live.closeAll()
      await serving.close()
      await hub[Symbol.asyncDispose]()
    },
  }
}

export async function pairingCodeOf(hub: Pick<TestHub, 'call'>): Promise<string> {
  const { body } = await hub.call('POST', '/pairing-codes', {}, ADMIN_TOKEN)
  return (body as { code: string }).code
}

function product(book: (typeof books)[keyof typeof books], more: object) {
  const { barcode, ...fields } = book
  return { ...fields, ...more, uom: 'ш', barcodes: [barcode] }
}

export function putCashier(
  { feed }: TestHub,
  id: number,
  name: string,
  rights: readonly Right[] = ALL_RIGHTS,
): void {
  const pin = verifierOf(feed.lookupKey)
  feed.put({
    employees: [{ id, storeId: null, name, pin, rights: JSON.stringify(rights), active: true }],
  })
}

export function verifierOf(lookupKey: string, pin = PIN): string {
  const salt = randomBytes(16)
  const mac = createHmac('sha256', Buffer.from(lookupKey, 'base64url')).update(pin).digest()
  const hash = scryptSync(mac, salt, 32, { N: 1024, r: 8, p: 1 })
  return `scrypt$1024$${salt.toString('base64url')}$${hash.toString('base64url')}`
}

/** From a new device to the empty basket, by keys alone. */
export async function openTill(
  shop: Pick<ScreenShop, 'url' | 'pairingCode'>,
  page: Page,
  openingCash = '50000',
): Promise<void> {
  const hears = hearing(page)
  await page.goto(shop.url)
  await field(page, 'pairing-code').waitFor()
  await typeByHand(page, await shop.pairingCode())
  await page.keyboard.press('Enter')
  await page.locator('.names .button').first().waitFor()
  await typeByHand(page, PIN)
  await page.keyboard.press('Enter')
  await field(page, 'counted-cash').waitFor()
  await typeByHand(page, openingCash)
  await page.keyboard.press('Enter')
  await page.locator('.no-lines').waitFor()
  await hears
}

/** Resolves when the page has its live connection: what the hub told before went to nobody. */
function hearing(page: Page): Promise<void> {
  return new Promise((resolve) => {
    page.on('websocket', (socket) => socket.on('framereceived', () => resolve()))
  })
}

export function field(page: Page, name: string) {
  return page.locator(`[data-name="${name}"]`)
}

/** Money as the screen shows it, without its spaces. */
export async function amountOf(page: Page, name: string): Promise<string> {
  return (await field(page, name).innerText()).replace(/\s/g, '')
}

/** A printer that takes every job; what it tells is said by the tests. */
function paper(shop: TestHub['shop']): Prints {
  const jobOf = (kind: PrintKind, refId: string | null, till: string): PrintJob => {
    const [at, document, attempt] = [shop.clock(), null, 0]
    const job = { id: shop.newId(), kind, till, device: 'receipt-1', refId, document, attempt }
    const times = { createdAt: at, updatedAt: at, expiresAt: null }
    return { ...job, ...times, session: null, duplicate: false, state: 'queued', reason: '' }
  }
  return {
    ...createPrints(() => null),
    plan: ({ kind, refId, till }) => ({ jobs: [jobOf(kind, refId, till)], statements: [] }),
    added: () => undefined,
    printOf: () => null,
    openDrawer: (till) => Promise.resolve(jobOf('drawer', null, till)),
    printerOf: () => ({ state: 'online', reason: '', queued: 0 }),
  }
}
