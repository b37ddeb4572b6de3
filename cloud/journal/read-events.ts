import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type Envelope, EventType } from '#shared/contracts/event.ts'
import { CONTRACT_VERSION } from '#shared/contracts/sync.ts'
import { eventHashText } from '#shared/domain/chain.ts'
import type { KnownContracts } from '#shared/journal/contract-version.ts'
import { judgeStream, type Stop } from '#shared/journal/judge-event.ts'
import { compiledEnvelope } from './compiled-contracts.ts'
import type { Pace } from './pace.ts'
import type { BodySlice } from './unpack.ts'

/** One event with its valid envelope; its payload is not looked at yet. */
export interface ReadEvent {
  readonly seq: number
  readonly hash: string
  readonly slice: BodySlice
  /** As it came: what the hash covers. */
  readonly body: Buffer
  readonly envelope: Envelope
  readonly payload: unknown
}

/** The events of a batch, up to the first that stops its hub's stream (spine B2.1, B2.4). */
export interface ReadBatch {
  readonly events: readonly ReadEvent[]
  /** Why the next one is not taken; null = all were read. */
  readonly stop: (Stop & { readonly seq: number }) | null
  /** The batch's last event, which may stand behind the stop; null = not known, or there is none. */
  readonly end: { readonly seq: number; readonly hash: string } | null
}

export interface ReadOptions {
  /** Its bodies (`sliceBodies`). */
  readonly slices: readonly BodySlice[]
  readonly text: Buffer
  readonly hubId: number
  readonly epoch: number
  readonly firstSeq: number
  /** Hash of the event before `firstSeq`. */
  readonly prev: string
  /** The company's; null = the batch was judged before, and what can be read is taken as it was. */
  readonly currency: string | null
  readonly pace: Pace
}

/** Parses a batch and walks its hash chain, to its end where that can be read. */
export async function readEvents(options: ReadOptions): Promise<ReadBatch> {
  const { slices, text, hubId, epoch, firstSeq, currency, pace } = options
  const events: ReadEvent[] = []
  let { prev } = options
  let stop: ReadBatch['stop'] = null
  for (const [i, slice] of slices.entries()) {
    const seq = firstSeq + i
    const body = text.subarray(slice.start, slice.start + slice.length)
    const read = readBody(body, currency)
    if (stop === null && read.stop !== null) stop = { ...read.stop, seq }
    if (read.link === null) return { events, stop, end: null }
    const { id, type, at } = read.link
    const link = eventHashText({ prev, hubId, epoch, seq, id, type, at })
    const hash = createHash('sha256').update(link).update(body).digest('hex')
    if (stop === null && read.stop === null) {
      const { envelope, payload } = read
      events.push({ seq, hash, slice, body, envelope, payload })
    }
    prev = hash
    if (pace.isTimeToRest()) await pace.rest()
  }
  const end = slices.length === 0 ? null : { seq: firstSeq + slices.length - 1, hash: prev }
  return { events, stop, end }
}

/** Of an event that is not taken the hash needs no more than this. */
const Link = z.object({ id: z.string(), type: z.string(), at: z.number() })

function readBody(bytes: Buffer, currency: string | null) {
  const body = parseJson(bytes)
  const { envelope: raw, payload } = isRecord(body) ? body : {}
  const parsed = compiledEnvelope.safeParse(raw)
  const found = {
    type: typeOf(raw),
    version: versionOf(payload),
    envelopeProblem: parsed.success
      ? envelopeProblem(parsed.data, currency)
      : issueOf(parsed.error),
  }
  const stop = judgeStream(found, contracts)
  if (stop === null && parsed.success) {
    return { stop, link: parsed.data, envelope: parsed.data, payload }
  }
  if (stop === null) throw new Error('an envelope that does not parse was let in')
  return { stop, link: Link.safeParse(raw).data ?? null }
}

function issueOf({ issues: [issue] }: z.ZodError): string {
  return `${issue?.path.join('.')}: ${issue?.message}`
}

function envelopeProblem(envelope: Envelope, currency: string | null): string | null {
  const { type, receipt, till } = envelope
  if (currency === null) return null
  if (envelope.currency !== currency) {
    return `currency is ${envelope.currency}; the company's books are in ${currency}`
  }
  const makesReceipt = type === 'sale.closed' || type === 'sale.refunded'
  if (makesReceipt && receipt === null) return `${type} without a receipt`
  if (makesReceipt && till === null) return `${type} without a till`
  return null
}

/** What has no type is no newer contract: it is simply wrong. */
function typeOf(envelope: unknown): string {
  const type = isRecord(envelope) ? envelope['type'] : undefined
  return typeof type === 'string' ? type : 'sale.closed'
}

/** The payload's; what has none is no newer contract either. */
export function versionOf(payload: unknown): number {
  const version = isRecord(payload) ? payload['v'] : undefined
  return typeof version === 'number' ? version : CONTRACT_VERSION
}

export const contracts: KnownContracts = {
  version: CONTRACT_VERSION,
  isType: (type) => EventType.safeParse(type).success,
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    // Reported as an invalid envelope with its position by the caller.
    return undefined
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
