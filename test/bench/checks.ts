import type { OpenTill, Shop } from '../support/shop.ts'
import type { Figure } from './figure.ts'
import { openHttpOnly } from './http-limit.ts'
import { latencyOf, openLoop, sender } from './load.ts'
import { saleMaker } from './sale-maker.ts'

/** A box runs for weeks: what its first seconds compile is not counted. */
const WARM_UP_SECONDS = 10
const SECONDS = 15
const SALES = 100
const CHECKS = 50

/** What is looked up, and the path of one look-up. */
export type Checks = Readonly<Record<string, () => string>>

/**
 * Look-ups at a till while the store sells (design 12). By the box alone, the line cut and nothing
 * printed, as checkouts are measured: the books and a printer of 100 receipts a second would take
 * this machine's cores. Then with the line, where a card's balance is asked of the books. The limit:
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
  const limit = latencyOf(alone.limit)
  return [
    ...alone.looked.map(([what, took]) => {
      const { numbers, measured } = said(took)
      return {
        what: `${what}, ${SALES} sales/s`,
        measured: `${measured} (HTTP alone beside it ${limit.p99Ms.toFixed(1)} ms)`,
        budget: 'p99 ≤ 5 ms',
        met: numbers.p99Ms <= 5,
        numbers: { ...numbers, limitP50Ms: limit.p50Ms, limitP99Ms: limit.p99Ms },
      }
    }),
    ...online.looked.map(([what, took]) => ({
      what: `${what}, online`,
      ...said(took),
      budget: '(a balance waits for the books)',
      met: true,
    })),
  ]
}

interface Latencies {
  readonly looked: readonly (readonly [what: string, took: readonly number[]])[]
  readonly limit: readonly number[]
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
  const [, limit, ...took] = await Promise.all([
    openLoop(SALES, () => send('POST', '/v1/sales', makeSale()), { seconds }),
    look(() => askNothing('GET', '/v1/nothing')),
    ...Object.values(checks).map((path) => look(() => ask('GET', path()))),
  ])
  return { looked: Object.keys(checks).map((what, i) => [what, took[i] ?? []] as const), limit }
}

function said(took: readonly number[]) {
  const numbers = latencyOf(took)
  const { p50Ms, p99Ms } = numbers
  return { measured: `p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`, numbers }
}
