import type { Alarm } from '../value/ledger.ts'

export interface NumberedReceipt {
  readonly event: string
  /** With its check characters. */
  readonly number: string
}

/**
 * Two events under one printed number: both are booked, for receipts are unique by event id, and HQ
 * sees an alarm (spine B4). `known`: the event that came first with this number, if any.
 */
export function repeatedNumber(
  { event, number }: NumberedReceipt,
  known: string | undefined,
): Alarm | null {
  if (known === undefined || known === event) return null
  const words = `Receipt number ${number} was given twice: by event ${known} and by ${event}. Both are booked; look which of the two papers is the shop's.`
  return { kind: 'repeated-receipt-number', subject: `receipt:${number}`, words }
}
