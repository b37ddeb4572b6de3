import type { OpenTill, Shop } from '../support/shop.ts'
import type { Figure } from './figure.ts'
import { openHttpOnly } from './http-limit.ts'
import { latencyOf, openLoop, sender } from './load.ts'
import { diskReadKiB } from './process.ts'
import { saleMaker } from './sale-maker.ts'

/** A box runs for weeks: what its first seconds compile is not counted. */
const WARM_UP_SECONDS = 10
const SECONDS = 15
const SALES = 100
const CHECKS = 50

/** What is looked up: the path of one look-up, and whether the books are asked for a balance. */
export interface Check {
  readonly path: () => string
  readonly asksBooks: boolean
}
export type Checks = Readonly<Record<string, Check>>

/**
 * Look-ups at a till while the store sells (design 12). By the box alone, the line cut and nothing
 * printed, as checkouts are measured: the books and a printer of 100 receipts a second would take
 * this machine's cores. And with the line, where a card's balance is asked of the books. The limit:
 * the answer of a process that looks nothing up, asked beside them at the same pace.
 */
export async function checkWhileSelling(
  shop: Shop,
  till: OpenTill,
  checks: Checks,
): Promise<readonly Figure[]> {
  await using nothing = await openHttpOnly()
  await shop.program('gateway').stop()
  const online = await sellAndCheck(shop, till, checks, nothing.url)
  shop.link.setCut(true)
  const alone = await sellAndCheck(shop, till, checks, nothing.url)
  return [
    ...alone.looked.map(([what, took]) =>
      figureOf(took, { ...alone, what: `${what}, ${SALES} sales/s`, asksBooks: false }),
    ),
    ...online.looked.map(([what, took]) => {
      const asksBooks = checks[what]?.asksBooks ?? false
      return figureOf(took, { ...online, what: `${what}, online`, asksBooks })
    }),
  ]
}

interface Latencies {
  readonly looked: readonly (readonly [what: string, took: readonly number[]])[]
  readonly limit: readonly number[]
  /** What the hub read from the disk meanwhile, as memory did not hold it. */
  readonly diskKiBPerSecond: number
}

async function sellAndCheck(
  shop: Shop,
  till: OpenTill,
  checks: Checks,
  nothingUrl: string,
): Promise<Latencies> {
  const makeSale = await saleMaker(till)
  const send = sender(shop.hubUrl, till.client.token)
  const ask = sender(shop.hubUrl, till.client.token)
  const askNothing = sender(nothingUrl, 'none')
  const seconds = WARM_UP_SECONDS + SECONDS
  const look = async (call: () => Promise<unknown>): Promise<readonly number[]> =>
    (await openLoop(CHECKS, call, { seconds })).slice(WARM_UP_SECONDS * CHECKS)
  const { pid } = shop.program('hub').process
  const before = diskReadKiB(pid)
  const [, limit, ...took] = await Promise.all([
    openLoop(SALES, () => send('POST', '/v1/sales', makeSale()), { seconds }),
    look(() => askNothing('GET', '/v1/nothing')),
    ...Object.values(checks).map(({ path }) => look(() => ask('GET', path()))),
  ])
  const diskKiBPerSecond = (diskReadKiB(pid) - before) / seconds
  const looked = Object.keys(checks).map((what, i) => [what, took[i] ?? []] as const)
  return { looked, limit, diskKiBPerSecond }
}

function figureOf(
  took: readonly number[],
  about: Pick<Check, 'asksBooks'> &
    Pick<Latencies, 'diskKiBPerSecond'> & {
      readonly what: string
      /** Of HTTP that looks nothing up, beside it. */
      readonly limit: readonly number[]
    },
): Figure {
  const { p50Ms, p99Ms } = latencyOf(took)
  const limit = latencyOf(about.limit)
  const { diskKiBPerSecond } = about
  const times = `HTTP that looks nothing up took p99 ${limit.p99Ms.toFixed(1)} ms beside it, and the hub read ${diskKiBPerSecond.toFixed(0)} KiB/s from the disk, which memory did not hold`
  return {
    what: about.what,
    measured: `p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms (HTTP alone beside it ${limit.p99Ms.toFixed(1)} ms)`,
    budget: about.asksBooks ? '(a balance waits for the books)' : 'p99 ≤ 5 ms',
    met: about.asksBooks ? null : p99Ms <= 5,
    because: times,
    numbers: { p50Ms, p99Ms, limitP50Ms: limit.p50Ms, limitP99Ms: limit.p99Ms, diskKiBPerSecond },
  }
}
