import { createHmac } from 'node:crypto'
import { voucherText } from '#shared/feed/lookup.ts'

const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** The code of a batch's voucher: 80 bits that nobody without the batch's secret can tell. */
export function voucherCode(secret: string, number: number): string {
  const bits = createHmac('sha256', Buffer.from(secret, 'base64url'))
    .update(`voucher:${number}`)
    .digest()
  let code = ''
  for (const at of [0, 5]) {
    let five = bits.readUIntBE(at, 5)
    let group = ''
    for (let n = 0; n < 8; n++) {
      group = `${digits.charAt(five % 32)}${group}`
      five = Math.floor(five / 32)
    }
    code += `${at === 0 ? '' : '-'}${group.slice(0, 4)}-${group.slice(4)}`
  }
  return code
}

/** Under which a code is found in the feed and here, as members' phones and cards are. */
export function voucherKey(lookupKey: string, code: string): string {
  return createHmac('sha256', Buffer.from(lookupKey, 'base64url'))
    .update(voucherText(code))
    .digest()
    .subarray(0, 16)
    .toString('base64url')
}
