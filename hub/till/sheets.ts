import { signal } from '@preact/signals'
import { clearNotice } from './notices.ts'

/** The dialog that is open over the selling screen; at most one, so that Esc always leads back. */
export type SheetName =
  | 'help'
  | 'pay'
  | 'order-discount'
  | 'line-quantity'
  | 'line-price'
  | 'line-discount'
  | 'customer'
  | 'member'
  | 'park'
  | 'parked'
  | 'receipts'
  | 'shift'
  | 'coupons'
  | 'load'
  | 'partner'

export const sheet = signal<SheetName | null>(null)

export function openSheet(name: SheetName): void {
  clearNotice()
  sheet.value = name
}

export function closeSheet(): void {
  sheet.value = null
}
