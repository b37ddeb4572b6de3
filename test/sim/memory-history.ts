import { type Branch, type HubHistory, hashIn, newBranch, noBase } from '#shared/journal/history.ts'
import type { CloudMark } from '#shared/journal/kept-sales.ts'
import type { Head } from '#shared/journal/record.ts'

/** One hub's history in maps; every value is immutable, so a copy is a backup. */
export interface MemoryHistory extends HubHistory {
  /** The records of the current epoch, in order and after its head: the head moves with them. */
  ingest(records: readonly Pick<Head, 'seq' | 'hash'>[]): void
  allot(epoch: number, base: Head, key: string | null): void
  setBranch(epoch: number, branch: Branch): void
  head(): Head
  /** Where each epoch ends, as far as it was sent. */
  ends(): CloudMark[]
  /** On the way to the head of the current epoch. */
  readonly hashAt: (seq: number) => string | undefined
  /** A restored cloud takes its copy of the data, but no session is open in it any more. */
  restore(): MemoryHistory
}

export function createMemoryHistory(hub: number, from?: MemoryHistory): MemoryHistory {
  const branches = new Map<number, Branch>()
  const hashesByEpoch = new Map<number, string[]>()
  let epoch = from?.epoch ?? 1
  for (let e = 1; e <= epoch; e += 1) {
    const branch = from === undefined ? newBranch(1, noBase, null) : from.branch(e)
    if (branch === undefined) continue
    branches.set(e, branch)
    const hashes: string[] = []
    for (let seq = branch.base.seq + 1; seq <= branch.head.seq; seq += 1) {
      hashes.push(from?.hashOf(e, seq) ?? '')
    }
    hashesByEpoch.set(e, hashes)
  }

  function branchOf(e: number): Branch {
    const branch = branches.get(e)
    if (branch === undefined) throw new Error(`hub ${hub} has no epoch ${e}`)
    return branch
  }

  const history: MemoryHistory = {
    hub,
    get epoch() {
      return epoch
    },
    branch: (e) => branches.get(e),
    hashOf(e, seq) {
      const branch = branches.get(e)
      return branch === undefined ? undefined : hashesByEpoch.get(e)?.[seq - branch.base.seq - 1]
    },
    ingest(records) {
      for (const { seq, hash } of records) {
        const branch = branchOf(epoch)
        if (seq !== branch.head.seq + 1)
          throw new Error(`${seq} does not follow ${branch.head.seq}`)
        hashesByEpoch.get(epoch)?.push(hash)
        branches.set(epoch, { ...branch, head: { epoch, seq, hash } })
      }
    },
    allot(next, base, key) {
      // The order sent again is the epoch that is there.
      if (next === epoch) return
      epoch = next
      branches.set(next, newBranch(next, base, key))
      hashesByEpoch.set(next, [])
    },
    setBranch: (e, branch) => void branches.set(e, branch),
    head: () => branchOf(epoch).head,
    ends: () => [...branches].map(([e, { head }]) => ({ hub, epoch: e, seq: head.seq })),
    hashAt: (seq) => hashIn(history, epoch, seq),
    restore() {
      const copy = createMemoryHistory(hub, history)
      for (let e = 1; e <= epoch; e += 1) {
        const branch = branches.get(e)
        if (branch !== undefined) copy.setBranch(e, { ...branch, session: null })
      }
      return copy
    },
  }
  return history
}
