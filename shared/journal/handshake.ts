import type { Alarm } from '../value/ledger.ts'
import { type Branch, type HubHistory, hashIn, noBase, topSeq } from './history.ts'
import type { Head } from './record.ts'

/**
 * What a hub says when it meets the cloud (spine B1.3). It goes over the connection that the hub
 * will use: one that was replaced is no longer read, for a hello that comes late looks like an old
 * image and costs the hub an epoch.
 */
export interface Hello {
  /** Names the hub's key, e.g. its fingerprint. */
  readonly key: string
  /** The hub's epoch and the place and hash of its last event. */
  readonly head: Head
  /** The hub keeps its journal from here on; what stood before was pruned. */
  readonly firstSeq: number
  /** The last session of its epoch that is on its disk; null = none. */
  readonly session: string | null
  /**
   * A till saw more of this journal than the disk holds (`witness.ts`): what was spent after it is
   * nowhere, so the epoch ends even where the cloud saw no more either.
   */
  readonly provisional: boolean
  /** Its answers so far to `prove`, in any order: what it holds at those places. */
  readonly proofs: readonly Head[]
}

export type Meeting =
  /** A session may be opened and the time given; the hub sends from `sendFrom` on. */
  | { readonly outcome: 'go'; readonly sendFrom: number; readonly bindKey: boolean }
  /** Say hello again with the hash at this place among the proofs. */
  | { readonly outcome: 'prove'; readonly seq: number }
  /**
   * The hub takes this epoch from `base` on (`rebase.ts`) and says hello again. The leases of every
   * earlier epoch are void. No alarm: the same order was given before, or the cloud was restored.
   */
  | {
      readonly outcome: 'new-epoch'
      readonly epoch: number
      readonly base: Head
      readonly alarm: Alarm | null
    }
  | { readonly outcome: 'refused'; readonly reason: 'unknown-hub' }
  | { readonly outcome: 'refused'; readonly reason: 'second-key'; readonly alarm: Alarm }

export interface MeetingContext {
  /** Undefined: nobody claimed a hub of this name. */
  readonly history: HubHistory | undefined
  readonly hello: Hello
}

/**
 * The cloud's side of the handshake; it keeps nothing between two hellos. A hub that holds all that
 * the cloud has of its epoch goes on. Any other goes on too, in a new epoch: nothing waits for a
 * person (spine B1.3).
 */
export function meetHub({ history, hello }: MeetingContext): Meeting {
  if (history === undefined) return { outcome: 'refused', reason: 'unknown-hub' }
  const { head, key } = hello
  const branch = history.branch(head.epoch)
  const boundKey = (branch ?? history.branch(history.epoch))?.key ?? null
  if (boundKey !== null && boundKey !== key) {
    return { outcome: 'refused', reason: 'second-key', alarm: secondKey(history, head) }
  }
  const found = findCommon(history, hello)
  if (typeof found === 'number') return { outcome: 'prove', seq: found }
  if (branch !== undefined && head.epoch === history.epoch && isOwnDisk(branch, hello)) {
    const isWhole = found.isKnown && found.place.seq === branch.head.seq
    if (isWhole) {
      return { outcome: 'go', sendFrom: found.place.seq + 1, bindKey: branch.key === null }
    }
  }
  return orderEpoch(history, hello, found)
}

interface Common {
  readonly place: Head
  /** False where the journal was pruned above the last place that both could have shared. */
  readonly isKnown: boolean
}

/** The last place where both hold the same hash, or the place that must be proven next. */
function findCommon(history: HubHistory, { head, firstSeq, proofs }: Hello): Common | number {
  const holds = ({ epoch, seq, hash }: Head) => hashIn(history, epoch, seq) === hash
  if (holds(head)) return { place: head, isKnown: true }
  const floor = firstSeq - 1
  const branch = history.branch(head.epoch)
  const top = branch?.head.seq ?? topSeq(history)
  // Nothing above `top` is in the books, and the hub's head was just compared.
  let high = Math.min(head.seq, top + 1)
  let low: Head | undefined = floor === 0 ? noBase : undefined
  for (const proof of proofs) {
    if (proof.seq < floor || proof.seq > head.seq) continue
    if (!holds(proof)) high = Math.min(high, proof.seq)
    else if (proof.seq > (low?.seq ?? -1)) low = proof
  }
  if (low === undefined && high <= floor) return pruned(floor, proofs)
  const from = low?.seq ?? floor - 1
  if (low !== undefined && high <= from + 1) return { place: low, isKnown: true }
  // A hub that is only ahead of us proves it at our own head, at once.
  const isFirst = from < top && top < high && !proofs.some(({ seq }) => seq === top)
  return isFirst ? top : (from + high) >> 1
}

/** What the hub's oldest record names as the one before it is all that is left to go on from. */
function pruned(floor: number, proofs: readonly Head[]): Common | number {
  const place = proofs.find(({ seq }) => seq === floor)
  return place === undefined ? floor : { place, isKnown: false }
}

/** A copy of this disk that met the cloud since then was given a session that this one lacks. */
function isOwnDisk({ session }: Branch, hello: Hello): boolean {
  if (hello.provisional) return false
  if (session === null || session.id === hello.session) return true
  // Our answer may have been lost on its way.
  return !session.heard && session.before === hello.session
}

function orderEpoch(history: HubHistory, { head, key }: Hello, { place, isKnown }: Common) {
  const current = history.branch(history.epoch)
  const isRepeated =
    current !== undefined &&
    head.epoch < history.epoch &&
    current.base.seq === place.seq &&
    current.base.hash === place.hash &&
    current.head.seq === current.base.seq &&
    current.session === null &&
    (current.key === null || current.key === key)
  if (isRepeated) {
    return {
      outcome: 'new-epoch',
      epoch: history.epoch,
      base: current.base,
      alarm: null,
    } as const
  }
  const epoch = Math.max(history.epoch, head.epoch) + 1
  // A restored cloud does not know epochs that it allotted after the backup: no fault of the hub.
  const isRestored = head.epoch > history.epoch && isKnown
  const alarm = isRestored ? null : alarmOf(history, { head, place, isKnown, epoch })
  return { outcome: 'new-epoch', epoch, base: place, alarm } as const
}

interface Fault extends Common {
  readonly head: Head
  readonly epoch: number
}

function alarmOf({ hub }: HubHistory, { head, place, isKnown, epoch }: Fault): Alarm {
  const subject = `hub:${hub}`
  const at = `event ${head.seq} of epoch ${head.epoch}`
  if (!isKnown) {
    const words = `Hub ${hub} no longer has what follows the books: they go on from event ${place.seq + 1}, in epoch ${epoch}; look for the missing events in an older disk.`
    return { kind: 'diverged', subject, words }
  }
  if (place.seq === head.seq) {
    const words = `Hub ${hub} came back with an older disk or a copy of one (${at}); it goes on in epoch ${epoch}, its earlier leases are void.`
    return { kind: 'old-image', subject, words }
  }
  const words = `Hub ${hub} left the known history after event ${place.seq} (${at}): two copies of its disk were at work, or a damaged one was mended. What follows is sent again in epoch ${epoch}.`
  return { kind: 'diverged', subject, words }
}

function secondKey({ hub }: HubHistory, { epoch }: Head): Alarm {
  const words = `A second box calls itself hub ${hub} in epoch ${epoch}; claim that box as a hub of its own.`
  return { kind: 'second-key', subject: `hub:${hub}`, words }
}
