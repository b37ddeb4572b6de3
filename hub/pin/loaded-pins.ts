import type { LeasePin } from '#shared/contracts/lease.ts'
import type { PinOfAccount } from './store.ts'

/**
 * What checks the PINs of accounts that are spent by their loaded balance, which no lease brings: the
 * cloud tells it when the card is looked up. Sealed like every other, and in memory only, so it is
 * gone with the process.
 */
export interface LoadedPins {
  readonly of: (account: string) => LeasePin | undefined
  readonly keep: (pin: PinOfAccount) => void
}

/** As many as balances that were told. */
const MAX_LOADED = 2_000

export function createLoadedPins(isLoaded: (account: string) => boolean): LoadedPins {
  const pins = new Map<string, LeasePin>()
  return {
    of: (account) => pins.get(account),
    keep({ account, ...pin }) {
      if (!isLoaded(account)) return
      pins.delete(account)
      pins.set(account, pin)
      for (const oldest of pins.keys()) {
        if (pins.size <= MAX_LOADED) break
        pins.delete(oldest)
      }
    },
  }
}
