import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { NotRefundable, type Saved } from '#shared/contracts/till.ts'
import { type OpenTill, until } from '../support/shop.ts'
import { newId, Refused, type SaleWish } from '../support/till-client.ts'
import { openSecondStore } from './second-store.ts'
import { again, everythingSent, hindranceOf, openValueShop, type ValueShop } from './value-shop.ts'

/** How often the hub is killed while two tills sell for store credit; long: KASSA_TEST_VALUE_KILLS=50. */
const kills = Number(process.env['KASSA_TEST_VALUE_KILLS'] ?? 2)
/** How often the hub of the other store is killed in a refund; long: KASSA_TEST_REFUND_KILLS=30. */
const refundKills = Number(process.env['KASSA_TEST_REFUND_KILLS'] ?? 1)
const START = 100_000_00

let value: ValueShop
let till: OpenTill
let other: OpenTill
/** What receipts took out of the account, as the tills were told. */
let spent = 0

beforeAll(async () => {
  value = await openValueShop(START)
  till = await value.shop.openTill('till 1')
  other = await value.shop.openTill('till 2')
  await until('the balance is in the store', async () => (await shown()) === START, 60_000)
}, 120_000)
afterAll(() => value[Symbol.asyncDispose]())

const shown = async () => (await value.accountOf(till))?.balance
const leased = async () => {
  const account = await value.accountOf(till)
  return account?.hindrance === 'offline' ? account.spendable : undefined
}
/** What the cloud granted just before the cut may be journaled just after it. */
const settledLease = async () => {
  let before = -1
  return await until('its figure stands still', async () => {
    const now = await until('its figure is shown', leased)
    if (now === before) return now
    before = now
    await sleep(500)
    return undefined
  })
}
const offline = async () => {
  value.shop.link.setCut(true)
  await until('the till sees that it is offline', () => value.isOffline(till))
}
const online = async () => {
  value.shop.link.setCut(false)
  await until('the till sees that it is online', () => value.isOnline(till), 60_000)
}
/** Balance and movements in HQ's books agree with what the tills were told, to the unit. */
const theBooksAgree = async () => {
  await everythingSent(till)
  const { balance } = await value.books()
  expect(balance).toBe(START - spent)
  let sum = 0
  for (const { kind, amount } of await value.movements()) {
    if (kind === 'issue' || kind === 'give-back') sum += amount
    if (kind === 'spend') sum -= amount
  }
  expect(sum).toBe(balance)
}

test('a member pays with store credit online: the cloud keeps it for this receipt', async () => {
  const { receipt } = await value.sell(till, 2_000_00)
  spent += 2_000_00
  expect(receipt?.settlement.tenders[0]).toMatchObject({ kind: 'store-credit', amount: 2_000_00 })
  expect(await shown()).toBe(START - spent)
  await theBooksAgree()
}, 60_000)

test('with the line cut the lease pays, more is refused in words, and the books agree later', async () => {
  // Who spends here gets a part leased to this store.
  await value.untilLeaseInStore()
  await offline()
  const lease = await settledLease()
  expect(lease).toBeLessThanOrEqual(START / 2)
  await value.sell(till, 3_000_00)
  spent += 3_000_00
  expect(await leased()).toBe(lease - 3_000_00)
  const refused = await hindranceOf(value.sell(till, lease, 5))
  expect(refused).toMatchObject({ hindrance: 'offline', spendable: lease - 3_000_00 })
  expect(await shown()).toBe(START - spent)
  await online()
  await theBooksAgree()
}, 90_000)

test('two tills race offline for what is left of one lease: it is spent once', async () => {
  await offline()
  const lease = await settledLease()
  // Whole notes: the rest is paid in cash, which is rounded.
  const part = Math.floor(lease / 3 / 100_00) * 100_00
  const wishes = await Promise.all(
    Array.from({ length: 8 }, (_, i) => value.wish(i % 2 === 0 ? till : other, part, 2)),
  )
  const answers = await Promise.allSettled(
    wishes.map((wish, i) => (i % 2 === 0 ? till : other).client.sell(wish)),
  )
  const paid = answers.filter(({ status }) => status === 'fulfilled').length
  expect(paid).toBe(3)
  spent += paid * part
  expect(await leased()).toBe(lease - paid * part)
  await online()
  await theBooksAgree()
}, 60_000)

test('a refund gives store credit back: shown at once, in the books, and spent again', async () => {
  const saved = await value.sell(till, 5_000_00)
  await value.refund(till, saved.id)
  expect(await shown()).toBe(START - spent)
  await theBooksAgree()
  await value.sell(till, 5_000_00)
  spent += 5_000_00
  await theBooksAgree()
}, 60_000)

test(
  'a hub killed in the middle of payments spends nothing twice and loses nothing',
  async () => {
    let isOpen = true
    let sales = 0
    const selling = [till, other].map(async (one) => {
      while (isOpen) {
        const wish = await again(() => value.wish(one, 100_00))
        const outcome = await again(() => sellOnce(one, wish))
        if (outcome === 'saved') spent += 100_00
        if (outcome === 'saved') sales += 1
        // Until the cloud has told the time and both tills were heard, the hub refuses.
        else await sleep(50)
      }
    })
    for (let kill = 0; kill < kills; kill += 1) {
      const goal = sales + 2
      await until('sales go on', async () => sales >= goal, 120_000)
      await sleep(Math.random() * 100)
      await value.shop.program('hub').kill('SIGKILL')
      await value.shop.restart('hub')
    }
    isOpen = false
    await Promise.all(selling)
    await until('the till sees that it is online', () => value.isOnline(till), 60_000)
    await theBooksAgree()
    expect(await shown()).toBe(START - spent)
  },
  60_000 + kills * 130_000,
)

test(
  'a receipt is given back once, whichever store, cut or killed hub does it, or the risk is told',
  async () => {
    await using second = await openSecondStore(value.shop, 'UB2')
    const there = second.till
    const sold: Saved[] = []
    for (let i = 0; i < 3 + refundKills; i += 1) sold.push(await value.sell(till, 0))
    await everythingSent(till)
    const [asked, waiting, twice, ...killed] = sold.map(({ id }) => id)
    const total = sold[0]?.receipt?.priced.total ?? 0
    // The right comes over the line; the store that sold it has it no more, on the line or off it.
    await asCashier(() => value.refund(there, asked ?? ''))
    await offline()
    expect(await refundRefusal(value.refund(till, asked ?? ''))).toBe('offline')
    await online()

    for (const id of killed) {
      const request = { id: newId(), shiftId: there.shiftId, receiptId: id, reason: 'x' }
      const send = () => there.client.call(SavedAnswer, 'POST', '/refunds', request)
      const first = send().catch(() => undefined)
      await sleep(Math.random() * 40)
      await second.killAndStart()
      await first
      await until('the refund is saved', send, 60_000)
      const one = await there.client.receipt(id)
      expect(Object.values(one.refunded)).toEqual([1000])
      await everythingSent(there)
    }
    expect(await riskAlarms()).toEqual([])

    // What the other store has looked up it knows off the line, too.
    for (const { id } of sold) await there.client.receipt(id)
    // Both stores are cut off: cash at home by the right, credit that waits in the other one.
    await offline()
    second.setCut(true)
    await until('the other store is cut off', () => value.isOffline(there))
    expect(await refundRefusal(value.refund(there, waiting ?? ''))).toBe('offline')
    const tenders = [{ kind: 'store-credit', amount: total }]
    const { memberId } = value
    await value.refund(there, waiting ?? '', { tenders, memberId })
    await value.refund(till, waiting ?? '')
    second.setCut(false)
    await online()
    await everythingSent(there)
    await theBooksAgree()
    await until('the credit came to nothing', async () => (await riskAlarms()).length === 1, 30_000)
    expect((await riskAlarms())[0]).toContain('dropped')

    // The company lets stores give cash on trust: the second time is its risk, and told.
    const limits = { memberHub: total, hubDay: total, companyDay: 10 * total }
    const profile = { method: 'PUT', body: JSON.stringify({ refund: limits, reason: 'x' }) }
    const profiles = async () => (await there.client.status()).catalogue.version
    const before = await profiles()
    expect((await value.shop.cloud(`/v1/companies/${value.company}/trust`, profile)).ok).toBe(true)
    await until('the store has heard', async () => (await profiles()) !== before, 30_000)
    await offline()
    second.setCut(true)
    await until('the other store is cut off', () => value.isOffline(there))
    await value.refund(there, twice ?? '')
    await value.refund(till, twice ?? '')
    second.setCut(false)
    await online()
    await everythingSent(there)
    await theBooksAgree()
    await until('the risk is told', async () => (await riskAlarms()).length === 2, 30_000)
    expect((await riskAlarms()).join()).toContain(`refunded ${total} (minor units`)
  },
  180_000 + refundKills * 60_000,
)

const SavedAnswer = z.looseObject({ id: z.string() })
const Alarms = z.object({ items: z.array(z.object({ kind: z.string(), words: z.string() })) })

async function riskAlarms(): Promise<string[]> {
  const { items } = Alarms.parse(await (await value.shop.cloud('/v1/alarms?limit=200')).json())
  return items.flatMap(({ kind, words }) => (kind === 'refund-overdrawn' ? words : []))
}

async function refundRefusal(answer: Promise<unknown>): Promise<string> {
  try {
    await answer
  } catch (error) {
    if (error instanceof Refused) return NotRefundable.parse(JSON.parse(error.body)).hindrance
    throw error
  }
  throw new Error('it was not refused')
}

/** Told that the right is asked back, or that no answer came in time, a cashier tries again. */
async function asCashier<T>(refund: () => Promise<T>): Promise<T> {
  for (const end = performance.now() + 60_000; ; await sleep(200)) {
    try {
      return await again(refund)
    } catch (error) {
      if (!isPassing(error) || performance.now() > end) throw error
    }
  }
}

function isPassing(error: unknown): boolean {
  if (!(error instanceof Refused) || error.status !== 409) return false
  const { hindrance } = NotRefundable.parse(JSON.parse(error.body))
  return hindrance === 'right-elsewhere' || hindrance === 'no-answer'
}

async function sellOnce(one: OpenTill, wish: SaleWish): Promise<'saved' | 'refused'> {
  try {
    await one.client.sell(wish)
    return 'saved'
  } catch (error) {
    if (error instanceof Refused && error.status === 409) return 'refused'
    throw error
  }
}
