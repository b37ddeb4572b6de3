import type { Till } from '../nodes/till.ts'
import type { PlannedOp } from '../op.ts'
import { sentenceOf, whereOf } from '../op-words.ts'
import { MINUTE_MS } from '../virtual-day.ts'
import { createBoxes } from './boxes.ts'
import { createCloudFaults } from './cloud-faults.ts'
import { createCloudProcess } from './cloud-process.ts'
import { createCoupons } from './coupons.ts'
import { createForfeits } from './forfeits.ts'
import { createHealing } from './healing.ts'
import { createHq } from './hq.ts'
import { createRebuild } from './rebuild.ts'
import type { Scene } from './scene.ts'
import { createShops } from './shops.ts'
import { createStoreFaults } from './store-faults.ts'
import { createStoreLines } from './store-lines.ts'
import { createWebCoupons } from './web-coupons.ts'
import { createWebShop } from './web-shop.ts'

/** Does what the plan says, to a world that may not be fit for it: then nothing happens. */
export interface Performer {
  open(): void
  perform(planned: PlannedOp): void
  /** From now on nothing goes wrong; whatever is down comes up. */
  heal(): void
  /** HQ gives up what nobody holds any more. */
  endLost(): void
  rebuild(): void
}

const TILL_BEAT_MS = 10 * MINUTE_MS

export function createPerformer(scene: Scene): Performer {
  const { world, cloud, stores } = scene
  const { agenda, network, story } = world
  const healing = createHealing(agenda)
  const cloudProcess = createCloudProcess(scene, healing)
  const boxes = createBoxes(scene, { healing, cloudProcess })
  const coupons = createCoupons(scene, cloudProcess)
  const shops = createShops(scene)
  const webCoupons = createWebCoupons(scene, { cloudProcess, coupons })
  const webShop = createWebShop(scene, { cloudProcess, webCoupons })
  const forfeits = createForfeits(scene)
  const rebuild = createRebuild(scene)
  const hq = createHq(scene, { cloudProcess, coupons, forfeits, rebuild })
  const { cause, isFragile } = createCloudFaults(scene, { cloudProcess, boxes })
  const lines = createStoreLines(scene, healing)
  const base = { healing, boxes, lines, cloudProcess, isFragile }
  const storeFaults = createStoreFaults(scene, base)

  /** A till's line to its hub speaks up now and then, trade or no trade. */
  function callNow(till: Till): void {
    till.call()
    agenda.after(TILL_BEAT_MS, () => callNow(till))
  }

  return {
    open() {
      cloudProcess.start()
      for (const { box } of stores.all) boxes.bringUp(box)
      cloudProcess.beat()
      for (const { tills } of stores.all) tills.forEach(callNow)
    },
    perform({ n, op }) {
      if (healing.isHealed()) return
      story?.tell(agenda.now(), whereOf(op), sentenceOf(n, op))
      switch (op.kind) {
        case 'sale':
        case 'parked-sale':
        case 'cancelled-payment':
        case 'refund':
        case 'load-card':
        case 'sell-coupon':
        case 'open-shift':
        case 'close-shift':
        case 'other-content':
          shops(n, op)
          return
        case 'web-order':
        case 'web-spend':
        case 'web-refund':
          webShop(n, op)
          return
        case 'issue':
        case 'correct':
        case 'claw-back':
        case 'freeze':
        case 'unfreeze':
        case 'grant':
        case 'recall':
        case 'issue-coupon':
        case 'cancel-coupon':
        case 'sweep':
        case 'forfeit':
        case 'write-off':
        case 'repair':
        case 'override-recovery':
        case 'rebuild':
          hq(n, op)
          return
        case 'cloud-crash':
        case 'cloud-clock-jump':
        case 'take-backup':
        case 'restore-backup':
          cause(op)
          return
        case 'cut':
        case 'cut-till':
        case 'storm':
        case 'hasty-till':
        case 'crash':
        case 'power-cut':
        case 'suspend':
        case 'clock-jump':
        case 'drift':
        case 'take-image':
        case 'restore-image':
        case 'clone-box':
        case 'seed-file-twice':
        case 'rebuild-replica':
        case 'replace-box':
        case 'poison':
        case 'newer-contract':
          storeFaults(n, op)
      }
    },
    heal() {
      healing.heal()
      network.heal()
      cloud.upgrade(2)
      cloudProcess.spare()
      cloudProcess.start()
      for (const store of stores.all) {
        boxes.endCopy(store)
        store.box.resume()
      }
    },
    endLost: forfeits.endLost,
    rebuild,
  }
}
