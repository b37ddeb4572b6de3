import type { SimPayload } from '../../messages.ts'

/** What the payloads of this box are like: newer than the cloud, or not to be read at all. */
export interface Contract {
  version(): number
  readonly setVersion: (version: number) => void
  readonly poisonNext: () => void
  /** Of a receipt with this total; a poisoned one uses the poison up. */
  payloadOf(total: number): SimPayload
}

export function createContract(): Contract {
  let version = 1
  let poison = false

  return {
    version: () => version,
    setVersion(next) {
      version = next
    },
    poisonNext() {
      poison = true
    },
    payloadOf(total) {
      const payload = { v: version, total, poison }
      poison = false
      return payload
    },
  }
}
