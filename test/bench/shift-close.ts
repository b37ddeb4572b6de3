import { type OpenTill, openShop } from '../support/shop.ts'
import { type Figure, percentile } from './figure.ts'
import { closedLoop, sender } from './load.ts'
import { saleMaker } from './sale-maker.ts'

const RECEIPTS = 10_000
const FEW = 10
const SMALL_SHIFTS = 10
const LIMIT_MS = 1000

/** The close of a shift of 10,000 receipts, beside that of shifts of ten: it reads running sums. */
export async function benchShiftClose(): Promise<readonly Figure[]> {
  await using shop = await openShop()
  shop.link.setCut(true)
  await shop.program('gateway').stop()
  const till = await shop.openTill()
  const send = sender(shop.hubUrl, till.client.token)
  const small: number[] = []
  for (let i = 0; i < SMALL_SHIFTS; i += 1) {
    const shiftId = i === 0 ? till.shiftId : (await till.client.openShift()).id
    small.push((await sellAndClose({ ...till, shiftId }, FEW)).tookMs)
  }
  const shiftId = (await till.client.openShift()).id
  const { tookMs, receipts } = await sellAndClose({ ...till, shiftId }, RECEIPTS)
  const smallMs = percentile(small, 0.5)
  return [
    {
      what: `shift close, ${RECEIPTS.toLocaleString('en')} receipts`,
      measured: `${tookMs.toFixed(1)} ms (of ${FEW} receipts: p50 ${smallMs.toFixed(1)} ms)`,
      budget: `≤ ${LIMIT_MS} ms`,
      met: tookMs <= LIMIT_MS && receipts === RECEIPTS,
      numbers: { tookMs, smallMs, receipts },
    },
  ]

  async function sellAndClose(open: OpenTill, count: number) {
    await closedLoop(count, await saleMaker(open), send)
    const began = performance.now()
    const { receipts: counted } = await open.client.closeShift(open.shiftId, 0)
    return { tookMs: performance.now() - began, receipts: counted }
  }
}
