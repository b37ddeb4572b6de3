/** A voucher's state as its row keeps it: null = reserved, as of one that nothing has happened to. */
export function voucherState(state: string): string | null {
  return state === 'reserved' ? null : state
}
