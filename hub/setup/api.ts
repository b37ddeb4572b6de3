import { signal } from '@preact/signals'
import type { z } from 'zod'
import { Problem } from '#shared/contracts/problem.ts'

/** The hub answered no, with a problem in words. */
export class Refusal extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.detail)
    this.problem = problem
  }
}

/** No answer at all: the network, or a hub that is stopping. */
export class NoAnswer extends Error {}

/** The admin token; it lives as long as this page, since a technician's phone leaves the shop. */
export const token = signal<string | null>(null)

export interface Call<T> {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly body?: unknown
  readonly answer: z.ZodType<T>
  readonly timeoutMs?: number
}

/** One request to the hub that served this page. */
export async function call<T>(request: Call<T>): Promise<T> {
  const { method = 'GET', path, body, answer, timeoutMs = 8000 } = request
  const headers = new Headers({ accept: 'application/json' })
  headers.set('authorization', `Bearer ${token.peek() ?? ''}`)
  if (body !== undefined) headers.set('content-type', 'application/json')
  let response: Response
  let text: string
  try {
    response = await fetch(`/v1${path}`, {
      method,
      headers,
      cache: 'no-store',
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    })
    text = await response.text()
  } catch (cause) {
    throw new NoAnswer('the hub does not answer', { cause })
  }
  if (response.ok) return answer.parse(text === '' ? null : JSON.parse(text))
  throw new Refusal(problemIn(response, text))
}

function problemIn(response: Response, text: string): Problem {
  try {
    return Problem.parse(JSON.parse(text))
  } catch {
    // Not from our hub's code: say what is known.
    const title = response.statusText || `HTTP ${response.status}`
    return { type: 'about:blank', title, status: response.status, detail: title }
  }
}
