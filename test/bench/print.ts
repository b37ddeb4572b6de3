import { openSerialLine } from '#gateway/lines/serial.ts'
import { createVirtualPrinter } from '#gateway/virtual/printer.ts'
import { putPrinter } from '../flows/printing-shop.ts'
import { openSerialCable } from '../gateway/lines/pty.ts'
import { openShop, until } from '../support/shop.ts'
import type { SaleWish } from '../support/till-client.ts'
import { syncOnce } from './disk.ts'
import { type Figure, percentile } from './figure.ts'
import { saleMaker } from './sale-maker.ts'

const SALES = 500
/** The first receipts of a new process compile code and draw glyphs; a shop's day has few of them. */
const WARM_UP = 100

/**
 * From the till's request to the first byte of the receipt on a serial line (design 12), with receipts of
 * ten lines, by the box alone, the line cut, as checkouts are measured. The printer stands at the other
 * end of a pseudo-terminal, in this process. Beside it: what one fsync takes, between the same sales.
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
  let firstByteAt = 0
  far.on('data', (chunk: Uint8Array) => {
    if (firstByteAt === 0 && !isQuestion(chunk)) firstByteAt = performance.now()
  })
  printer.attach(far)
  await using shop = await openShop()
  await putPrinter(shop, { ...serial, path: cable.near })
  const till = await shop.openTill()
  const { client } = till
  await until(
    'the printer is there',
    async () => (await client.status()).printer.state === 'online',
  )
  shop.link.setCut(true)
  const makeSale = await saleMaker(till)

  const took: number[] = []
  const synced: number[] = []
  for (let i = 0; i < WARM_UP + SALES; i += 1) {
    const wish = JSON.parse(makeSale()) as SaleWish
    firstByteAt = 0
    const sentAt = performance.now()
    const sale = await client.sell(wish)
    // A till does not ask for it all the time either.
    await until('the printer has begun', async () => firstByteAt > 0)
    if (i >= WARM_UP) took.push(firstByteAt - sentAt)
    await until(
      'the receipt is printed',
      async () => (await client.receipt(sale.id)).print?.state === 'done',
    )
    synced.push(await syncOnce(shop.dataDir))
  }
  far.destroy()
  const [p50Ms, p99Ms] = [percentile(took, 0.5), percentile(took, 0.99)]
  const fsyncP99Ms = percentile(synced, 0.99)
  const fsync = `one fsync took p99 ${fsyncP99Ms.toFixed(1)} ms between them`
  return [
    {
      what: 'sale of ten lines to first byte on the serial line',
      measured: `p50 ${p50Ms.toFixed(0)} ms, p99 ${p99Ms.toFixed(0)} ms (${fsync})`,
      budget: 'p99 ≤ 30 ms',
      met: p99Ms <= 30,
      because: fsync,
      numbers: { p50Ms, p99Ms, fsyncP99Ms },
    },
  ]
}

/** DLE EOT n, or GS r n: how it is, asked before a receipt begins. */
function isQuestion(chunk: Uint8Array): boolean {
  return chunk.length === 3 && (chunk[0] === 0x10 || chunk[0] === 0x1d)
}
