import type { Told } from '../checks.ts'
import type { Backup } from '../nodes/cloud/durable.ts'
import type { Fault, Slot } from '../op.ts'
import type { Boxes } from './boxes.ts'
import type { CloudProcess } from './cloud-process.ts'
import type { Scene } from './scene.ts'

/** What goes wrong at HQ: crashes, a clock that is set, and backups that are brought back. */
export interface CloudFaults {
  readonly cause: (op: CloudFault) => void
  /** A backup was restored: what the books lack now is on the disks of the hubs alone. */
  readonly isFragile: () => boolean
}

export type CloudFault = Exclude<Fault, { hub: number }>

interface Kept {
  readonly backup: Backup
  readonly at: number
  /** What the shops had been told by then. */
  readonly told: readonly Told[]
}

export function createCloudFaults(
  { world, cloud, stores, checks }: Scene,
  parts: { readonly cloudProcess: CloudProcess; readonly boxes: Boxes },
): CloudFaults {
  const { agenda, reach } = world
  const { cloudProcess, boxes } = parts
  const backups = new Map<Slot, Kept>()
  let incarnations = 1
  let fragile = false

  /** A disk that died since, or a copy of one, holds what no restored cloud can ever hear. */
  function restore(slot: Slot, downMs: number): void {
    const kept = backups.get(slot)
    const copies = stores.all.some(({ copy }) => copy !== null)
    if (kept === undefined || kept.at <= boxes.changedAt() || copies) return
    if (!cloudProcess.isUp()) return
    fragile = true
    cloudProcess.stop()
    incarnations += 1
    cloudProcess.forgetCuts()
    reach('cloud: a backup is restored')
    cloud.restore(kept.backup, incarnations)
    checks.restored(kept.told)
    cloud.endRestoredHolds()
    cloudProcess.restartAfter(downMs)
  }

  return {
    isFragile: () => fragile,
    cause(op) {
      switch (op.kind) {
        case 'cloud-crash':
          cloudProcess.dieAfter(op.afterSteps, op.downMs)
          return
        case 'cloud-clock-jump':
          cloud.clock.jumpWall(op.byMs)
          return
        case 'take-backup':
          if (!cloudProcess.isUp()) return
          backups.set(op.slot, { backup: cloud.backup(), at: agenda.now(), told: checks.told() })
          return
        case 'restore-backup':
          restore(op.slot, op.downMs)
      }
    },
  }
}
