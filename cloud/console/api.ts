import type { z } from 'zod'
import { Problem } from '#shared/contracts/problem.ts'
import { learnTime } from './clock.ts'

/** The cloud answered no, with a problem in words. */
export class Refusal extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.detail)
    this.problem = problem
  }
}

/** No answer that can be trusted: the network, a timeout, a proxy. */
export class NoAnswer extends Error {}

export type Query = Readonly<Record<string, string | number | undefined>>

export interface Request {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly query?: Query
  readonly json?: unknown
  readonly file?: Blob
  readonly signal?: AbortSignal
  readonly timeoutMs?: number
}

let key: string | null = null
let onRefusedKey: () => void = () => undefined

export function useKey(value: string | null, whenRefused: () => void): void {
  key = value
  onRefusedKey = whenRefused
}

/** One request to the cloud that served this page; the answer is parsed. */
export async function call<T>(request: Request & { readonly answer: z.ZodType<T> }): Promise<T> {
  const response = await send(request)
  const body = await response.text().catch((cause: unknown) => {
    throw new NoAnswer('the answer broke off', { cause })
  })
  return request.answer.parse(body === '' ? null : JSON.parse(body))
}

/** A file, with the name that the cloud gives it. */
export async function fetchFile(request: Request): Promise<{ blob: Blob; name: string }> {
  const response = await send({ ...request, timeoutMs: 60_000 })
  const disposition = response.headers.get('content-disposition') ?? ''
  const name = /filename="([^"]+)"/.exec(disposition)?.[1] ?? 'report'
  return { blob: await response.blob(), name }
}

async function send(request: Request): Promise<Response> {
  const response = await ask(request)
  learnTime(response.headers.get('date'))
  if (response.ok) return response
  const problem = await problemIn(response)
  if (response.status === 401) onRefusedKey()
  throw new Refusal(problem)
}

async function ask({ method = 'GET', path, query, json, file, ...rest }: Request) {
  const headers = new Headers({ accept: 'application/json, */*' })
  if (key !== null) headers.set('authorization', `Bearer ${key}`)
  if (json !== undefined) headers.set('content-type', 'application/json')
  if (file !== undefined) headers.set('content-type', 'text/csv')
  const timeout = AbortSignal.timeout(rest.timeoutMs ?? 20_000)
  const signal = rest.signal === undefined ? timeout : AbortSignal.any([rest.signal, timeout])
  const body = file ?? (json === undefined ? null : JSON.stringify(json))
  try {
    return await fetch(urlOf(path, query), { method, headers, body, signal, cache: 'no-store' })
  } catch (cause) {
    throw new NoAnswer('the cloud does not answer', { cause })
  }
}

function urlOf(path: string, query: Query = {}): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== '') params.set(name, String(value))
  return `/v1${path}${params.size > 0 ? `?${params}` : ''}`
}

async function problemIn(response: Response): Promise<Problem> {
  try {
    return Problem.parse(await response.json())
  } catch {
    // Not from our code (a proxy between): say what is known.
    const title = response.statusText || `HTTP ${response.status}`
    return { type: 'about:blank', title, status: response.status, detail: title }
  }
}
