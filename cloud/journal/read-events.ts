import { createHash } from 'node:crypto'
import { Envelope, EventType } from '#shared/contracts/event.ts'
import { CONTRACT_VERSION } from '#shared/contracts/sync.ts'
import { eventHashText } from '#shared/domain/chain.ts'
import { Failure } from '#shared/domain/failure.ts'
import { judgeVersion, type KnownContracts } from '#shared/journal/contract-version.ts'
import type { Pace } from './pace.ts'
import { type BodySlice, sliceBodies } from './unpack.ts'

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

/** An envelope is checked by the hub before fsync; a wrong one is a bug and stops the hub's stream. */
export class InvalidEnvelope extends Error {}

export interface ReadOptions {
  readonly text: Buffer
  readonly hubId: number
  readonly epoch: number
  readonly firstSeq: number
  /** Hash of the event before `firstSeq`. */
  readonly prev: string
  readonly currency: string
  readonly pace: Pace
}

/** Parses a batch and walks its hash chain. */
export async function readEvents(options: ReadOptions): Promise<ReadEvent[]> {
  const { text, hubId, epoch, pace } = options
  const events: ReadEvent[] = []
  let { prev } = options
  let seq = options.firstSeq
  for (const slice of sliceBodies(text)) {
    const body = text.subarray(slice.start, slice.start + slice.length)
    const { envelope, payload } = readBody(body, seq, options.currency)
    const { id, type, at } = envelope
    const link = eventHashText({ prev, hubId, epoch, seq, id, type, at })
    const hash = createHash('sha256').update(link).update(body).digest('hex')
    events.push({ seq, hash, slice, body, envelope, payload })
    prev = hash
    seq += 1
    if (pace.isTimeToRest()) await pace.rest()
  }
  return events
}

function readBody(bytes: Buffer, seq: number, currency: string) {
  const body = parseJson(bytes)
  const { envelope: raw, payload } = isRecord(body) ? body : {}
  // A newer hub's event is no poison: its hub waits until the cloud is upgraded (spine B2.4).
  if (isNewer(raw, payload)) {
    throw new Failure(
      'unavailable',
      `Event ${seq} is of a newer version than this cloud knows (${CONTRACT_VERSION}); upgrade the cloud, then send it again.`,
      { extra: { reason: 'cloud-older' } },
    )
  }
  const parsed = Envelope.safeParse(raw)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new InvalidEnvelope(`event ${seq}: ${issue?.path.join('.')}: ${issue?.message}`)
  }
  const envelope = parsed.data
  const problem = envelopeProblem(envelope, currency)
  if (problem !== undefined) throw new InvalidEnvelope(`event ${seq}: ${problem}`)
  return { envelope, payload }
}

function envelopeProblem(envelope: Envelope, currency: string): string | undefined {
  const { type, receipt, till } = envelope
  if (envelope.currency !== currency) {
    return `currency is ${envelope.currency}; the company's books are in ${currency}`
  }
  const makesReceipt = type === 'sale.closed' || type === 'sale.refunded'
  if (makesReceipt && receipt === null) return `${type} without a receipt`
  if (makesReceipt && till === null) return `${type} without a till`
  return undefined
}

function isNewer(envelope: unknown, payload: unknown): boolean {
  const type = isRecord(envelope) ? envelope['type'] : undefined
  const version = isRecord(payload) ? payload['v'] : undefined
  // What has neither type nor version is no newer contract: it is simply wrong.
  return (
    judgeVersion(contracts, {
      type: typeof type === 'string' ? type : 'sale.closed',
      version: typeof version === 'number' ? version : CONTRACT_VERSION,
    }) === 'newer'
  )
}

const contracts: KnownContracts = {
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
