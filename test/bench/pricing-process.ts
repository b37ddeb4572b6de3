import type { PricedBasket } from '#shared/contracts/basket.ts'
import { compileRules } from '#shared/domain/pricing/compile-rules.ts'
import { priceBasket } from '#shared/domain/pricing/price-basket.ts'
import { NOON, shopRules } from '../shared/shop.ts'
import { createGeneralEngine } from './general-engine.ts'
import { liveRules, longBasket, manyProducts } from './many-rules.ts'

/** Prints what pricing costs as JSON; see pricing.ts. */
async function measure() {
  const basket = longBasket(100)
  const catalogue = manyProducts()
  const promotions = liveRules(basket)
  const compiled = compileRules(promotions, { timeZone: 'Asia/Ulaanbaatar', currency: 'MNT' })
  const plain = {
    basket,
    catalogue,
    rules: shopRules,
    at: NOON,
    maySetPrices: true,
    mayGiveDiscounts: true,
  }
  const withRules = { ...plain, promotions: compiled }
  const plainMs = cpuMs(3000, () => priceBasket(plain))
  const ownMs = cpuMs(3000, () => priceBasket(withRules))

  const fired = rulesOf(priceBasket(withRules))
  const general = createGeneralEngine(compiled)
  const items = basket.lines.flatMap((line) => catalogue.get(line.productId) ?? [])
  const decided = await general.byLine(items, NOON)
  const lacking = [...fired].filter((ruleId) => !decided.has(ruleId)).length
  const byLineMs = await asyncCpuMs(10, () => general.byLine(items, NOON))
  const atOnceMs = await asyncCpuMs(200, () => general.atOnce(items, NOON))
  return { plainMs, ownMs, fired: fired.size, lacking, byLineMs, atOnceMs }
}

function rulesOf({ lines }: PricedBasket): Set<string> {
  return new Set(lines.flatMap((line) => line.discounts.map((discount) => discount.ruleId)))
}

/** One run of a warm program, by the processor's time: other programs do not count. */
function cpuMs(runs: number, run: () => unknown): number {
  for (let i = 0; i < runs; i += 1) run()
  const from = process.cpuUsage()
  for (let i = 0; i < runs; i += 1) run()
  return msSince(from) / runs
}

async function asyncCpuMs(runs: number, run: () => Promise<unknown>): Promise<number> {
  for (let i = 0; i < runs; i += 1) await run()
  const from = process.cpuUsage()
  for (let i = 0; i < runs; i += 1) await run()
  return msSince(from) / runs
}

function msSince(from: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(from)
  return (user + system) / 1000
}

void measure().then((measured) => console.log(JSON.stringify(measured)))
