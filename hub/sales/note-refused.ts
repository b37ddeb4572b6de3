import { createHash } from 'node:crypto'
import { uuidv7 } from '#shared/domain/uuid.ts'
import type { Shop } from '../shop.ts'

interface RefusedSale {
  /** Which offered it: nobody else has it. */
  readonly till: string
  readonly id: string
  readonly reason: string
}

/** Tells HQ by an event that an acknowledged sale is only on its till: once, however often it is offered. */
export async function noteRefused(
  shop: Pick<Shop, 'identity' | 'journal' | 'note'>,
  { till, id, reason }: RefusedSale,
): Promise<void> {
  const noteId = idOfNote(id, shop.identity().hubId)
  if (shop.journal.eventById(noteId) !== null) return
  const words = `Till ${till} keeps ${id}, which this hub does not take: ${reason}.`
  const noted = shop.note('kept-sale-refused', words.slice(0, 300))
  await shop.journal.append({ ...noted, envelope: { ...noted.envelope, id: noteId } })
}

/** The same for the same sale: also on an older copy of the disk, and after the note was pruned. */
function idOfNote(id: string, hubId: number): string {
  const at = Number.parseInt(id.replace('-', '').slice(0, 12), 16)
  const digest = createHash('sha256').update(`kept-sale-refused\n${hubId}\n${id}`).digest()
  return uuidv7(at, digest.subarray(0, 10))
}
