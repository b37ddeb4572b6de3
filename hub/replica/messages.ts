import { z } from 'zod'
import { FeedPosition } from '#shared/contracts/sync.ts'
import { FeedSource, syncFaults } from './feed-client.ts'

/** Between the hub and its child, one JSON a line over stdin and stdout. */
export const ToChild = z.object({
  dir: z.string(),
  source: FeedSource,
  /** What a new replica beside the old one may take of the disk (spine C). */
  roomBytes: z.int(),
  /** Compare the rows with the cloud's digest when the sync is done. */
  check: z.boolean(),
  /** This file is wrong: build a new one. Until that is there it is synced on, where it can be read. */
  distrusted: z
    .object({ file: z.string(), isReadable: z.boolean(), reason: z.string() })
    .nullable(),
})
export type ToChild = z.infer<typeof ToChild>

export const FromChild = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), bytes: z.int(), total: z.int() }),
  /** The official client is at work: it blocks the child until it is done. */
  z.object({ kind: z.literal('syncing'), file: z.string() }),
  z.object({
    kind: z.literal('done'),
    file: z.string(),
    position: FeedPosition,
    swapped: z.boolean(),
  }),
  /** The file that serves is at the end of the feed, and a new one is tried all the same. */
  z.object({ kind: z.literal('followed'), position: FeedPosition }),
  /** Comes by itself, some time after `done`. */
  z.object({
    kind: z.literal('checked'),
    file: z.string(),
    outcome: z.enum(['equal', 'differs', 'unknown']),
    /** That differ. */
    tables: z.array(z.string()),
    reason: z.string(),
  }),
  /** The file that serves cannot go on; a new one is built beside it. */
  z.object({ kind: z.literal('rebuilding'), message: z.string() }),
  z.object({ kind: z.literal('failed'), fault: z.enum(syncFaults), message: z.string() }),
])
export type FromChild = z.infer<typeof FromChild>
