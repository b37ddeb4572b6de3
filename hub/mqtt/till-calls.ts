import { type TillAnswer, TillCall } from '#shared/contracts/till-call.ts'
import { cloudHeader, headHeader, seenHeader } from '#shared/contracts/witness.ts'
import { Failure } from '#shared/domain/failure.ts'
import { problemOf } from '#shared/domain/problem.ts'
import { requestFailure } from '#shared/domain/request-failure.ts'
import { type CallLimits, createCallLimits, tillLimits } from './call-limits.ts'

const MAX_CALL_BYTES = 256 * 1024
/** What is larger is not even read for its id; the embedded broker takes no such packet. */
const MAX_READ_BYTES = 512 * 1024
/** The broker cuts off who sends it more than 512 KiB, also the hub. */
const MAX_ANSWER_BYTES = 500 * 1024

export interface TillCallsDeps {
  /** The hub's own app: contracts, rights, problems and ids are those of HTTP, since it is the same. */
  readonly request: (path: string, init: RequestInit) => Response | Promise<Response>
  /** Throws `unauthorized` for an unknown token. */
  readonly session: (token: string) => { readonly code: string }
  readonly now: () => number
  readonly limits?: CallLimits
}

/** Answers a till's message with what HTTP would answer; never rejects. */
export function createTillCalls(deps: TillCallsDeps) {
  const limitsByTill = new Map<string, ReturnType<typeof createCallLimits>>()
  /** A message that the broker delivers twice waits for the answer to the first. */
  const waiting = new Map<string, { readonly text: string; readonly answer: Promise<TillAnswer> }>()

  return async function answerCall(till: string, payload: Buffer): Promise<TillAnswer> {
    let id: string | null = null
    try {
      const text = payload.toString('utf8', 0, MAX_READ_BYTES)
      const input = payload.length > MAX_READ_BYTES ? undefined : parsed(text)
      id = idOf(input)
      if (payload.length > MAX_CALL_BYTES)
        throw new Failure(
          'too-large',
          `the message has ${payload.length} bytes; at most ${MAX_CALL_BYTES} are read`,
        )
      const call = checked(till, input)
      const key = `${till}/${call.id}`
      const same = waiting.get(key)
      if (same !== undefined) {
        if (same.text === text) return await same.answer
        throw new Failure('conflict', `id: ${call.id} still waits with other content`)
      }
      const answer = asked(till, call)
      waiting.set(key, { text, answer })
      try {
        return await answer
      } finally {
        waiting.delete(key)
      }
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      return refused(id, error)
    }
  }

  function checked(till: string, input: unknown): TillCall {
    const { data: call, error } = TillCall.safeParse(input)
    if (error !== undefined) throw requestFailure(error, { target: 'json', input, isSecret })
    const { code } = deps.session(call.token)
    if (code !== till)
      throw new Failure('forbidden', `this token is of till ${code}; ask on its own topic`)
    if (/^\/v1\/live(\W|$)/.test(call.path))
      throw new Failure(
        'invalid',
        'path: /v1/live is a WebSocket; events come on the topic `event`',
      )
    return call
  }

  async function asked(till: string, call: TillCall): Promise<TillAnswer> {
    const limits = limitsByTill.get(till) ?? createCallLimits(deps.limits ?? tillLimits, deps.now)
    // At most as many as there are paired tills: the token was looked at before.
    limitsByTill.set(till, limits)
    limits.begin(till)
    try {
      const { id, token, method, path, headers, body } = call
      const seen = headers?.[seenHeader]
      // As in HTTP, a GET's body says nothing.
      const hasBody = body !== undefined && method !== 'GET'
      const text = hasBody ? JSON.stringify(body) : undefined
      const response = await deps.request(path, {
        method,
        headers: {
          ...(seen === undefined ? {} : { [seenHeader]: seen }),
          authorization: `Bearer ${token}`,
          ...(text === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(text === undefined ? {} : { body: text }),
      })
      return await read(id, response)
    } finally {
      limits.end()
    }
  }
}

async function read(id: string, response: Response): Promise<TillAnswer> {
  const text = await response.text()
  const bytes = Buffer.byteLength(text)
  if (bytes > MAX_ANSWER_BYTES)
    throw new Failure(
      'too-large',
      `the answer has ${bytes} bytes, more than ${MAX_ANSWER_BYTES}: ask for less, by limit=`,
    )
  const headers = Object.fromEntries(
    [headHeader, cloudHeader].flatMap((name) => {
      const value = response.headers.get(name)
      return value === null ? [] : [[name, value]]
    }),
  )
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  const body = isJson ? (JSON.parse(text) as unknown) : null
  return { id, status: response.status, headers, body }
}

function refused(id: string | null, failure: Failure): TillAnswer {
  const body = problemOf(failure)
  return { id, status: body.status, headers: {}, body }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Failure('invalid', 'the message is no JSON')
  }
}

function idOf(input: unknown): string | null {
  const { data } = TillCall.pick({ id: true }).strip().safeParse(input)
  return data?.id ?? null
}

function isSecret(field: string): boolean {
  return field === 'token' || field === 'pin'
}
