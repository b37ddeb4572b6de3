import type { PricedBasket } from '#shared/contracts/basket.ts'
import { compileRules } from '#shared/domain/pricing/compile-rules.ts'
import { priceBasket } from '#shared/domain/pricing/price-basket.ts'
import { NOON, shopRules } from '../shared/shop.ts'
import type { Figure } from './figure.ts'
import { createGeneralEngine } from './general-engine.ts'
import { liveRules, longBasket, manyProducts } from './many-rules.ts'

const LINES = 100

/** A long basket with many live rules, against a general rules engine that decides the same ones. */
export async function benchPricing(): Promise<Figure[]> {
  const basket = longBasket(LINES)
  const catalogue = manyProducts()
  const promotions = liveRules(basket)
  const compiled = compileRules(promotions, { timeZone: 'Asia/Ulaanbaatar', currency: 'MNT' })
  const input = {
    basket,
    catalogue,
    rules: shopRules,
    at: NOON,
    maySetPrices: true,
    mayGiveDiscounts: true,
  }
  const priced = priceBasket({ ...input, promotions: compiled })
  const fired = rulesOf(priced)
  const plainMs = await cpuMs(500, () => priceBasket(input))
  const ownMs = await cpuMs(500, () => priceBasket({ ...input, promotions: compiled }))

  const general = createGeneralEngine(compiled)
  const items = basket.lines.flatMap((line) => catalogue.get(line.productId) ?? [])
  const decided = await general.byLine(items, NOON)
  const lacking = [...fired].filter((ruleId) => !decided.has(ruleId))
  const byLineMs = await cpuMs(5, () => general.byLine(items, NOON))
  const atOnceMs = await cpuMs(50, () => general.atOnce(items, NOON))
  const byLine = byLineMs / ownMs
  const atOnce = atOnceMs / ownMs
  return [
    {
      what: `pricing ${LINES} lines with ${promotions.length} live rules, CPU time`,
      measured: `${ownMs.toFixed(2)} ms, ${fired.size} rules fired (${plainMs.toFixed(2)} ms without rules)`,
      budget: '≤ 1 ms',
      met: ownMs <= 1 && lacking.length === 0,
      numbers: { ownMs, plainMs, fired: fired.size, lacking: lacking.length },
    },
    {
      what: 'json-rules-engine only deciding the same rules, line by line',
      measured: `${byLineMs.toFixed(1)} ms, ${byLine.toFixed(0)} × as long (${atOnce.toFixed(1)} × asked once a basket)`,
      budget: '≥ 10 × as long',
      met: byLine >= 10,
      numbers: { byLineMs, atOnceMs, byLine, atOnce },
    },
  ]
}

function rulesOf({ lines }: PricedBasket): Set<string> {
  return new Set(lines.flatMap((line) => line.discounts.map((discount) => discount.ruleId)))
}

/** One run, by the processor's time: other programs on the machine do not count. */
async function cpuMs(runs: number, run: () => unknown): Promise<number> {
  for (let i = 0; i < runs; i += 1) await run()
  const from = process.cpuUsage()
  for (let i = 0; i < runs; i += 1) await run()
  const { user, system } = process.cpuUsage(from)
  return (user + system) / 1000 / runs
}
