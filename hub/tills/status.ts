import type { HubStatus, LiveEvent } from '#shared/contracts/till.ts'
import type { CloudState } from '../cloud-link/state.ts'
import type { Counter } from '../counter.ts'
import type { Devices } from '../devices/devices.ts'
import { faultsAt } from '../devices/faults.ts'
import type { Health } from '../health/health.ts'
import type { Prints } from '../prints.ts'
import type { Shop } from '../shop.ts'
import type { TillSession } from './session.ts'

export interface Status {
  readonly of: (till: TillSession) => HubStatus
  /** The same for a till's live page, which knows itself. */
  readonly live: (till: string) => Extract<LiveEvent, { kind: 'status' }>
}

export function createStatus(deps: {
  readonly shop: Shop
  readonly prints: Prints
  readonly cloud: CloudState
  readonly cloudSeq: () => number
  /** When the replica last matched the cloud. */
  readonly replicaAt: () => number | null
  readonly health: Health
  readonly counter?: Pick<Counter, 'has'>
  /** Null until the hub is claimed. */
  readonly devices: () => Pick<Devices, 'list' | 'printerOf'> | null
}): Status {
  const { shop, prints, cloud } = deps
  const common = (till: string): Omit<HubStatus, 'till' | 'cashier'> => {
    const { store, company } = shop.profile()
    const { pointsInCashCap = 0 } = company
    const headSeq = shop.journal.head().seq
    const cloudSeq = deps.cloudSeq()
    const devices = deps.devices()
    return {
      store: { code: store.code, name: store.name, company: company.name },
      currency: company.currency,
      shownDecimals: company.shownDecimals,
      language: company.language,
      pricesIncludeVat: company.pricesIncludeVat,
      cashRounding: company.cashRounding,
      pointsInCashCap,
      ...(store.labelForms && { labelForms: store.labelForms }),
      now: shop.clock(),
      cloud: cloud.now(),
      catalogue: {
        version: shop.replica.present ? shop.replica.catalogueVersion() : '0',
        at: deps.replicaAt(),
      },
      unsent: Math.max(0, headSeq - cloudSeq),
      cloudSeq,
      headSeq,
      printer: prints.printerOf(till),
      ...(deps.counter?.has(till) && { scale: true }),
      deviceFaults: devices === null ? [] : [...faultsAt(devices, till)],
      troubles: deps.health.troubles(),
    }
  }
  return {
    of: (till) => ({ till: till.code, cashier: cashierOf(till), ...common(till.code) }),
    live: (till) => ({ kind: 'status', status: common(till) }),
  }
}

function cashierOf({ cashier }: TillSession): HubStatus['cashier'] {
  return cashier === null ? null : { ...cashier, rights: [...cashier.rights] }
}
