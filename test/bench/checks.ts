import type { OpenTill, Shop } from '../support/shop.ts'
import type { Figure } from './figure.ts'
import { latencyOf, openLoop, sender } from './load.ts'
import { saleMaker } from './sale-maker.ts'

const SECONDS = 15
const SALES = 100
const CHECKS = 50

/** What is looked up, and the path of one look-up. */
export type Checks = Readonly<Record<string, () => string>>

/**
 * Look-ups at a till while the store sells (design 12). By the box alone, the line cut and nothing
 * printed, as checkouts are measured: the books and a printer of 100 receipts a second would take
 * this machine's cores. Then with the line, where a card's balance is asked of the books.
 */
export async function checkWhileSelling(
  shop: Shop,
  till: OpenTill,
  checks: Checks,
): Promise<readonly Figure[]> {
  await shop.program('gateway').stop()
  const online = await sellAndCheck(shop, till, checks)
  shop.link.setCut(true)
  const alone = await sellAndCheck(shop, till, checks)
  return [
    ...alone.map(([what, took]) => {
      const { numbers, measured } = said(took)
      const met = numbers.p99Ms <= 5
      return { what: `${what}, ${SALES} sales/s`, measured, budget: 'p99 ≤ 5 ms', met, numbers }
    }),
    ...online.map(([what, took]) => ({
      what: `${what}, online`,
      ...said(took),
      budget: '(a balance waits for the books)',
      met: true,
    })),
  ]
}

async function sellAndCheck(
  shop: Shop,
  till: OpenTill,
  checks: Checks,
): Promise<readonly (readonly [what: string, took: readonly number[]])[]> {
  const makeSale = await saleMaker(till)
  const send = sender(shop.hubUrl, till.client.token)
  const ask = sender(shop.hubUrl, till.client.token)
  const [, ...took] = await Promise.all([
    openLoop(SALES, () => send('POST', '/v1/sales', makeSale()), { seconds: SECONDS }),
    ...Object.values(checks).map((path) =>
      openLoop(CHECKS, () => ask('GET', path()), { seconds: SECONDS }),
    ),
  ])
  return Object.keys(checks).map((what, i) => [what, took[i] ?? []] as const)
}

function said(took: readonly number[]) {
  const numbers = latencyOf(took)
  const { p50Ms, p99Ms } = numbers
  return { measured: `p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`, numbers }
}
