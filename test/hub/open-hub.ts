import { createHmac, randomBytes, randomFillSync, scryptSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { pino } from 'pino'
import { createHubApp, type HubApp } from '#hub/app.ts'
import { type Backups, createBackups } from '#hub/backup/backups.ts'
import type { Claimable } from '#hub/cloud-link/claim-routes.ts'
import { createCloudState } from '#hub/cloud-link/state.ts'
import { createCounter } from '#hub/counter.ts'
import type { Hardware } from '#hub/devices/hardware.ts'
import { createCard } from '#hub/health/card.ts'
import { createDisk } from '#hub/health/disk.ts'
import { createHealth, type Health } from '#hub/health/health.ts'
import { createHubClock } from '#hub/health/hub-clock.ts'
import { createWear } from '#hub/health/wear.ts'
import { type Journal, openJournal } from '#hub/journal/journal.ts'
import { createLive, type Live } from '#hub/live/live.ts'
import { openSealKey, type SealKey } from '#hub/pin/seal-key.ts'
import { createPrints, type Prints } from '#hub/prints.ts'
import { openReplica } from '#hub/replica/reader.ts'
import type { AskPlaces } from '#hub/sales/kept-places.ts'
import type { AskSold } from '#hub/sales/originals.ts'
import { createShop, type Shop } from '#hub/shop.ts'
import type { ValueLine } from '#hub/value/line.ts'
import { createValue, type Value } from '#hub/value/value.ts'
import type { Basket } from '#shared/contracts/basket.ts'
import { Quote } from '#shared/contracts/basket.ts'
import type { TenderGiven } from '#shared/contracts/tender.ts'
import type { LiveEvent } from '#shared/contracts/till.ts'
import { PairAnswer, type Right, Saved, Shift } from '#shared/contracts/till.ts'
import { nothingSeen, seenHeader } from '#shared/contracts/witness.ts'
import { uuidv7 } from '#shared/domain/uuid.ts'
import type { Position } from '#shared/journal/record.ts'
import { type FeedContent, openTestFeed, storeProfile, type TestFeed } from '#test/support/feed.ts'

export const ADMIN_TOKEN = 'admin-token-of-the-tests'
export const ALL_RIGHTS: readonly Right[] = [
  'sale',
  'price.type',
  'discount.give',
  'refund',
  'refund.points-in-cash',
  'shift.close',
  'cash.move',
  'drawer.open',
]
export const newId = (): string => uuidv7(Date.now(), randomFillSync(new Uint8Array(10)))

/** The hub without network and hardware: real journal, real writer thread, real replica file. */
export interface TestHub extends AsyncDisposable {
  readonly hub: HubApp
  readonly shop: Shop
  readonly journal: Journal
  readonly feed: TestFeed
  readonly live: Live
  readonly value: Value
  /** What the hub knew of value in memory is gone, as after a start. */
  readonly restartValue: () => void
  /** Of the box. */
  readonly sealKey: SealKey
  readonly dir: string
  readonly health: Health
  readonly backups: Backups
  /** What the hub reads as free on its disk. */
  readonly setFreeBytes: (bytes: number) => void
  /** Moves the hub's clock. */
  readonly later: (ms: number) => void
  readonly heard: LiveEvent[]
  readonly call: (
    method: string,
    path: string,
    body?: unknown,
    token?: string,
    seen?: string,
  ) => Promise<Answer>
  readonly pair: () => Promise<string>
  /** A paired till with a signed-in cashier and an open shift. */
  readonly openTill: (options?: {
    readonly rights?: readonly Right[]
    readonly openingCash?: number
  }) => Promise<TestTill>
}

export interface Answer {
  readonly status: number
  readonly body: unknown
}

export interface TestTill {
  readonly code: string
  readonly token: string
  readonly shiftId: string
  readonly call: (method: string, path: string, body?: unknown) => Promise<Answer>
  readonly quote: (basket: BasketWish) => Promise<Quote>
  /** Quotes and pays exactly in cash, unless told otherwise. */
  readonly sell: (
    basket: BasketWish,
    tenders?: readonly TenderGiven[],
    /** What this till says that it saw of the journal. */
    seen?: string,
  ) => Promise<Saved>
  readonly shift: () => Promise<Shift>
}
type BasketWish =
  | Pick<Basket, 'lines'>
  | { readonly lines: readonly object[]; readonly partnerId?: number }

export const one = (productId: number, quantity = 1000, id = `l${productId}`) => ({
  id,
  productId,
  quantity,
})

export interface OpenHubOptions {
  readonly feed?: FeedContent
  readonly prints?: Partial<Prints>
  readonly profile?: ReturnType<typeof storeProfile>
  readonly claimed?: boolean
  /** Puts a journal there that the hub goes on with. */
  readonly journalAt?: (path: string) => void
  readonly cloudMark?: () => Position | null
  readonly onOldImage?: () => void
  /** The cloud's time, no later than which it is; none unless told. */
  readonly upper?: () => number | null
  readonly line?: ValueLine
  /** Devices and prints; none unless told. */
  readonly hardware?: () => Hardware | null
  readonly onUnreadable?: (what: string) => void
  /** How a box that is not claimed gets its identity. */
  readonly claimable?: (journal: Journal) => Claimable
  /** Plays the cloud: what it knows of other stores' sales; no answer unless told. */
  readonly askSold?: AskSold
  /** And from where its books have what tills bring; no answer unless told. */
  readonly askPlaces?: AskPlaces
}

export async function openTestHub(options: OpenHubOptions = {}): Promise<TestHub> {
  const profile = options.profile ?? storeProfile()
  const dir = mkdtempSync(join(tmpdir(), 'kassa-hub-'))
  const feed = openTestFeed({
    stores: [profile],
    catalogueVersion: '7',
    products: [
      { id: 1, name: 'Ном', listPrice: 1000_00, barcodes: ['9789991234564'] },
      { id: 2, name: 'Дэвтэр', listPrice: 250_00 },
      { id: 3, name: 'Үзэг', listPrice: 333 },
    ],
    ...options.feed,
  })
  const path = join(dir, 'journal.db')
  options.journalAt?.(path)
  const journal = await openJournal({
    path,
    onFatal: (reason) => {
      throw new Error(`journal: ${reason}`)
    },
  })
  if (options.claimed !== false)
    await journal.adopt({
      hubId: 7,
      epoch: 1,
      token: 'token',
      feedId: 'testfeed',
      lookupKey: feed.lookupKey,
      profile: JSON.stringify(profile),
      cloudSeq: 0,
    })
  let offset = 0
  const clock = () => Date.now() + offset
  const replica = openReplica({
    dir: feed.dir,
    lookupKey: () => feed.lookupKey,
    onUnreadable: options.onUnreadable ?? (() => undefined),
  })
  const shop = createShop({
    journal,
    replica,
    clock,
    newId,
    boot: { bootId: 'boot-of-the-tests', uptimeMs: () => 1000 },
    unclaimedReason: () => 'This hub is not claimed yet: it waits for the cloud.',
  })
  const live = createLive()
  const backups = createBackups({ journal: path, folder: join(dir, 'backups'), clock })
  let freeBytes = 10 * 1024 ** 3
  const disk = createDisk({ folder: dir, readFree: () => freeBytes })
  const hubClock = createHubClock({
    wall: clock,
    uptimeMs: () => performance.now(),
    builtAt: 0,
    lastEventAt: null,
  })
  const health = createHealth({
    disk,
    clock: hubClock,
    card: createCard(dir),
    wear: createWear()?.now ?? null,
  })
  const heard: LiveEvent[] = []
  const reading = () => ({ bootId: 'boot', uptimeMs: performance.now(), wallMs: Date.now() })
  const sealKey = openSealKey(join(dir, 'seal-key'))
  const startValue = () =>
    createValue({
      shop,
      sealKey,
      time: {
        reading,
        upper: () => options.upper?.() ?? null,
        lower: () => options.upper?.() ?? null,
        trustDay(last, dayOf) {
          const upper = options.upper?.() ?? null
          return upper === null ? last : dayOf(upper)
        },
      },
      line: options.line ?? { session: () => null, isOpen: () => false, send: () => false },
      tills: () => hub.tills.codes(),
      onOldImage: () => options.onOldImage?.(),
      log: pino({ level: 'error' }),
    })
  let ofNow = startValue()
  const value: Value = {
    ...ofNow,
    accountsOf: (member) => ofNow.accountsOf(member),
    ask: (holder) => ofNow.ask(holder),
    cover: (receiptId, wanted) => ofNow.cover(receiptId, wanted),
    pay: (receiptId, wanted) => ofNow.pay(receiptId, wanted),
    ofVoucher: {
      history: (...of) => ofNow.ofVoucher.history(...of),
      since: (...of) => ofNow.ofVoucher.since(...of),
      worthOf: (...of) => ofNow.ofVoucher.worthOf(...of),
      newest: (...of) => ofNow.ofVoucher.newest(...of),
      keep: (...of) => ofNow.ofVoucher.keep(...of),
      isKept: (account) => ofNow.ofVoucher.isKept(account),
      receiptsOf: (account) => ofNow.ofVoucher.receiptsOf(account),
      claim: (...of) => ofNow.ofVoucher.claim(...of),
      isOnline: () => ofNow.ofVoucher.isOnline(),
      issuedHere: (by) => ofNow.ofVoucher.issuedHere(by),
      wereBorn: (leases) => ofNow.ofVoucher.wereBorn(leases),
    },
    reservedFor: (receiptId, account) => ofNow.reservedFor(receiptId, account),
    giveBack: (wanted, sold) => ofNow.giveBack(wanted, sold),
    putBack: (amount, spent) => ofNow.putBack(amount, spent),
    letGo: (receiptId, account) => ofNow.letGo(receiptId, account),
    hearTill: (till) => ofNow.hearTill(till),
    hear: (message) => ofNow.hear(message),
    sweep: () => ofNow.sweep(),
    sessionOpened: (session) => ofNow.sessionOpened(session),
    confirmed: () => ofNow.confirmed(),
    refunds: {
      isOurs: (receiptId) => ofNow.refunds.isOurs(receiptId),
      find: (wanted) => ofNow.refunds.find(wanted),
    },
  }
  const hardware = () => options.hardware?.() ?? null
  const hub = createHubApp({
    shop,
    value,
    prints: { ...createPrints(hardware), ...options.prints },
    counter: createCounter(hardware),
    live: {
      ...live,
      publish(event, till) {
        heard.push(event)
        live.publish(event, till)
      },
    },
    cloud: createCloudState(clock),
    cloudSeq: () => journal.identity()?.cloudSeq ?? 0,
    cloudMark: () => options.cloudMark?.() ?? null,
    askSold: async (query) => (await options.askSold?.(query)) ?? null,
    askPlaces: async (ids) => (await options.askPlaces?.(ids)) ?? null,
    onOldImage: () => options.onOldImage?.(),
    replicaAt: () => replica.asOf(),
    devices: () => hardware()?.devices ?? null,
    setup: hardware,
    ...(options.claimable === undefined ? {} : { claimable: options.claimable(journal) }),
    health,
    backups,
    adminToken: ADMIN_TOKEN,
    log: pino({ level: 'error' }),
  })

  const call: TestHub['call'] = async (method, path, body, token, seen = nothingSeen) => {
    // Over a socket each request comes in a turn of its own.
    await nextTurn()
    const response = await hub.app.request(`/v1${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        [seenHeader]: seen,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) }
  }
  const pairOnce = async () => {
    const code = await call('POST', '/pairing-codes', {}, ADMIN_TOKEN)
    const paired = await call('POST', '/pair', { ...(code.body as object), name: 'till' })
    return PairAnswer.parse(paired.body)
  }
  let employees = 0
  const openTill: TestHub['openTill'] = async ({ rights = ALL_RIGHTS, openingCash = 0 } = {}) => {
    const { till: code, token } = await pairOnce()
    employees += 1
    const employeeId = 100 + employees
    addEmployee(feed, { id: employeeId, rights, pin: '4321' })
    await need(call('POST', '/sign-in', { employeeId, pin: '4321' }, token))
    const shiftId = newId()
    if (rights.includes('sale'))
      await need(call('POST', '/shifts', { id: shiftId, openingCash }, token))
    const mine: TestTill['call'] = (method, path, body) => call(method, path, body, token)
    const quote: TestTill['quote'] = async (basket) =>
      Quote.parse((await need(mine('POST', '/quotes', basket))).body)
    return {
      code,
      token,
      shiftId,
      call: mine,
      quote,
      async sell(basket, tenders, seen) {
        const { quoteId, priced } = await quote(basket)
        const { total } = priced
        const given = tenders ?? [{ kind: 'cash', given: total }]
        const sale = { id: newId(), shiftId, basket, quoteId, total, tenders: given }
        return Saved.parse((await need(call('POST', '/sales', sale, token, seen))).body)
      },
      shift: async () => Shift.parse((await need(mine('GET', '/shifts/current'))).body),
    }
  }

  return {
    hub,
    shop,
    journal,
    feed,
    live,
    value,
    sealKey,
    restartValue() {
      ofNow = startValue()
    },
    dir,
    health,
    backups,
    setFreeBytes(bytes) {
      freeBytes = bytes
      disk.makeRoomToClose()
    },
    heard,
    later: (ms) => {
      offset += ms
    },
    call,
    pair: async () => (await pairOnce()).token,
    openTill,
    async [Symbol.asyncDispose]() {
      replica[Symbol.dispose]()
      await journal.close()
      feed[Symbol.dispose]()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** An employee as the cloud puts it into the feed: the PIN as a verifier only. */
export function addEmployee(
  feed: TestFeed,
  { id, rights, pin }: { id: number; rights: readonly Right[]; pin: string },
): void {
  const salt = randomBytes(16)
  const mac = createHmac('sha256', Buffer.from(feed.lookupKey, 'base64url')).update(pin).digest()
  const hash = scryptSync(mac, salt, 32, { N: 1024, r: 8, p: 1 })
  const verifier = `scrypt$1024$${salt.toString('base64url')}$${hash.toString('base64url')}`
  feed.put({
    employees: [
      {
        id,
        storeId: null,
        name: `Бат ${id}`,
        pin: verifier,
        rights: JSON.stringify(rights),
        active: true,
      },
    ],
  })
}

async function need(answer: Promise<Answer>): Promise<Answer> {
  const { status, body } = await answer
  if (status < 300) return { status, body }
  throw new Error(`${status}: ${JSON.stringify(body)}`)
}
