import { createHash } from 'node:crypto'

/** The last group of a UUID holds nothing but what tells it from others. */
const NODE_DIGITS = 12

/**
 * A UUIDv7 of the receipt's own time for a part of it, the same whenever the receipt is asked for: a
 * till that got no answer asks the disk that comes up instead, and both answers move the same value
 * under the same names (spine B2.5).
 */
export function idWithin(receiptId: string, part: string): string {
  const digits = createHash('sha256').update(`${receiptId} ${part}`).digest('hex')
  return `${receiptId.slice(0, -NODE_DIGITS)}${digits.slice(0, NODE_DIGITS)}`
}
