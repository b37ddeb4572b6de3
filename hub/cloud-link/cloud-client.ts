import type { z } from 'zod'
import { Problem } from '#shared/contracts/problem.ts'
import {
  type SoldReceipt,
  type SoldReceiptQuery,
  SoldReceipts,
} from '#shared/contracts/sold-receipt.ts'
import {
  BookedPlaces,
  ClaimAnswer,
  type ClaimRequest,
  HandshakeAnswer,
  type HeardSession,
  type Hello,
  HubProfile,
  JournalHead,
} from '#shared/contracts/sync.ts'

const TIMEOUT_MS = 10_000
/** As long as for a hold, and what a slow line needs to carry a long receipt. */
const WAITING_CUSTOMER_MS = 2000

/** The cloud did not do what was asked: `status` null = no answer that can be trusted. */
export class CloudRefused extends Error {
  readonly status: number | null

  constructor(status: number | null, message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'CloudRefused'
    this.status = status
  }

  /** Asking again later may help. */
  get isPassing(): boolean {
    const { status } = this
    return status === null || status >= 500 || status === 408 || status === 429
  }
}

export interface CloudClient {
  readonly claim: (request: ClaimRequest) => Promise<ClaimAnswer>
  readonly whoAmI: (token: string) => Promise<HubProfile>
  readonly handshake: (token: string, hello: Hello) => Promise<HandshakeAnswer>
  readonly heardSession: (token: string, heard: HeardSession) => Promise<JournalHead>
  readonly soldReceipts: (token: string, query: SoldReceiptQuery) => Promise<readonly SoldReceipt[]>
  readonly bookedPlaces: (token: string, ids: readonly string[]) => Promise<BookedPlaces['items']>
}

/** The address is asked for each time: it may be typed while the hub runs. */
export function createCloudClient(cloudUrl: () => string): CloudClient {
  return {
    claim: (request) =>
      ask(ClaimAnswer, `${cloudUrl()}/v1/hubs/claim`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(request),
      }),
    whoAmI: (token) =>
      ask(HubProfile, `${cloudUrl()}/v1/hub`, { headers: { authorization: `Bearer ${token}` } }),
    handshake: (token, hello) =>
      ask(HandshakeAnswer, `${cloudUrl()}/v1/journal/handshake`, jsonOf('POST', token, hello)),
    heardSession: (token, heard) =>
      ask(JournalHead, `${cloudUrl()}/v1/journal/session`, jsonOf('PUT', token, heard)),
    async soldReceipts(token, query) {
      const [name, value] =
        query.id === undefined ? ['number', query.number ?? ''] : ['id', query.id]
      const url = `${cloudUrl()}/v1/hub/receipts?${name}=${encodeURIComponent(value)}`
      const headers = { authorization: `Bearer ${token}` }
      return (await ask(SoldReceipts, url, { headers }, WAITING_CUSTOMER_MS)).items
    },
    async bookedPlaces(token, ids) {
      const init = jsonOf('POST', token, { ids })
      const url = `${cloudUrl()}/v1/journal/places`
      return (await ask(BookedPlaces, url, init, WAITING_CUSTOMER_MS)).items
    },
  }
}

function jsonOf(method: string, token: string, body: object): RequestInit {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return { method, headers, body: JSON.stringify(body) }
}

async function ask<T>(
  answer: z.ZodType<T>,
  url: string,
  init: RequestInit,
  timeoutMs = TIMEOUT_MS,
): Promise<T> {
  const { status, text } = await fetchText(url, init, timeoutMs)
  if (status < 200 || status > 299) throw refusalOf(url, { status, text })
  const parsed = answer.safeParse(parseJson(text))
  if (parsed.success) return parsed.data
  throw notTheCloud(url)
}

/**
 * What the cloud refuses is a problem; without one a firewall, a guest network or a proxy answered,
 * whose 403 says nothing of our token or code. A proxy's 5xx says at least that the cloud is away.
 */
export function refusalOf(
  url: string,
  { status, text }: { readonly status: number; readonly text: string },
): CloudRefused {
  const problem = Problem.safeParse(parseJson(text))
  if (problem.success) return new CloudRefused(status, problem.data.detail)
  return status >= 500 ? new CloudRefused(status, `HTTP ${status}`) : notTheCloud(url)
}

export function notTheCloud(url: string): CloudRefused {
  return new CloudRefused(null, `${url} answered something else than the cloud`)
}

/** One request with a time limit over all of it; rejects with `CloudRefused(null)` without an answer. */
export async function fetchText(
  url: string,
  init: RequestInit,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<{ readonly status: number; readonly text: string }> {
  const timeout = AbortSignal.timeout(timeoutMs)
  const signals = signal === undefined ? [timeout] : [timeout, signal]
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.any(signals) })
    return { status: response.status, text: await response.text() }
  } catch (cause) {
    throw new CloudRefused(null, noAnswer(cause), cause)
  }
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // A proxy's page: the caller's contract says that it is not ours.
    return undefined
  }
}

function noAnswer(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  if (!(cause instanceof Error)) return `no answer (${error.name})`
  return `no answer (${'code' in cause ? String(cause.code) : cause.message})`
}
