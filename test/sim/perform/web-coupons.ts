import { answerOf } from '../nodes/answer-of.ts'
import type { Done } from '../nodes/books.ts'
import type { WebOp } from '../op.ts'
import type { CloudProcess } from './cloud-process.ts'
import type { Coupons } from './coupons.ts'
import type { Scene } from './scene.ts'

/** Coupons spent on the web: looked at, thought about, and used under the version that was seen. */
export type WebCoupons = (
  id: string,
  op: Exclude<WebOp, { kind: 'web-refund' }>,
  coupon: number,
) => void

/** Between what a web shop read and what it does upon it. */
const THINKS_MS = 200

export function createWebCoupons(
  { world, cloud }: Scene,
  parts: { readonly cloudProcess: CloudProcess; readonly coupons: Coupons },
): WebCoupons {
  const { agenda, reach } = world
  const { cloudProcess, coupons } = parts

  /** What was read is acted upon a little later, by whoever is there then. */
  function later(ms: number, act: () => void): void {
    agenda.after(ms, () => {
      if (cloudProcess.isUp() && cloud.mayPromise()) act()
    })
  }

  return (receiptId, op, number) =>
    coupons.with(number, (coupon, expectedVersion) => {
      const at = (): number => cloud.clock.now()
      later(THINKS_MS, () => {
        const command = { id: receiptId, coupon, expectedVersion, receiptId, at: at() }
        if (op.kind === 'web-spend') {
          const done = cloud.run({ verb: 'useCoupon', command })
          reach(`web: a coupon is used: ${ofUnit(done)}`)
          return
        }
        const { ends, endsAfterMs, lateMs = 0 } = op
        const lapsesAt = at() + endsAfterMs
        const held = cloud.run({ verb: 'holdCoupon', command: { ...command, lapsesAt } })
        reach(`web: a coupon is held: ${ofUnit(held)}`)
        if (held.outcome !== 'done' || ends === 'lapse') return
        const version = cloud.books().ledger.coupon(coupon)?.version ?? 0
        later(endsAfterMs + lateMs, () => {
          const verb = ends === 'capture' ? 'useCoupon' : 'releaseCoupon'
          const end = { ...command, id: `${receiptId}e`, expectedVersion: version, at: at() }
          reach(`web: a held coupon ends: ${answerOf(cloud.run({ verb, command: end }))}`)
        })
      })
    })
}

/** One that owes its unit, in restored books, has too little of it. */
function ofUnit(done: Done): string {
  const answer = answerOf(done)
  return answer === 'owes' ? 'too-little' : answer
}
