import { z } from 'zod'
import { Envelope } from '#shared/contracts/event.ts'
import type { WalletGuard } from '../value/guard.ts'
import { readBody, valuedEvent } from '../value/valued-event.ts'
import type { AppendJob, Statement } from './job.ts'

export interface NewEvent {
  /** The writer gives the receipt its number: it stands here as ''. */
  readonly envelope: Envelope
  readonly payload: unknown
  /** sha256 of the request: the same id with another one is `differs`. */
  readonly requestHash: string
  /** Set on sales and refunds: whose counter gives the number. */
  readonly receipt?: { readonly till: string; readonly store: string }
  /** Runs in the event's own transaction, after the event. */
  readonly alongside?: readonly Statement[]
  /** Of the value that it moves: must still hold when it is journaled. */
  readonly guard?: WalletGuard
}

/** As a till kept it (spine B2.7). */
export interface StoredSale {
  readonly body: string
  readonly requestHash: string
  /** Under which its receipt was printed. */
  readonly firstHash: string
  readonly alongside: readonly Statement[]
}

/** The same answers in a tenth of the time. */
const compiledEnvelope = z.compile(Envelope)

/** The envelope is checked here, before it is stored for ever (spine B2.1). */
export function appendJob(event: NewEvent): AppendJob {
  const envelope = compiledEnvelope.parse(event.envelope)
  const { id, type, at } = envelope
  const json = JSON.stringify(envelope)
  // A quote inside a JSON string is escaped, so this can only be the member itself.
  const cut = envelope.receipt === null ? json.length : json.indexOf('"number":""') + 10
  return {
    kind: 'append',
    id,
    type,
    at,
    requestHash: event.requestHash,
    bodyHead: `{"envelope":${json.slice(0, cut)}`,
    bodyTail: `${json.slice(cut)},"payload":${JSON.stringify(event.payload)}}`,
    receipt: event.receipt ?? null,
    alongside: event.alongside ?? [],
    valued: valuedEvent(envelope, event.payload),
    ...(event.guard && { guard: event.guard }),
  }
}

export function storedJob({ body, requestHash, firstHash, alongside }: StoredSale): AppendJob {
  // As a wallet that is filled anew reads it: with a body that it cannot read no hub would start.
  const { envelope, payload } = readBody(body)
  const { id, type, at, receipt } = envelope
  const kept = { firstHash, base: receipt?.number ?? '' }
  return {
    kind: 'append',
    id,
    type,
    at,
    requestHash,
    bodyHead: body,
    bodyTail: '',
    receipt: null,
    kept,
    alongside,
    valued: valuedEvent(envelope, payload),
  }
}
