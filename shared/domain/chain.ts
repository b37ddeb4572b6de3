export interface ChainLink {
  /** Hash of the event before; empty for seq 1 of the first epoch's journal. */
  readonly prev: string
  readonly hubId: number
  readonly epoch: number
  readonly seq: number
  readonly id: string
  readonly type: string
  readonly at: number
}

/**
 * The text that stands before the body bytes in an event's hash (spine B2.6):
 * `hash = sha256hex(utf8(eventHashText(link)) ‖ body bytes as stored)`.
 * Hashing itself is done by the programs; no field may hold a line break.
 */
export function eventHashText(link: ChainLink): string {
  const { prev, hubId, epoch, seq, id, type, at } = link
  return `${prev}\n${hubId}\n${epoch}\n${seq}\n${id}\n${type}\n${at}\n`
}
