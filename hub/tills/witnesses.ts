import { eq, sql } from 'drizzle-orm'
import type { MiddlewareHandler } from 'hono'
import type { Logger } from 'pino'
import {
  cloudHeader,
  formatHead,
  formatMark,
  headHeader,
  nothingSeen,
  parseHead,
  seenHeader,
} from '#shared/contracts/witness.ts'
import type { Position } from '#shared/journal/record.ts'
import { isWitnessed, type OwnJournal } from '#shared/journal/witness.ts'
import { build } from '../db/compile.ts'
import { addHeader, type HubEnv } from '../http.ts'
import { prunedSeq } from '../journal/prune.ts'
import { event } from '../journal/schema.ts'
import type { Shop } from '../shop.ts'

export interface WitnessDeps {
  readonly shop: Shop
  /** What the cloud has of the present epoch, if it said so in an open session. */
  readonly cloudMark: () => Position | null
  /** No lease may be spent any more, and the cloud should hear of it. */
  readonly onOldImage: () => void
  /** This till said what it saw, and that is nothing later than the disk holds. */
  readonly onHeard: (till: string) => void
  readonly log: Logger
}

/**
 * Each request of a till says what it last saw of this journal: an old disk image is known at once,
 * also offline (spine B2.8). Each answer says where the hub stands and how far the cloud is.
 */
export function hearsWitness(deps: WitnessDeps): MiddlewareHandler<HubEnv> {
  const { shop, log } = deps
  const { journal } = shop
  const own = ownJournal(deps)
  // A till says the same until it hears something newer; that need not be looked up again.
  const heardByTill = new Map<string, string>()

  /** True: the till vouches for this disk. */
  const hear = async (till: string, text: string): Promise<boolean> => {
    if (journal.isProvisional()) return false
    if (text === nothingSeen || heardByTill.get(till) === text) return true
    const seen = parseHead(text)
    // Another hub's history says nothing of ours; this answer tells the till our head.
    if (seen === null || seen.hub !== journal.identity()?.hubId) return false
    if (isWitnessed(own, seen) === 'known') {
      heardByTill.set(till, text)
      return true
    }
    const { epoch, seq } = journal.head()
    const words = `Till ${till} saw event ${seen.seq} of epoch ${seen.epoch}; this disk ends at ${seq} of ${epoch}.`
    log.error({ till, seen }, `this disk is an older copy: ${words}`)
    deps.onOldImage()
    // Before the request goes on: a sale in it gets its provisional number.
    await journal.noteOldImage(epoch, shop.note('old-image-witnessed', words))
    return false
  }

  return async function witnessed(c, next) {
    const seen = c.req.header(seenHeader)
    const { code } = c.get('till')
    // One that says nothing may have seen more than this disk holds.
    if (seen !== undefined && (await hear(code, seen))) deps.onHeard(code)
    await next()
    const hub = journal.identity()?.hubId
    if (hub === undefined) return
    const head = journal.head()
    addHeader(c, headHeader, formatHead({ hub, ...head }))
    const { epoch, seq } = deps.cloudMark() ?? { epoch: head.epoch, seq: 0 }
    addHeader(c, cloudHeader, formatMark({ hub, epoch, seq }))
  }
}

function ownJournal({ shop }: WitnessDeps): OwnJournal {
  const { journal } = shop
  const hashes = journal.prepare(
    build
      .select({ hash: event.hash, firstHash: event.firstHash })
      .from(event)
      .where(eq(event.seq, sql.placeholder('seq'))),
  )
  return {
    get head() {
      return journal.head()
    },
    get prunedSeq() {
      return prunedSeq(journal)
    },
    hashesAt: (seq) => hashes({ seq })[0],
  }
}
