import type {
  HubLease,
  OwnReceipt,
  StreamPosition,
  TrustSpent,
  Wallet,
} from '#shared/value/hub/wallet.ts'
import { nextVersion } from '#shared/value/ledger.ts'

/** A hub's wallet in maps; every value is immutable, so a copy is a disk image. */
export interface MemoryWallet extends Wallet {
  readonly leases: Map<string, HubLease>
  readonly receipts: Map<string, OwnReceipt>
  readonly trust: Map<string, TrustSpent>
  copy(): MemoryWallet
  /** Before the journal is projected again from its start. */
  clear(): void
}

const atStart: StreamPosition = { incarnation: 0, epoch: 0, n: 0 }
const nothingSpent: TrustSpent = { hub: 0, byAccount: {} }
const noLeases: readonly HubLease[] = []

export function createMemoryWallet(from?: MemoryWallet): MemoryWallet {
  const leases = new Map(from?.leases)
  const receipts = new Map(from?.receipts)
  const trust = new Map(from?.trust)
  // In the order of their grants.
  const open = new Map<string, HubLease>()
  const openByAccount = new Map<string, Map<string, HubLease>>()
  let stream = from?.stream() ?? atStart
  let day = from?.trustDay() ?? null
  for (const lease of leases.values()) if (isOpen(lease)) index(lease)

  function index(lease: HubLease): void {
    let ofAccount = openByAccount.get(lease.account)
    if (!isOpen(lease)) {
      open.delete(lease.id)
      ofAccount?.delete(lease.id)
      if (ofAccount?.size === 0) openByAccount.delete(lease.account)
      return
    }
    if (ofAccount === undefined) openByAccount.set(lease.account, (ofAccount = new Map()))
    open.set(lease.id, lease)
    ofAccount.set(lease.id, lease)
  }

  const wallet: MemoryWallet = {
    leases,
    receipts,
    trust,
    copy: () => createMemoryWallet(wallet),
    clear() {
      for (const map of [leases, receipts, trust, open, openByAccount]) map.clear()
      stream = atStart
      day = null
    },
    lease: (id) => leases.get(id),
    leasesOf(account) {
      const ofAccount = openByAccount.get(account)
      return ofAccount === undefined ? noLeases : [...ofAccount.values()]
    },
    openLeases: () => [...open.values()],
    saveLease(lease) {
      nextVersion(`lease ${lease.id}`, leases.get(lease.id), lease)
      leases.set(lease.id, lease)
      index(lease)
    },
    ownReceipt: (receiptId) => receipts.get(receiptId),
    askedRights: (limit) =>
      [...receipts.values()]
        .flatMap(({ receiptId, right }) => (right === 'asked' ? receiptId : []))
        .slice(0, limit),
    saveOwnReceipt(receipt) {
      nextVersion(`receipt ${receipt.receiptId}`, receipts.get(receipt.receiptId), receipt)
      receipts.set(receipt.receiptId, receipt)
    },
    trustSpent: (allowance) => trust.get(allowance) ?? nothingSpent,
    saveTrustSpent: (allowance, spent) => void trust.set(allowance, spent),
    trustDay: () => day,
    saveTrustDay: (next) => void (day = next),
    stream: () => stream,
    saveStream: (position) => void (stream = position),
  }
  return wallet
}

function isOpen(lease: HubLease): boolean {
  return lease.state === 'open' || lease.state === 'recalled'
}
