import type { Hindrance } from '#shared/contracts/till.ts'
import { spendLeases } from '#shared/value/hub/spend-leases.ts'
import type { ReplicaProgramme } from '../replica/replica.ts'
import { notSpendable } from './hindrance.ts'
import type { HoldAnswer, Holds, Wanted } from './holds.ts'
import { heldOf } from './lease-jobs.ts'
import type { LocalDesk } from './local-desk.ts'
import type { Worth } from './overlay.ts'
import type { Cover, Payments } from './payments.ts'
import type { StoredWallet } from './store.ts'
import type { TrustDesk } from './trust-desk.ts'

/** Finds what may pay: leases of this hub, else a hold of the cloud, else the trust of the day. */
export interface Covers {
  /** Reserves the value until the receipt is journaled or given up; throws `conflict` with why not. */
  readonly find: (wanted: Wanted, programme: ReplicaProgramme) => Promise<Cover>
  /** The receipt is journaled or given up, or paid without this account. */
  readonly letGo: (receiptId: string, account?: string) => void
  readonly worthOf: (account: string, balance: number, programme: ReplicaProgramme) => Worth
}

/** What this hub knows of itself at this moment. */
export interface Standing {
  readonly epoch: number
  readonly upper: number | null
  readonly isWhole: boolean
  readonly isOldImage: boolean
  readonly isOnline: boolean
  readonly grantedSinceStart: ReadonlySet<string>
}

export function createCovers(deps: {
  readonly wallet: StoredWallet
  readonly payments: Payments
  readonly holds: Holds
  readonly trust: TrustDesk
  readonly local: LocalDesk
  readonly standing: () => Standing
  /** What is left of its holds goes back. */
  readonly closeReceipt: (receiptId: string, accounts: readonly string[]) => void
}): Covers {
  const { wallet, payments, holds, trust, local, standing } = deps
  /** A receipt's questions are answered one after the other. */
  const asking = new Map<string, { readonly account: string; readonly done: Promise<unknown> }>()
  const givenUp = new Set<string>()

  const byLeases = ({ account, amount, receiptId }: Wanted) => {
    const now = standing()
    const inPayment = payments.reserved()
    const leases = wallet.leasesOf(account)
    const reserved = heldOf(leases, { ...now, reserved: inPayment })
    const { epoch, upper } = now
    return spendLeases({ leases, reserved, upper, amount, epoch, receiptId })
  }
  const reserve = ({ account, amount, receiptId }: Wanted, by: Partial<Cover>): Cover => {
    const cover = { account, amount, parts: [], trust: null, local: null, ...by }
    payments.reserve(receiptId, cover)
    return cover
  }
  const byLocal = (wanted: Wanted): Cover => {
    const { account, amount: asked } = wanted
    const part = local.find(account, asked)
    if (part !== null) return reserve(wanted, { local: part })
    const hindrance = standing().isWhole ? 'not-loaded' : 'tills-unheard'
    throw notSpendable({ hindrance, asked, spendable: local.leftFor(account) })
  }
  const byTrust = (wanted: Wanted, programme: ReplicaProgramme, covered: number): Cover | null => {
    if (!isTrusted(programme) || standing().isOldImage) return null
    const onTrust = trust.find(wanted.account, wanted.amount - covered)
    if (onTrust === null) return null
    const leased = byLeases({ ...wanted, amount: covered })
    if (leased.outcome === 'short') return null
    return reserve(wanted, { parts: leased.parts, trust: onTrust })
  }
  const worthOf: Covers['worthOf'] = (account, balance, programme) => {
    const { offline } = programme
    const now = standing()
    const all = Math.max(0, balance)
    if (now.isOldImage) return worth(0, all, 'old-image')
    if (offline === 'local-balance') {
      const why = now.isWhole ? 'not-loaded' : 'tills-unheard'
      return worth(Math.min(all, local.leftFor(account)), all, why)
    }
    const inPayment = payments.reserved()
    const leases = wallet.leasesOf(account)
    const held = heldOf(leases, { ...now, reserved: inPayment })
    if (now.isOnline) {
      let elsewhere = 0
      for (const lease of leases) elsewhere += held.get(lease.id) ?? 0
      const why = now.isWhole ? 'in-payment' : 'tills-unheard'
      return worth(Math.max(0, all - elsewhere), all, why)
    }
    if (offline !== 'leased') return worth(0, all, 'online-only')
    const { upper, epoch } = now
    const wanted = { amount: Number.MAX_SAFE_INTEGER, receiptId: '' }
    const found = spendLeases({ leases, reserved: held, upper, epoch, ...wanted })
    const covered = found.outcome === 'short' ? found.covered : 0
    const onTrust = isTrusted(programme) ? trust.leftFor(account) : 0
    return worth(Math.min(all, covered + onTrust), all, offlineWhy(now))
  }

  const findNow = async (wanted: Wanted, programme: ReplicaProgramme): Promise<Cover> => {
    const { receiptId, account, amount } = wanted
    const known = payments.of(receiptId, account)
    if (known?.amount === amount) return known
    if (known !== undefined) giveBack(receiptId, account)
    const { isOldImage, isOnline } = standing()
    if (isOldImage) throw notSpendable({ hindrance: 'old-image', asked: amount, spendable: 0 })
    const isLocal = programme.offline === 'local-balance'
    const isUnchecked = wanted.isUnchecked === true
    if (isLocal && !isUnchecked) return byLocal(wanted)
    if (programme.offline !== 'leased' && !isOnline) {
      const hindrance = isUnchecked && isLocal ? 'pin-unchecked' : 'online-only'
      throw notSpendable({ hindrance, asked: amount, spendable: 0 })
    }
    const found = byLeases(wanted)
    if (found.outcome === 'covered' && !isUnchecked) return reserve(wanted, { parts: found.parts })
    const isAll = isUnchecked || found.outcome === 'covered' || found.reason === 'no-anchor'
    const missing = isAll ? amount : amount - found.covered
    const answer = await (holds.ask({ ...wanted, amount: missing }) ?? noLine)
    if (givenUp.delete(receiptId)) {
      deps.closeReceipt(receiptId, [account])
      throw notSpendable({ hindrance: 'in-payment', asked: amount, spendable: 0 })
    }
    if (isUnchecked && !isPinRight(answer)) {
      if (answer !== null) deps.closeReceipt(receiptId, [account])
      const noLineWhy = isLocal ? 'pin-unchecked' : 'online-only'
      const hindrance = answer === null ? noLineWhy : hindranceOf(answer)
      throw notSpendable({ hindrance, asked: amount, spendable: 0, ...untilOf(answer) })
    }
    if (isLocal) return byLocal(wanted)
    const again = byLeases(wanted)
    if (again.outcome === 'covered') return reserve(wanted, { parts: again.parts })
    let onTrust = 0
    // The cloud did not say no: what leases lack may come out of the day's trust.
    if (answer === null || answer.value !== 'refused' || answer.reason === 'no-answer') {
      const rest = byTrust(wanted, programme, again.covered)
      if (rest !== null) return rest
      onTrust = isTrusted(programme) ? trust.leftFor(account) : 0
    }
    if (answer !== null) deps.closeReceipt(receiptId, [account])
    const hindrance = answer === null ? offlineWhy(standing()) : hindranceOf(answer)
    const free = answer?.value === 'refused' ? Math.max(0, answer.free) : 0
    const spendable = again.covered + free + onTrust
    throw notSpendable({ hindrance, asked: amount, spendable, ...untilOf(answer) })
  }

  const giveBack = (receiptId: string, account?: string): void => {
    const accounts = payments.letGo(receiptId, account)
    if (accounts.length > 0) deps.closeReceipt(receiptId, accounts)
  }

  return {
    worthOf,
    async find(wanted, programme) {
      const { receiptId } = wanted
      for (let other = asking.get(receiptId); other !== undefined; other = asking.get(receiptId)) {
        await other.done.catch(() => undefined)
      }
      const mine = findNow(wanted, programme)
      asking.set(receiptId, { account: wanted.account, done: mine })
      try {
        return await mine
      } finally {
        asking.delete(receiptId)
        givenUp.delete(receiptId)
      }
    },
    letGo(receiptId, account) {
      const asked = asking.get(receiptId)?.account
      if (asked !== undefined && (account ?? asked) === asked) givenUp.add(receiptId)
      giveBack(receiptId, account)
    },
  }
}

const noLine = Promise.resolve(null)

/** Nobody is known by a voucher's code, and a coupon is one unit: nothing to trust, and no cap on it. */
function isTrusted({ offline, kind }: ReplicaProgramme): boolean {
  return offline === 'leased' && kind !== 'coupon' && kind !== 'gift-card'
}

function offlineWhy({ upper, isWhole }: Standing): Hindrance {
  if (upper === null) return 'no-time'
  return isWhole ? 'offline' : 'tills-unheard'
}

/** The cloud looks at the PIN before it looks at the account. */
function isPinRight(answer: HoldAnswer | null): boolean {
  return answer?.value === 'granted' || (answer?.value === 'refused' && answer.pinRight === true)
}

function untilOf(answer: HoldAnswer | null): { readonly until?: number } {
  const until = answer?.value === 'refused' ? answer.until : undefined
  return until === undefined ? {} : { until }
}

function hindranceOf(answer: HoldAnswer): Hindrance {
  // The hold came, and a payment at another till was faster.
  if (answer.value === 'granted') return 'in-payment'
  switch (answer.reason) {
    case 'frozen':
    case 'no-account':
    case 'too-little':
    case 'recovering':
    case 'no-answer':
    case 'pin-needed':
    case 'pin-wrong':
    case 'pin-locked':
    case 'pin-unset':
      return answer.reason
    case 'not-leased':
      return 'online-only'
    case 'send-first':
    case 'session-ended':
      return 'no-answer'
  }
}

function worth(spendable: number, balance: number, why: Hindrance): Worth {
  return spendable < balance
    ? { spendable, hindrance: why }
    : { spendable: balance, hindrance: null }
}
