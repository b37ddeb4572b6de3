import { z } from 'zod'
import {
  cloudHeader,
  formatHead,
  type HubHead,
  headHeader,
  nothingSeen,
  parseHead,
  parseMark,
  seenHeader,
} from '#shared/contracts/witness.ts'
import type { CloudMark } from '#shared/journal/kept-sales.ts'
import { lastSeen } from '#shared/journal/witness.ts'
import { load, save } from '../storage.ts'

/** What this till last saw of its hub's journal: an old disk image cannot hide from it. */
const Seen = z.object({ hub: z.int(), epoch: z.int(), seq: z.int(), hash: z.string() })
let seen: HubHead | null = load('seen', Seen)
let markListener: (mark: CloudMark) => void = () => undefined

/** Called with each answer that says how far the cloud is. */
export function onMark(listener: (mark: CloudMark) => void): void {
  markListener = listener
}

/** The hub that answered last. */
export function seenHub(): number | null {
  return seen?.hub ?? null
}

export function showSeen(headers: Headers): void {
  headers.set(seenHeader, seen === null ? nothingSeen : formatHead(seen))
}

export function noteAnswer(headers: Headers): void {
  const head = parseHead(headers.get(headHeader))
  if (head !== null) see(head)
  const mark = parseMark(headers.get(cloudHeader))
  if (mark !== null) markListener(mark)
}

function see(head: HubHead): void {
  // Another hub has another history: the one that answers counts.
  const next = seen?.hub === head.hub ? { hub: head.hub, ...lastSeen(seen, head) } : head
  if (next.epoch === seen?.epoch && next.seq === seen.seq && next.hub === seen.hub) return
  seen = { hub: next.hub, epoch: next.epoch, seq: next.seq, hash: next.hash }
  save('seen', seen)
}
