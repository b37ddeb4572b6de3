import { type BoxImage, blankDisk, diskOf } from '../nodes/box/box-disk.ts'
import type { Fault } from '../op.ts'
import type { Store } from '../stores.ts'
import type { Boxes } from './boxes.ts'
import type { CloudProcess } from './cloud-process.ts'
import type { Healing } from './healing.ts'
import type { Scene } from './scene.ts'
import type { StoreLines } from './store-lines.ts'

/** What goes wrong in one store; a store that is not fit for it is spared. */
export type StoreFaults = (n: number, op: StoreFault) => void

export type StoreFault = Extract<Fault, { hub: number }>

export function createStoreFaults(
  { world, cloud, stores }: Scene,
  parts: {
    readonly healing: Healing
    readonly boxes: Boxes
    readonly lines: StoreLines
    readonly cloudProcess: CloudProcess
    /** Books that were restored lack what only a hub's disk has now: no disk may die. */
    readonly isFragile: () => boolean
  },
): StoreFaults {
  const { agenda, reach } = world
  const { healing, boxes, lines, cloudProcess, isFragile } = parts
  const images = new Map<string, BoxImage>()

  function copyMayRun({ copy }: Store): boolean {
    return copy === null && !isFragile()
  }

  function cloneBox(store: Store, op: Extract<StoreFault, { kind: 'clone-box' }>): void {
    const { box } = store
    if (!copyMayRun(store) || !box.isUp()) return
    for (const till of op.tills) store.atCopy.add(`T${till + 1}`)
    reach('box: a copy runs beside the first')
    boxes.runCopy(store, diskOf(box.image()), op.forMs)
  }

  /** Two boxes are made from one seed file: each has a key of its own. */
  function seedTwice(n: number, store: Store, forMs: number): void {
    if (!copyMayRun(store)) return
    const { hub } = store
    const epoch = cloud.currentEpoch(hub)
    boxes.runCopy(store, blankDisk({ hub, key: `S${n}`, epoch, session: null }), forMs)
  }

  function restoreImage(store: Store, op: Extract<StoreFault, { kind: 'restore-image' }>): void {
    const image = images.get(`${op.hub}/${op.slot}`)
    if (image === undefined || isFragile() || !store.box.isUp()) return
    // Of a hub that was revoked: its box could only be claimed again.
    if (image.identity.hub !== store.hub) return
    boxes.bootFromImage(store, image, op.downMs)
  }

  return (n, op) => {
    const store = stores.store(op.hub)
    if (store === undefined) return
    const { box } = store
    switch (op.kind) {
      case 'cut':
        lines.cut(store, op)
        return
      case 'cut-till':
        lines.cutTill(store, op.till, op)
        return
      case 'storm':
        lines.storm(store, op)
        return
      case 'hasty-till':
        store.tills[op.till]?.hurry(agenda.now() + op.forMs)
        return
      case 'crash':
        box.dieAfter(op.afterSteps, 'crash', () => boxes.restartAfter(box, op.downMs))
        return
      case 'power-cut':
        box.dieAfter(op.afterSteps, 'power-cut', () =>
          boxes.powerAfter(box, op.downMs, () => box.clock.boot(op.clock)),
        )
        return
      case 'suspend':
        box.suspend()
        healing.later(op.forMs, () => box.resume())
        return
      case 'clock-jump':
        box.clock.jumpWall(op.byMs)
        return
      case 'drift':
        box.clock.setDrift(op.ppm)
        return
      case 'take-image':
        images.set(`${op.hub}/${op.slot}`, box.image())
        return
      case 'restore-image':
        restoreImage(store, op)
        return
      case 'clone-box':
        cloneBox(store, op)
        return
      case 'seed-file-twice':
        seedTwice(n, store, op.forMs)
        return
      case 'rebuild-replica': {
        const older = cloudProcess.olderCut(op.cutsBack)
        if (older !== undefined) box.rebuildReplica(older)
        return
      }
      case 'replace-box':
        if (!isFragile() && box.isUp()) boxes.replace(store, n, op.downMs)
        return
      case 'poison':
        box.poisonNext()
        return
      case 'newer-contract':
        box.setContract(2)
        healing.later(op.forMs, () => cloud.upgrade(2))
    }
  }
}
