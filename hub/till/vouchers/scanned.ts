import { signal } from '@preact/signals'

/** A code scanned while a dialog that asks for one is open. */
export const scannedVoucher = signal<string | null>(null)
