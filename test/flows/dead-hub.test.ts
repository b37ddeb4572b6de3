import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { type Program, startProgram } from '#hub/packaging/one-box/program.ts'
import { removeFolder } from '#test/support/remove-folder.ts'
import { type Shop, until } from '../support/shop.ts'
import { pairTill, type TillClient } from '../support/till-client.ts'
import { openWitnessTill, type WitnessTill } from '../support/witness-till.ts'
import { openValueShop } from './value-shop.ts'

const LIMIT_MS = 15 * 60_000
const START = 100_000_00

const Events = z.object({
  items: z.array(z.object({ id: z.string(), number: z.string() })),
})
const Alarms = z.object({ items: z.array(z.object({ kind: z.string() })) })

test('a dead hub is replaced in 15 minutes: its open shifts go on, and all of it is in the books once [C, B2.7]', {
  timeout: 180_000,
}, async () => {
  await using value = await openValueShop(START)
  const { shop, memberId } = value
  const productId = await productOf(shop)
  const one = await openTill(shop, 'one', 1000)
  const two = await openTill(shop, 'two', 500)
  const hasty = await openTill(shop, 'hasty', 0)
  const deaf = await openTill(shop, 'deaf', 0)
  const saved: string[] = []
  const totals = { one: 0, two: 0, deaf: 0 }
  let balance = START
  const sell = async (
    name: keyof typeof totals,
    till: WitnessTill,
    inCredit = 0,
  ): Promise<void> => {
    const { id, receipt } = await till.sell(productId, { memberId, inCredit })
    saved.push(id)
    totals[name] += (receipt?.priced.total ?? 0) - inCredit
    balance -= inCredit
  }
  const accountAt = ({ client, shiftId }: OpenTill) => value.accountOf({ client, shiftId })
  const shown = async (till: OpenTill) => (await accountAt(till))?.balance
  await until('the balance is in the store', async () => (await shown(one)) === START, 60_000)
  // In the books before the line is cut, and forgotten by nobody: their shifts are open.
  for (let i = 0; i < 2; i += 1) await sell('one', one)
  await sell('one', one, 1_000_00)
  await one.moveCash(-200)
  await sell('two', two)
  // The cloud has it too, and this till never hears of that.
  await sell('deaf', deaf, 700_00)
  await until('the cloud has it', async () => {
    const { unsent } = await statusOf(shop.hubUrl, one.token)
    return unsent === 0 && (await receiptIds(shop)).length === saved.length
  })
  // It hears that the cloud has them.
  await one.beat()
  // Who spends here gets a part leased to this store, as a message and in the books.
  await value.untilLeaseInStore()
  // What only the disk and the tills have.
  shop.link.setCut(true)
  const leased = await until('the till sees what its hub may spend offline', async () => {
    const account = await accountAt(one)
    return account?.hindrance === 'offline' && account.spendable > 500_00
      ? account.spendable
      : undefined
  })
  await sell('one', one)
  await sell('one', one, 500_00)
  await one.moveCash(700)
  await sell('two', two)
  await sell('two', two)
  saved.push((await hasty.sell(productId)).id)

  const watch = stopwatch()
  await shop.program('hub').kill('SIGKILL')
  removeFolder(join(shop.dataDir, 'hub'))
  shop.link.setCut(false)
  const code = await claimCode(shop)
  watch.lap('a code from HQ')
  const box = await startHub(shop, join(shop.dataDir, 'new-box'), code)
  try {
    const url = box.listening.http ?? ''
    watch.lap('the new box started')
    await until('it sells', async () => {
      const answer = await fetch(`${url}/v1/health`)
      return ((await answer.json()) as { selling: boolean }).selling
    })
    watch.lap('claimed, products and prices there')
    // In another order than on the old box: a till that says what it was stays what it was.
    await pairAnew(shop, url, two)
    const anew = { ...one, client: await pairAnew(shop, url, one) }
    await pairAnew(shop, url, deaf)
    watch.lap('three tills paired and signed in')
    const inBooks = balance + 500_00
    const hasFeed = async () => (await shown(anew)) === inBooks
    await until('the feed holds what the dead box sent', hasFeed, 60_000)
    expect(await deaf.currentShift()).toMatchObject({ id: deaf.shiftId, receipts: 1 })
    // The till told no place of it: the new box asked the cloud, and does not count it again.
    expect(await shown(anew)).toBeGreaterThanOrEqual(inBooks)
    const shifts = { one: await one.currentShift(), two: await two.currentShift() }
    watch.lap('what they kept is on the new disk')
    const cash = (opening: number, moved: number, total: number) => opening + moved + total
    expect(shifts.one).toMatchObject({
      id: one.shiftId,
      till: one.till,
      openingCash: 1000,
      receipts: 5,
      expectedCash: cash(1000, 500, totals.one),
    })
    expect(shifts.two).toMatchObject({
      id: two.shiftId,
      till: two.till,
      openingCash: 500,
      receipts: 3,
      expectedCash: cash(500, 0, totals.two),
    })
    // The till brought again what the books have from the dead disk: it counts once.
    expect(await shown(anew)).toBe(balance)
    await sell('one', one)
    watch.lap('the first sale')
    expect(await shown(anew)).toBe(balance)
    await sell('two', two)
    for (const [name, till, opening, moved] of [
      ['one', one, 1000, 500],
      ['two', two, 500, 0],
    ] as const) {
      const expected = cash(opening, moved, totals[name])
      const closed = await till.closeShift(expected)
      expect(closed).toMatchObject({ expectedCash: expected, difference: 0 })
    }
    await until('all of it in the books', async () => {
      await Promise.all([one.beat(), two.beat()])
      return one.kept() + two.kept() === 0
    })
    watch.lap('shifts closed, all in the books')
    expect(await shown(anew)).toBe(balance)
    const books = await value.books()
    expect(books.balance).toBe(balance)
    // The dead box's lease paid for what it sold offline; its rest waits for HQ.
    expect(books.leases).toContainEqual(
      expect.objectContaining({ granted: leased, spent: 500_00, left: leased - 500_00 }),
    )
    // A new shift before the kept one came: it stays, and what the old one sold is not lost.
    const client = await pairTill(url, await pairingCode(shop, url), 'hasty', hasty.till)
    await client.signIn(shop.credentials.pins.manager)
    const fresh = await client.openShift(300)
    hasty.setUrl(url)
    hasty.pairedWith(client.token, fresh.id)
    const current = await hasty.currentShift()
    expect(current).toMatchObject({ id: fresh.id, receipts: 0, expectedCash: 300 })
    await until(
      'the hasty sale in the books',
      async () => (await receiptIds(shop)).length === saved.length,
    )
    const inTheBooks = await receiptIds(shop)
    expect(inTheBooks.toSorted()).toEqual(saved.toSorted())
    const alarms = Alarms.parse(await (await shop.cloud('/v1/alarms')).json())
    expect(alarms.items).toEqual([])
    expect(watch.totalMs()).toBeLessThan(LIMIT_MS)
    process.stdout.write(watch.words())
  } finally {
    await box.stop()
  }
})

interface OpenTill extends WitnessTill {
  readonly till: string
  readonly shiftId: string
  readonly token: string
  readonly client: TillClient
}

async function openTill(shop: Shop, name: string, openingCash: number): Promise<OpenTill> {
  const client = await pairTill(shop.hubUrl, await shop.pairingCode(), name)
  await client.signIn(shop.credentials.pins.manager)
  const { token } = client
  const till = await openWitnessTill({ url: shop.hubUrl, token, shiftId: '' })
  const { id: shiftId } = await till.openShift(openingCash)
  return { ...till, till: client.till, shiftId, token, client }
}

async function pairAnew(shop: Shop, url: string, till: OpenTill): Promise<TillClient> {
  const client = await pairTill(url, await pairingCode(shop, url), 'till', till.till)
  await client.signIn(shop.credentials.pins.manager)
  till.setUrl(url)
  till.pairedWith(client.token, till.shiftId)
  return client
}

async function productOf(shop: Shop): Promise<number> {
  const client = await pairTill(shop.hubUrl, await shop.pairingCode(), 'look')
  const [product] = await client.products('text=ном&limit=1')
  if (product === undefined) throw new Error('the demo data has no product to sell')
  return product.id
}

/** What each step of the replacement took. */
function stopwatch() {
  const startedAt = performance.now()
  let last = startedAt
  const laps: string[] = []
  return {
    lap(what: string) {
      const now = performance.now()
      laps.push(`  ${((now - last) / 1000).toFixed(1)} s  ${what}`)
      last = now
    },
    totalMs: () => last - startedAt,
    words: () =>
      [
        'a dead hub replaced:',
        ...laps,
        `  ${((last - startedAt) / 1000).toFixed(1)} s  in all`,
        '',
      ].join('\n'),
  }
}

async function startHub(shop: Shop, dataDir: string, code: string): Promise<Program> {
  const env = {
    KASSA_DATA: dataDir,
    KASSA_HUB_PORT: '0',
    KASSA_MQTT_PORT: '0',
    KASSA_CLOUD_URL: shop.cloudUrl,
    KASSA_HUB_ADMIN_TOKEN: shop.credentials.hubAdminToken,
    KASSA_CLAIM_CODE: code,
  }
  return await startProgram('hub', env, { command: [process.execPath, 'dist/hub/main.js'] })
}

async function claimCode(shop: Shop): Promise<string> {
  const stores = z.object({ items: z.array(z.object({ id: z.int(), code: z.string() })) })
  const { items } = stores.parse(await (await shop.cloud('/v1/stores?limit=200')).json())
  const store = items.find(({ code }) => code === 'UB1')
  const body = JSON.stringify({ storeId: store?.id })
  const made = await shop.cloud('/v1/hubs/codes', { method: 'POST', body })
  return z.object({ code: z.string() }).parse(await made.json()).code
}

async function pairingCode(shop: Shop, url: string): Promise<string> {
  const headers = {
    authorization: `Bearer ${shop.credentials.hubAdminToken}`,
    'content-type': 'application/json',
  }
  const made = await fetch(`${url}/v1/pairing-codes`, { method: 'POST', headers, body: '{}' })
  return z.object({ code: z.string() }).parse(await made.json()).code
}

async function statusOf(url: string, token: string): Promise<{ unsent: number }> {
  const answer = await fetch(`${url}/v1/status`, { headers: { authorization: `Bearer ${token}` } })
  return z.object({ unsent: z.int() }).parse(await answer.json())
}

async function receiptIds(shop: Shop): Promise<string[]> {
  const page = Events.parse(await (await shop.cloud('/v1/receipts?limit=200')).json())
  return page.items.map(({ id }) => id)
}
