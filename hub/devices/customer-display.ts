import type { PricedBasket } from '#shared/contracts/basket.ts'
import type { DeviceJob } from '#shared/contracts/device.ts'
import type { StoreProfile } from '#shared/contracts/sync.ts'
import type { Receipt } from '#shared/contracts/till.ts'
import { createPaper } from '../print/words.ts'
import type { Devices } from './devices.ts'

/** A basket that was left alone, and a sale that is over, are not shown for ever. */
const basketMs = 2 * 60_000
const soldMs = 15_000
const tillsMax = 200

export interface CustomerDisplays {
  /** The till's basket has this price: its newest line, and what is due. */
  quoted(till: string, priced: PricedBasket): void
  /** What was paid, and the change. */
  sold(receipt: Pick<Receipt, 'till' | 'priced' | 'settlement'>): void
}

interface CustomerDisplayDeps {
  readonly devices: Pick<Devices, 'list'>
  readonly send: (device: string, job: DeviceJob) => void
  readonly profile: () => StoreProfile
  readonly clock: () => number
  readonly newId: () => string
}

type Lines = Extract<DeviceJob, { kind: 'show' }>['lines']

export function createCustomerDisplays(deps: CustomerDisplayDeps): CustomerDisplays {
  /** Quantities by line as they were shown, to know what is new. */
  const shown = new Map<string, ReadonlyMap<string, number>>()

  function displaysOf(till: string): readonly string[] {
    return deps.devices
      .list()
      .filter(({ config }) => config.kind === 'customer-display' && config.till === till)
      .map(({ config }) => config.device)
  }

  function show(displays: readonly string[], lines: Lines, forMs: number): void {
    const expiresAt = deps.clock() + forMs
    for (const device of displays) {
      deps.send(device, { kind: 'show', jobId: deps.newId(), attempt: 1, lines, expiresAt })
    }
  }

  return {
    quoted(till, priced) {
      const displays = displaysOf(till)
      if (displays.length === 0) return
      const before = shown.get(till)
      const goods = priced.lines.filter(({ kind }) => kind === 'product' || kind === 'load')
      const newest = goods.findLast(({ id, quantity }) => before?.get(id) !== quantity)
      shown.delete(till)
      shown.set(till, new Map(goods.map(({ id, quantity }) => [id, quantity])))
      for (const oldest of shown.keys()) {
        if (shown.size <= tillsMax) break
        shown.delete(oldest)
      }
      const { word, amount } = createPaper(deps.profile())
      const upper =
        newest === undefined
          ? { left: '', right: '' }
          : { left: newest.name.slice(0, 40), right: amount(newest.gross) }
      const lower = { left: word('receipt.total'), right: amount(priced.total) }
      show(displays, [upper, lower], basketMs)
    },
    sold({ till, priced, settlement }) {
      shown.delete(till)
      const displays = displaysOf(till)
      if (displays.length === 0) return
      const { word, amount } = createPaper(deps.profile())
      const total = { left: word('receipt.total'), right: amount(priced.total) }
      const change = { left: word('receipt.change'), right: amount(settlement.change) }
      show(displays, [total, change], soldMs)
    },
  }
}
