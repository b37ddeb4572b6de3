import { openSerialLine } from '#gateway/lines/serial.ts'
import { createVirtualPrinter } from '#gateway/virtual/printer.ts'
import { putPrinter } from '../flows/printing-shop.ts'
import { openSerialCable } from '../gateway/lines/pty.ts'
import { openShop, until } from '../support/shop.ts'
import type { SaleWish } from '../support/till-client.ts'
import { type Figure, percentile } from './figure.ts'
import { saleMaker } from './sale-maker.ts'

const SALES = 500
/** The first receipts of a new process compile code and draw glyphs; a shop's day has few of them. */
const WARM_UP = 100

/**
 * From the till's request to the first mark on the paper of a printer at a serial line (design 12), with
 * receipts of ten lines: the printer stands at the other end of a pseudo-terminal, in this process, and
 * notes when a receipt began.
 */
export async function benchPrint(): Promise<readonly Figure[]> {
  await using cable = await openSerialCable()
  const serial = {
    kind: 'serial',
    baudRate: 115_200,
    dataBits: 8,
    parity: 'none',
    stopBits: 1,
    flow: 'none',
  } as const
  const printer = createVirtualPrinter({ maker: 'epson', columns: 48, clock: Date.now })
  const far = await openSerialLine({ ...serial, path: cable.far })
  printer.attach(far)
  await using shop = await openShop()
  await putPrinter(shop, { ...serial, path: cable.near })
  const till = await shop.openTill()
  const { client } = till
  await until(
    'the printer is there',
    async () => (await client.status()).printer.state === 'online',
  )
  const makeSale = await saleMaker(till)

  const took: number[] = []
  for (let i = 0; i < WARM_UP + SALES; i += 1) {
    const before = lastStartedAt()
    const wish = JSON.parse(makeSale()) as SaleWish
    const sentAt = Date.now()
    const sale = await client.sell(wish)
    // A till does not ask for it all the time either.
    await until('the printer has begun', async () => lastStartedAt() !== before)
    if (i >= WARM_UP) took.push(lastStartedAt() - sentAt)
    await until(
      'the receipt is printed',
      async () => (await client.receipt(sale.id)).print?.state === 'done',
    )
  }
  far.destroy()
  const p99Ms = percentile(took, 0.99)
  return [
    {
      what: 'sale of ten lines to first byte on the serial line',
      measured: `p50 ${percentile(took, 0.5).toFixed(0)} ms, p99 ${p99Ms.toFixed(0)} ms`,
      budget: 'p99 ≤ 30 ms',
      met: p99Ms <= 30,
      numbers: { p50Ms: percentile(took, 0.5), p99Ms },
    },
  ]

  function lastStartedAt(): number {
    return printer.receipts().at(-1)?.startedAt ?? 0
  }
}
