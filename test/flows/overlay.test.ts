import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { commandsOf, type OpenTill, until } from '../support/shop.ts'
import { newId, Refused } from '../support/till-client.ts'
import { createTruth, type Moving, type Truth } from './balance-truth.ts'
import { createTrouble, type Trouble } from './overlay-trouble.ts'
import { again, everythingSent, type Holder, openValueShop, type ValueShop } from './value-shop.ts'

/** How long the tills sell and look; a long run kills, too: KASSA_TEST_OVERLAY_SECONDS=60. */
const seconds = Number(process.env['KASSA_TEST_OVERLAY_SECONDS'] ?? 5)
const isLong = seconds >= 20
/** A busy machine gets longer, until enough has happened under the looks: a limit of what hangs. */
const secondsMax = seconds + 240
const START = 900_000_00
const TILLS = 3
const ACCOUNTS = 4
/** So long the hub may ask the cloud first; then it shows what its replica has. */
const ASKING_MS = 1_000

/**
 * Spine B3: a shown balance is the feed's and this hub's own movements after the feed's mark. While
 * sales and refunds move the accounts, and feeds, pushes and cuts come at random moments (in a long
 * run hub and cloud are killed and the replica is built anew, too), each answer must be exactly true
 * at its time: nothing twice, nothing missing. It is so for what the cloud tells and for what the
 * replica has, and the replica's feed moves under it.
 */
test('every shown balance is exactly true at its time', {
  timeout: 120_000 + secondsMax * 3000,
}, async () => {
  const commands = {
    ...commandsOf(process.execPath, 'dist/', '.js'),
    cloud: [process.execPath, '--import', 'tsx', 'test/flows/brisk-cloud.ts'],
  }
  await using value = await openValueShop(START, { commands })
  const accounts: Account[] = [newAccount(value)]
  while (accounts.length < ACCOUNTS)
    accounts.push(newAccount(await value.holder(accounts.length + 1)))
  const tills: OpenTill[] = []
  for (let i = 0; i < TILLS; i += 1) tills.push(await value.shop.openTill(`till ${i + 1}`))
  const [first] = tills
  if (first === undefined) throw new Error('no till')
  const balance = async (of: Account) => (await value.accountOf(first, of))?.balance
  for (const each of accounts)
    await until('the balance is in the store', async () => (await balance(each)) === START, 60_000)

  const trouble = createTrouble(value.shop, { withBlows: isLong })
  const figures = { looks: 0, noAnswer: 0, replica: 0, moves: 0, refused: 0 }
  const shop: Busy = { value, trouble, figures, accounts, feeds: new Set() }
  const began = performance.now()
  const isOpen = () => {
    const passed = (performance.now() - began) / 1000
    return passed < (isEnough(shop) ? seconds : secondsMax)
  }
  const selling = tills.map(async (till) => {
    while (isOpen()) await moveOnce(shop, till)
  })
  const looking = tills.map(async (till) => {
    while (isOpen()) await lookOnce(shop, till)
  })
  const deafening = sleep(ASKING_MS).then(trouble.deafen)
  await Promise.all([...selling, ...looking, deafening, trouble.run(isOpen)])

  const { blows } = trouble
  const lasted = Math.round(performance.now() - began) / 1000
  const told = { ...figures, ...blows, feeds: shop.feeds.size, seconds: lasted }
  process.stdout.write(`${JSON.stringify(told)}\n`)
  await until('the till is online', () => value.isOnline(first), 60_000)
  await everythingSent(first)
  for (const each of accounts) {
    expect((await value.books(each)).balance).toBe(each.truth.now())
    expect(await balance(each)).toBe(each.truth.now())
  }
  // The feed moved under the replica's answers, or nothing was tested.
  expect(isEnough(shop), JSON.stringify(told)).toBe(true)
  if (isLong) expect(Math.min(...Object.values(blows))).toBeGreaterThan(0)
  else expect(figures.noAnswer).toBe(0)
})

interface Account extends Holder {
  readonly truth: Truth
}
interface Busy {
  readonly value: ValueShop
  readonly trouble: Trouble
  readonly accounts: readonly Account[]
  readonly figures: Record<'looks' | 'noAnswer' | 'replica' | 'moves' | 'refused', number>
  /** States of the feed, as the replica's answers tell them: an account and its last change. */
  readonly feeds: Set<string>
}

function newAccount({ account, memberId, card }: Holder): Account {
  return { account, memberId, card, truth: createTruth(START) }
}

function isEnough({ figures, feeds }: Busy): boolean {
  return figures.moves > 10 && figures.replica > 50 && feeds.size > ACCOUNTS
}

function anyOf(accounts: readonly Account[]): Account {
  const any = accounts[Math.floor(Math.random() * accounts.length)]
  if (any === undefined) throw new Error('no account')
  return any
}

async function lookOnce(shop: Busy, till: OpenTill): Promise<void> {
  const { value, trouble, figures, feeds } = shop
  const holder = anyOf(shop.accounts)
  const look = holder.truth.begin()
  const deafAtFirst = trouble.deafSince()
  try {
    const shown = await value.accountOf(till, holder)
    figures.looks += 1
    holder.truth.check(look, shown?.balance)
    // The cloud told nothing since then, so what is younger came by the feed.
    const { asOf = 0 } = shown ?? {}
    if (deafAtFirst === null || deafAtFirst !== trouble.deafSince()) return
    if (asOf < deafAtFirst + 250) return
    figures.replica += 1
    feeds.add(`${holder.account} ${asOf}`)
  } catch (error) {
    if (!isDead(error)) throw error
    holder.truth.drop(look)
    figures.noAnswer += 1
    await sleep(50)
  }
}

/** A sale for store credit, and now and then its refund. */
async function moveOnce(shop: Busy, till: OpenTill): Promise<void> {
  const { value } = shop
  const holder = anyOf(shop.accounts)
  // Whole notes: the rest is paid in cash, which is rounded.
  const units = 100_00 * (1 + Math.floor(Math.random() * 97))
  const wish = await again(() => value.wish(till, units, 1, holder))
  const sell = () => till.client.sell(wish)
  if (!(await moved(shop, holder.truth.moving(-units), sell))) return
  if (Math.random() < 0.7) return
  const id = newId()
  const giveBack = () => value.refund(till, wish.id, { id })
  // Only of a hub that was just killed: it waits for what its tills have seen.
  await moved(shop, holder.truth.moving(units), giveBack, isLong)
}

/** False: refused, as the line is cut and the lease is used up, or a hub was killed just now. */
async function moved(
  { figures }: Busy,
  moving: Moving,
  ask: () => Promise<unknown>,
  mayRefuse = true,
): Promise<boolean> {
  try {
    await again(ask)
    moving.done()
    figures.moves += 1
    return true
  } catch (error) {
    const isRefusal = error instanceof Refused && error.status === 409
    if (!isRefusal || !mayRefuse) throw error
    moving.never()
    figures.refused += 1
    await sleep(20)
    return false
  }
}

/** No answer, or one of a hub that does not sell yet; a wrong balance is neither. */
function isDead(error: unknown): boolean {
  if (error instanceof Refused) return error.status >= 500
  // Of `fetch`: no connection, or one that ended in the answer.
  return error instanceof TypeError
}
