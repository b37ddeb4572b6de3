import { z } from 'zod'
import { type CloudMark, keptPlacesMax } from '../journal/kept-sales.ts'
import type { Head } from '../journal/record.ts'
import { EdgeId, Key } from './units.ts'

/**
 * Tills are witnesses of their hub's journal (spine B2.7, B2.8). Headers:
 *
 *   request  kassa-seen   `<hub>.<epoch>.<seq>.<hash>`  the last record that this till saw, or `none`
 *   answer   kassa-head   `<hub>.<epoch>.<seq>.<hash>`  the hub's last record
 *            kassa-cloud  `<hub>.<epoch>.<seq>`         the cloud has everything up to it
 */
export const seenHeader = 'kassa-seen'
export const headHeader = 'kassa-head'
export const cloudHeader = 'kassa-cloud'

/** Of a till that has seen no record yet, or has lost its memory. */
export const nothingSeen = 'none'

/** What a till of others must know of it; stands in OpenAPI and AsyncAPI. */
export const seenWords =
  'What the till last got in the header `kassa-head` of an answer, in each request; `none` before ' +
  'the first. After a start of the hub leases, refunds offline and trust wait until every paired ' +
  'till has said one of these: an older copy of the disk cannot hide from it.'

/** The last record of one hub. */
export interface HubHead extends Head {
  readonly hub: number
}

export function formatHead({ hub, epoch, seq, hash }: HubHead): string {
  return `${hub}.${epoch}.${seq}.${hash}`
}

export function formatMark({ hub, epoch, seq }: CloudMark): string {
  return `${hub}.${epoch}.${seq}`
}

/** Null for what is no head: an old page must not keep a shop from selling. */
export function parseHead(text: string | null | undefined): HubHead | null {
  const match = /^(\d{1,9})\.(\d{1,9})\.(\d{1,15})\.([0-9a-f]{0,64})$/.exec(text ?? '')
  if (match === null) return null
  const [, hub, epoch, seq, hash = ''] = match
  return { hub: Number(hub), epoch: Number(epoch), seq: Number(seq), hash }
}

export function parseMark(text: string | null | undefined): CloudMark | null {
  const match = /^(\d{1,9})\.(\d{1,9})\.(\d{1,15})$/.exec(text ?? '')
  if (match === null) return null
  const [, hub, epoch, seq] = match
  return { hub: Number(hub), epoch: Number(epoch), seq: Number(seq) }
}

const Hash = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 small hex digits')

/** An event of a till as its hub stored it: the same bytes, for a hub that lacks them. */
export const StoredEvent = z
  .object({
    id: EdgeId,
    /** The event: `{"envelope":…,"payload":…}` in one line. */
    body: z.string().max(512 * 1024),
    /** Of the request that made it: a repeat of that request is still one. */
    requestHash: z.string().max(64),
    /** Under which its receipt was printed. */
    firstHash: Hash,
  })
  .meta({ id: 'StoredEvent' })
export type StoredEvent = z.infer<typeof StoredEvent>

export const MAX_OFFERED = 50

/** Where a hub's journal has an event. */
export const JournalPlace = z
  .object({ hub: Key, epoch: z.int().min(1), seq: z.int().min(1) })
  .meta({ id: 'JournalPlace' })

export const OfferedEvent = StoredEvent.extend({
  /**
   * From where the cloud has it, as `kassa-cloud` said, newest first. A balance may hold it by then:
   * without this the hub asks the cloud, and where that does not answer counts it again in the
   * balances that it shows, until it has its word.
   */
  places: z.array(JournalPlace).max(keptPlacesMax).optional(),
}).meta({ id: 'OfferedEvent' })
export type OfferedEvent = z.infer<typeof OfferedEvent>

export const KeptSales = z
  .object({ sales: z.array(OfferedEvent).max(MAX_OFFERED) })
  .meta({ id: 'KeptSales', description: 'What a till keeps, oldest first.' })
export type KeptSales = z.infer<typeof KeptSales>

export const FoundSales = z
  .object({
    hub: Key,
    epoch: z.int(),
    /** Where each stands in this hub's journal now. */
    found: z.array(z.object({ id: EdgeId, seq: z.int() })),
    /** What is no sale of this company; it stays with the till, and the hub tells HQ of it once. */
    refused: z.array(z.object({ id: EdgeId, reason: z.string() })),
  })
  .meta({ id: 'FoundSales' })
export type FoundSales = z.infer<typeof FoundSales>
