import { setImmediate as turn } from 'node:timers/promises'
import { valueAccountId } from '#shared/value/account-id.ts'
import type { VoucherBatch } from './batches.ts'
import { voucherCode } from './voucher-code.ts'

const linesAtOnce = 1000

/** `number,code,account`, in the order in which they were made; a part at a time. */
export async function* codesCsv(
  { id, secret, made }: VoucherBatch,
  programme: string,
): AsyncGenerator<string> {
  yield 'number,code,account\r\n'
  for (let first = 1; first <= made; first += linesAtOnce) {
    const last = Math.min(made, first + linesAtOnce - 1)
    let part = ''
    for (let number = first; number <= last; number++) {
      const account = valueAccountId(programme, `${id}-${number}`)
      part += `${number},${voucherCode(secret, number)},${account}\r\n`
    }
    yield part
    await turn()
  }
}
