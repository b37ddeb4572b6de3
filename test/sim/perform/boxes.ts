import type { Box } from '../nodes/box/box.ts'
import { type BoxDisk, type BoxImage, blankDisk, diskOf } from '../nodes/box/box-disk.ts'
import { connect, disconnect, type Store } from '../stores.ts'
import { MINUTE_MS } from '../virtual-day.ts'
import type { CloudProcess } from './cloud-process.ts'
import type { Healing } from './healing.ts'
import type { Scene } from './scene.ts'

/** Carries hardware about: what is plugged in, what is copied, and what is lost for ever. */
export interface Boxes {
  bringUp(box: Box): void
  /** Its process died. */
  restartAfter(box: Box, downMs: number): void
  /** The power is back after that time; `boot` sets the clock. */
  powerAfter(box: Box, downMs: number, boot: () => void): void
  bootFromImage(store: Store, image: BoxImage, downMs: number): void
  /** The disk is dead; a new box is claimed as a hub of its own, and HQ revokes the old one. */
  replace(store: Store, n: number, downMs: number): void
  runCopy(store: Store, disk: BoxDisk, forMs: number): void
  endCopy(store: Store): void
  /** When a disk was last lost, or a box claimed; −1 = never. A backup of before knows nothing of it. */
  changedAt(): number
}

export function createBoxes(
  { world, cloud, stores }: Scene,
  parts: { readonly healing: Healing; readonly cloudProcess: CloudProcess },
): Boxes {
  const { agenda, network, reach } = world
  const { healing, cloudProcess } = parts
  let changedAt = -1

  function bringUp(box: Box): void {
    connect(network, box)
    box.start()
  }

  function isInUse(box: Box): boolean {
    const store = stores.store(box.store)
    return store !== undefined && (store.box === box || store.copy === box)
  }

  /** The disk of this box is no more. */
  function lose(box: Box): void {
    if (box.isUp()) box.crash()
    disconnect(network, box.address)
    stores.destroy(box)
    changedAt = agenda.now()
  }

  function claim(store: Store, n: number): void {
    if (!cloudProcess.isUp()) {
      agenda.after(MINUTE_MS, () => claim(store, n))
      return
    }
    cloud.revoke(store.hub)
    const key = `K${store.hub}.${n}`
    const claimed = cloud.claim(store.index, key)
    reach('box: a new box is claimed')
    changedAt = agenda.now()
    bringUp(stores.install(store, blankDisk({ ...claimed, key, session: null })))
  }

  function endCopy(store: Store): void {
    const { copy } = store
    if (copy === null) return
    store.copy = null
    store.atCopy.clear()
    lose(copy)
  }

  function powerAfter(box: Box, downMs: number, boot: () => void): void {
    disconnect(network, box.address)
    healing.comeBack(downMs, () => {
      if (!isInUse(box)) return
      boot()
      bringUp(box)
    })
  }

  return {
    bringUp,
    endCopy,
    powerAfter,
    restartAfter: (box, downMs) => powerAfter(box, downMs, () => {}),
    bootFromImage(store, image, downMs) {
      lose(store.box)
      const box = stores.install(store, diskOf(image))
      reach('box: an old image is brought back')
      healing.comeBack(downMs, () => {
        if (store.box === box) bringUp(box)
      })
    },
    replace(store, n, downMs) {
      const { box } = store
      lose(box)
      healing.comeBack(downMs, () => {
        if (store.box === box) claim(store, n)
      })
    },
    runCopy(store, disk, forMs) {
      const copy = stores.installCopy(store, disk)
      bringUp(copy)
      healing.later(forMs, () => {
        if (store.copy === copy) endCopy(store)
      })
    },
    changedAt: () => changedAt,
  }
}
