import { accountOf } from '../op.ts'
import type { CloudProcess } from './cloud-process.ts'
import type { Scene } from './scene.ts'

/** Coupons as somebody at a screen of the cloud sees them. */
export interface Coupons {
  /** Acts upon the coupon as it is now, if there is one and the cloud is there. */
  with(number: number, act: (coupon: string, version: number) => void): void
}

export function createCoupons({ cloud }: Scene, cloudProcess: CloudProcess): Coupons {
  return {
    with(number, act) {
      if (!cloudProcess.isUp()) return
      const id = accountOf({ kind: 'coupon', coupon: number })
      const coupon = cloud.books().ledger.coupon(id)
      if (coupon !== undefined) act(id, coupon.version)
    },
  }
}
