import { openAsOf } from './as-of.ts'
import { createCatalogueReader } from './catalogue-reader.ts'
import { openReplicaFile, type ReplicaDamage } from './file.ts'
import { createPeopleReader } from './people-reader.ts'
import { createPointsReader } from './points-reader.ts'
import { createPromotionsReader } from './promotions-reader.ts'
import type { Replica } from './replica.ts'
import { createVoucherReader } from './voucher-reader.ts'

/**
 * `lookupKey` is asked at each look-up, since a hub learns it when it is claimed. The folder may
 * still be empty; the first copy is found when it is there.
 */
export function openReplica(options: {
  readonly dir: string
  readonly lookupKey: () => string
  /** Told of each rule that this program cannot read. */
  readonly onUnreadable?: (what: string) => void
  /** Told once of each file that cannot be read. */
  readonly onDamage?: (damage: ReplicaDamage) => void
}): Replica {
  const file = openReplicaFile(options.dir, options.onDamage ?? (() => undefined))
  const asOf = openAsOf(options.dir)
  const catalogue = createCatalogueReader(file)
  const people = createPeopleReader(file, options.lookupKey, catalogue.currency)
  return {
    get present() {
      return file.present()
    },
    damage: file.damage,
    snapshot: file.snapshot,
    changes: file.changes,
    refresh: file.refresh,
    asOf: asOf.get,
    markComplete: asOf.set,
    ...catalogue,
    ...people,
    ...createPointsReader(file, catalogue),
    ...createPromotionsReader(file, catalogue, options.onUnreadable ?? (() => undefined)),
    ...createVoucherReader(file, options.lookupKey),
    [Symbol.dispose]: file.close,
  }
}
