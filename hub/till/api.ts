import { z } from 'zod'
import { Problem } from '#shared/contracts/problem.ts'
import { noteAnswer, showSeen } from './kept/seen.ts'

/** The hub answered no, with a problem in words. */
export class Refusal extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.detail)
    this.problem = problem
  }
  get status(): number {
    return this.problem.status
  }
}

/** No answer that can be trusted: the network, a timeout, a hub that is stopping. */
export class NoAnswer extends Error {}

export interface Call<T> {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly body?: unknown
  readonly answer: z.ZodType<T>
  readonly timeoutMs?: number
}

let token: string | null = null
export function useToken(value: string | null): void {
  token = value
}

export const nothing = z.unknown().transform(() => null)

/** One request to the hub that served this page. */
export async function call<T>(request: Call<T>): Promise<T> {
  const response = await send(request)
  noteAnswer(response.headers)
  const body = await response.text().catch((cause: unknown) => {
    throw new NoAnswer('the answer broke off', { cause })
  })
  if (response.ok) return request.answer.parse(body === '' ? null : JSON.parse(body))
  const problem = problemIn(response, body)
  // A fault or a proxy says nothing about what was saved; a repeat with the same id will.
  if (response.status >= 500 && problem.type !== unavailable) throw new NoAnswer(problem.detail)
  throw new Refusal(problem)
}

/** The hub itself, in words: its disk is full, or it has no prices yet. Nothing was saved. */
const unavailable = '/problems/unavailable'

async function send<T>(request: Call<T>): Promise<Response> {
  const headers = new Headers({ accept: 'application/json' })
  if (token !== null) headers.set('authorization', `Bearer ${token}`)
  if (request.body !== undefined) headers.set('content-type', 'application/json')
  showSeen(headers)
  try {
    return await fetch(urlOf(request.path, request.query), {
      method: request.method ?? 'GET',
      headers,
      cache: 'no-store',
      body: request.body === undefined ? null : JSON.stringify(request.body),
      signal: AbortSignal.timeout(request.timeoutMs ?? 8000),
    })
  } catch (cause) {
    throw new NoAnswer('the hub does not answer', { cause })
  }
}

function urlOf(path: string, query: Call<unknown>['query']): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {}))
    if (value !== undefined) params.set(name, String(value))
  return `/v1${path}${params.size > 0 ? `?${params}` : ''}`
}

function problemIn(response: Response, body: string): Problem {
  try {
    return Problem.parse(JSON.parse(body))
  } catch {
    // Not from our hub's code (a proxy, an old hub): say what is known.
    const title = response.statusText || `HTTP ${response.status}`
    return { type: 'about:blank', title, status: response.status, detail: title }
  }
}
