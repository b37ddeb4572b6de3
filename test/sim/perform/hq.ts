import { freeOf } from '#shared/value/account.ts'
import { answerOf } from '../nodes/answer-of.ts'
import { accountOf, type HqOp, type ValueRef } from '../op.ts'
import type { CloudProcess } from './cloud-process.ts'
import type { Coupons } from './coupons.ts'
import type { Forfeits } from './forfeits.ts'
import type { Rebuild } from './rebuild.ts'
import type { Scene } from './scene.ts'

/** What people at HQ do in the books, and the sweeps that they have scheduled. */
export type Hq = (n: number, op: HqOp) => void

type Of<Kind extends HqOp['kind']> = Extract<HqOp, { kind: Kind }>

/** As good as all that there is. */
const UNLIMITED = Number.MAX_SAFE_INTEGER / 4

export function createHq(
  { world, cloud, stores }: Scene,
  parts: {
    readonly cloudProcess: CloudProcess
    readonly coupons: Coupons
    readonly forfeits: Forfeits
    readonly rebuild: Rebuild
  },
): Hq {
  const { oracle, rules, reach } = world
  const { cloudProcess, coupons, forfeits, rebuild } = parts
  const at = (): number => cloud.clock.now()
  const hubOf = (store: number): number => stores.store(store)?.hub ?? 0

  /** With those that stores have opened. */
  const accounts = (): readonly string[] => [...cloud.books().ledger.accounts.keys()]

  /** What it takes out of a restored account may be spent already, by a hub that has yet to report. */
  function mustWait(): boolean {
    if (cloud.mayPromise()) return false
    reach('HQ: takes nothing back while the books recover')
    return true
  }

  function issue(n: number, { value, amount, earnedAt, months }: Of<'issue'>): void {
    if (value.kind === 'coupon') return
    const endsAt = months === null ? null : world.lotEnd(earnedAt, months)
    const account = accountOf(value)
    const source = { kind: 'issue', receiptId: null, rule: null } as const
    const command = { id: `I${n}`, account, amount, endsAt, at: at(), ...source }
    cloud.run({ verb: 'credit', command })
  }

  function correct(n: number, { value, amount }: Of<'correct'>): void {
    if (value.kind === 'coupon' || amount === 0 || (amount < 0 && mustWait())) return
    const account = accountOf(value)
    const command = { id: `C${n}`, account, amount, endsAt: null, at: at() }
    reach(`HQ: a correction is ${cloud.run({ verb: 'correct', command }).outcome}`)
    recallWhatIsOwed(account)
  }

  function clawBack(n: number, { of, partBp }: Of<'claw-back'>): void {
    const issued = cloud.books().ledger.movement(`I${of}`)
    if (issued === undefined || mustWait()) return
    const { id: reverses, to: account } = issued
    const amount = Math.max(1, Math.floor((issued.amount * partBp) / 10_000))
    const command = { id: `B${n}`, reverses, account, amount, at: at(), receiptId: null }
    reach(`HQ: a claw-back is ${cloud.run({ verb: 'takeBack', command }).outcome}`)
    recallWhatIsOwed(account)
  }

  function recallWhatIsOwed(id: string): void {
    const account = cloud.books().ledger.account(id)
    if (account === undefined || rules.leasesToRecall(account).length === 0) return
    reach('HQ: leases are recalled for a debt or a freeze')
    cloud.recall(id)
  }

  function freeze(verb: 'freeze' | 'unfreeze', value: ValueRef): void {
    const account = accountOf(value)
    cloud.run({ verb, account })
    recallWhatIsOwed(account)
  }

  function grant({ hub, value, shareBp, forMs }: Of<'grant'>): void {
    const id = accountOf(value)
    const account = cloud.books().ledger.account(id)
    const free = account === undefined ? 0 : freeOf(account)
    const amount = value.kind === 'coupon' ? 1 : Math.floor((free * shareBp) / 10_000)
    // Who has nothing is asked for all the same, and refused.
    cloud.grant(hubOf(hub), id, Math.max(1, amount), forMs)
  }

  function sweep(): void {
    const now = at()
    const waits = mustWait()
    for (const account of accounts()) {
      if (!waits) cloud.run({ verb: 'expireLots', account, at: now })
      cloud.run({ verb: 'lapseHolds', account, at: now })
    }
    cloud.run({ verb: 'endedEscrow', at: now })
  }

  function overrideRecovery(store: number): void {
    if (cloud.mayPromise()) return
    cloud.override(hubOf(store))
    for (const each of world.stores) oracle.epochEnded(each)
    // HQ took the risk: what the missing hub spends may be promised again.
    reach('HQ: recovery is overridden')
    for (const account of accounts()) oracle.allow(account, UNLIMITED)
  }

  function repair(): void {
    const first = cloud.books().quarantine.held.find(({ reason }) => reason !== null)
    if (first !== undefined) cloud.run({ verb: 'repair', event: first.event })
  }

  return (n, op) => {
    if (!cloudProcess.isUp()) return
    switch (op.kind) {
      case 'issue':
        issue(n, op)
        return
      case 'correct':
        correct(n, op)
        return
      case 'claw-back':
        clawBack(n, op)
        return
      case 'freeze':
      case 'unfreeze':
        freeze(op.kind, op.value)
        return
      case 'grant':
        grant(op)
        return
      case 'recall':
        cloud.recall(accountOf(op.value))
        return
      case 'issue-coupon':
        coupons.with(op.coupon, (coupon, expectedVersion) => {
          const command = { id: `K${n}`, coupon, expectedVersion, at: at() }
          cloud.run({ verb: 'issueCoupon', command })
        })
        return
      case 'cancel-coupon':
        coupons.with(op.coupon, (coupon, expectedVersion) => {
          const command = { id: `X${n}`, coupon, expectedVersion, at: at() }
          const done = cloud.run({ verb: 'cancelCoupon', command })
          reach(`HQ: a coupon is cancelled: ${answerOf(done)}`)
        })
        return
      case 'sweep':
        sweep()
        return
      case 'forfeit':
        forfeits.forfeit(n, op.by)
        return
      case 'write-off':
        forfeits.writeOff(n, op.hub)
        return
      case 'repair':
        repair()
        return
      case 'override-recovery':
        overrideRecovery(op.hub)
        return
      case 'rebuild':
        rebuild()
    }
  }
}
