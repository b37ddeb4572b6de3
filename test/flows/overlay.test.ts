import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { commandsOf, type OpenTill, until } from '../support/shop.ts'
import { newId, Refused } from '../support/till-client.ts'
import { everythingSent, openValueShop, type ValueShop } from './value-shop.ts'

/** How long the tills sell and look; a long run: KASSA_TEST_OVERLAY_SECONDS=60. */
const seconds = Number(process.env['KASSA_TEST_OVERLAY_SECONDS'] ?? 4)
/** A busy machine gets longer, until enough has happened under the looks. */
const secondsMax = seconds + 60
const START = 900_000_00
const TILLS = 3

/**
 * Spine B3: a shown balance is the feed's and this hub's own movements after the feed's mark. While
 * sales and refunds move the account, and feeds, pushes, cuts and rebuilt replicas come at random
 * moments, each answer must be exactly true at its time: nothing twice, nothing missing.
 */
test('every shown balance is exactly true at its time', {
  timeout: 120_000 + secondsMax * 3000,
}, async () => {
  const commands = {
    ...commandsOf(process.execPath, 'dist/', '.js'),
    cloud: [process.execPath, '--import', 'tsx', 'test/flows/brisk-cloud.ts'],
  }
  await using value = await openValueShop(START, { commands })
  const tills: OpenTill[] = []
  for (let i = 0; i < TILLS; i += 1) tills.push(await value.shop.openTill(`till ${i + 1}`))
  const [first] = tills
  if (first === undefined) throw new Error('no till')
  const balance = async () => (await value.accountOf(first))?.balance
  await until('the balance is in the store', async () => (await balance()) === START, 60_000)

  const began = performance.now()
  const isOpen = () => {
    const passed = (performance.now() - began) / 1000
    const isEnough = figures.moves > 10 && figures.asOf.size > 2
    return passed < (isEnough ? seconds : secondsMax)
  }
  const truth = createTruth(START)
  const figures = { looks: 0, moves: 0, refused: 0, asOf: new Set<number>() }
  const selling = tills.map(async (till) => {
    while (isOpen()) await moveOnce(value, till, truth, figures)
  })
  const looking = tills.map(async (till) => {
    while (isOpen()) {
      const seen = truth.begin()
      const account = await value.accountOf(till)
      figures.looks += 1
      figures.asOf.add(account?.asOf ?? 0)
      truth.check(seen, account?.balance)
    }
  })
  const disturbing = disturb(value, isOpen)
  await Promise.all([...selling, ...looking, disturbing])

  const { asOf, ...counts } = figures
  process.stdout.write(`${JSON.stringify({ ...counts, feeds: asOf.size, seconds })}\n`)
  await until('the till is online', () => value.isOnline(first), 60_000)
  await everythingSent(first)
  expect((await value.books()).balance).toBe(truth.now())
  expect(await balance()).toBe(truth.now())
  expect(figures.moves).toBeGreaterThan(10)
  // The feed moved under it, or nothing was tested.
  expect(figures.asOf.size).toBeGreaterThan(2)
})

/** A sale for store credit, and now and then its refund. */
async function moveOnce(
  value: ValueShop,
  till: OpenTill,
  truth: Truth,
  figures: { moves: number; refused: number },
): Promise<void> {
  // Whole notes: the rest is paid in cash, which is rounded.
  const units = 100_00 * (1 + Math.floor(Math.random() * 97))
  const wish = await value.wish(till, units)
  const sold = truth.moving(-units)
  try {
    await till.client.sell(wish)
    sold.done()
    figures.moves += 1
  } catch (error) {
    // The line is cut and the lease is used up.
    if (!(error instanceof Refused) || error.status !== 409) throw error
    sold.never()
    figures.refused += 1
    await sleep(20)
    return
  }
  if (Math.random() < 0.7) return
  const back = truth.moving(units)
  await value.refund(till, wish.id)
  back.done()
  figures.moves += 1
}

/** Feeds that come at once, lines that are cut, and replicas that are built anew. */
async function disturb(value: ValueShop, isOpen: () => boolean): Promise<void> {
  const { shop } = value
  const cutting = async () => {
    shop.link.setCut(true)
    await sleep(Math.random() * 400)
    shop.link.setCut(false)
  }
  // Urgent: the hub syncs at once, with whatever balances came meanwhile.
  const feeding = async () => {
    const body = JSON.stringify({ name: `Болд ${newId()}` })
    await shop.cloud('/v1/members/VALUE1', { method: 'PUT', body })
  }
  const rebuilding = async () => {
    const replicas = join(shop.dataDir, 'hub', 'replica')
    const pointers = (await readdir(replicas)).filter((name) => name.endsWith('-info'))
    for (const name of pointers) await rm(join(replicas, name), { force: true })
  }
  // A replica that is built anew serves its old state for seconds: not in a short run.
  const rebuilds = seconds >= 20 ? 0.015 : 0
  while (isOpen()) {
    const dice = Math.random()
    if (dice < 0.08) await cutting()
    else if (dice < 0.08 + rebuilds) await rebuilding()
    else await feeding()
    await sleep(Math.random() * 150)
  }
}

interface Moving {
  readonly done: () => void
  readonly never: () => void
}
interface Truth {
  readonly now: () => number
  readonly moving: (units: number) => Moving
  /** A look begins: what is done by now must be in it. */
  readonly begin: () => Look
  /** The look's answer: what was on its way meanwhile may be in it, whole or not at all. */
  readonly check: (look: Look, shown: number | undefined) => void
}
interface Look {
  readonly sum: number
  readonly open: Set<{ units: number }>
}

function createTruth(start: number): Truth {
  let sum = start
  const open = new Set<{ units: number }>()
  const looks = new Set<Look>()
  return {
    now: () => sum,
    moving(units) {
      const one = { units }
      open.add(one)
      for (const look of looks) look.open.add(one)
      return {
        done() {
          open.delete(one)
          sum += units
        },
        never: () => void open.delete(one),
      }
    },
    begin() {
      const look = { sum, open: new Set(open) }
      looks.add(look)
      return look
    },
    check(look, shown) {
      looks.delete(look)
      // Each sum once: a slow answer has seen dozens of moves, and those have 2^dozens of parts.
      const sums = new Set([look.sum])
      for (const { units } of look.open) {
        const without = Array.from(sums)
        for (const part of without) sums.add(part + units)
      }
      expect([...sums]).toContain(shown)
    },
  }
}
