import type { Head } from './record.ts'

/**
 * A hub's history as the cloud knows it. Epochs branch: each goes on from its base, a place in an
 * earlier epoch, so what the cloud took from a lost disk stays beside what its replacement sends.
 * Synchronous lookups; the cloud gives them from `hub_head` and `event`.
 */
export interface HubHistory {
  readonly hub: number
  /** The last that the cloud allotted. */
  readonly epoch: number
  branch(epoch: number): Branch | undefined
  /** Hash of a record ingested in exactly this epoch. */
  hashOf(epoch: number, seq: number): string | undefined
}

export interface Branch {
  /** Where it left the earlier epoch; `{epoch: 0, seq: 0, hash: ''}` for the first. */
  readonly base: Head
  /** The last ingested; the base's seq and hash before the first. */
  readonly head: Head
  /** The hub's key, bound at first contact (spine B2.10); null until then. */
  readonly key: string | null
  /** The last that was opened in this epoch; null = none, or lost by a restore of the cloud. */
  readonly session: Session | null
}

/** Opened by a handshake; it ends the one before (spine B1.3). */
export interface Session {
  readonly id: string
  /** What the disk held that it was opened for; null = none of this epoch. */
  readonly before: string | null
  /**
   * The hub spoke in it, so the id is on its disk: from then on a copy without it is another disk.
   * The cloud promises nothing in a session before that.
   */
  readonly heard: boolean
}

export const noBase: Head = { epoch: 0, seq: 0, hash: '' }

/** A branch as it is allotted, before the hub sent anything of it. */
export function newBranch(epoch: number, base: Head, key: string | null): Branch {
  const { seq, hash } = base
  return { base, head: { epoch, seq, hash }, key, session: null }
}

/** The hash at `seq` on the way to the end of `epoch`; undefined where the cloud knows none. */
export function hashIn(history: HubHistory, epoch: number, seq: number): string | undefined {
  let branch = history.branch(epoch)
  for (let at = epoch; branch !== undefined; ) {
    const { base } = branch
    if (seq > base.seq) return history.hashOf(at, seq)
    if (seq === base.seq) return base.hash
    at = base.epoch
    branch = history.branch(at)
  }
  return undefined
}

/** The highest place that any epoch reached: nothing above it can be common. */
export function topSeq(history: HubHistory): number {
  let top = 0
  for (let epoch = 1; epoch <= history.epoch; epoch += 1) {
    top = Math.max(top, history.branch(epoch)?.head.seq ?? 0)
  }
  return top
}

/** After `go`. `presented` is the session that the hello named: what is on the hub's disk. */
export function openSession(branch: Branch, id: string, presented: string | null): Branch {
  return { ...branch, session: { id, before: presented, heard: false } }
}

/** The hub spoke in this session; undefined = it has ended, and nothing that came in it counts. */
export function hearSession(branch: Branch, id: string): Branch | undefined {
  const { session } = branch
  if (session?.id !== id) return undefined
  return session.heard ? branch : { ...branch, session: { ...session, heard: true } }
}
