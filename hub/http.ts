import type { HttpBindings } from '@hono/node-server'
import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi'
import type { Context, ErrorHandler, MiddlewareHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Logger } from 'pino'
import { z } from 'zod'
import { Problem } from '#shared/contracts/problem.ts'
import { Failure } from '#shared/domain/failure.ts'
import { problemOf } from '#shared/domain/problem.ts'
import { isBrokenOff, requestFailure } from '#shared/domain/request-failure.ts'
import type { TillSession } from './tills/session.ts'

export interface HubEnv {
  /** Absent where a test asks the app without a socket. */
  Bindings: Partial<HttpBindings>
  Variables: { requestId: string; till: TillSession }
}

/** Every feature's router: what does not parse is a problem that names field, value and fix. */
export function createRouter(): OpenAPIHono<HubEnv> {
  return new OpenAPIHono<HubEnv>({
    defaultHook: (result) => {
      if (result.success) return
      const input = 'data' in result ? result.data : undefined
      throw requestFailure(result.error, { target: result.target, input, isSecret })
    },
  })
}

/** One debug line a request; the query is left out, it may hold a token. */
export function accessLog(log: Logger, newRequestId: () => string): MiddlewareHandler<HubEnv> {
  return async function accessLogged(c, next) {
    const startedAt = performance.now()
    c.set('requestId', newRequestId())
    await next()
    if (!log.isLevelEnabled('debug')) return
    const ms = Math.round((performance.now() - startedAt) * 10) / 10
    const { method, path } = c.req
    log.debug({ requestId: c.get('requestId'), method, path, status: c.res.status, ms }, 'request')
  }
}

const MAX_BODY_BYTES = 1024 * 1024

/** By its announced length: to look into the body here would cost as much as the rest of a request. */
export const limitBody: MiddlewareHandler<HubEnv> = async function limitedBody(c, next) {
  const length = c.req.header('content-length')
  if (length === undefined && c.req.header('transfer-encoding') !== undefined)
    throw new Failure('too-large', 'the body has no length: send it with Content-Length')
  if (Number(length ?? 0) > MAX_BODY_BYTES)
    throw new Failure(
      'too-large',
      `the body has ${length} bytes; at most ${MAX_BODY_BYTES} are read`,
    )
  await next()
}

/**
 * To an answer that is made already. Node's own response takes it where there is one: the answer's
 * `Headers` cost a tenth of a request, and `c.header` would make the answer anew, as a stream.
 */
export function addHeader(c: Context<HubEnv>, name: string, value: string): void {
  const { outgoing } = c.env ?? {}
  if (outgoing === undefined) c.res.headers.set(name, value)
  else outgoing.setHeader(name, value)
}

const brokenOff = 'The body ended before its length; send it again.'

/** The one place where errors become answers; what is inside of ours goes only to the log. */
export function respondToError(log: Logger): ErrorHandler<HubEnv> {
  return (error, c) => {
    if (error instanceof Failure) return problem(c, problemOf(error, c.var.requestId))
    if (error instanceof HTTPException) {
      const words = error.message === '' ? 'The request cannot be read.' : error.message
      return problem(c, plainProblem(error.status, 'Not understood', words, c.var.requestId))
    }
    if (isBrokenOff(error))
      return problem(c, plainProblem(400, 'Not understood', brokenOff, c.var.requestId))
    log.error({ err: error, requestId: c.var.requestId, path: c.req.path }, 'request failed')
    const words = `A fault of ours; the log holds it under ${c.var.requestId}.`
    return problem(c, plainProblem(500, 'Fault', words, c.var.requestId))
  }
}

/** JSON of a schema, in a request or an answer. */
export function json<S extends z.ZodType>(schema: S, description = '') {
  return { description, content: { 'application/json': { schema } } }
}

export function jsonBody<S extends z.ZodType>(schema: S) {
  return { body: { ...json(schema), required: true } }
}

/**
 * A route that is asked most often: described like the others, but its body is read and checked by
 * one function, since the validators of `openapi` cost as much as a sale's price. The answers to
 * wrong bodies are the same.
 */
export function postJson<Body>(
  router: OpenAPIHono<HubEnv>,
  route: RouteConfig,
  schema: z.ZodType<Body>,
  answer: (c: Context<HubEnv>, body: Body) => Response | Promise<Response>,
): void {
  router.openAPIRegistry.registerPath(route)
  const compiled = z.compile(schema)
  router.post(route.path, async (c) => answer(c, await checkedBody(c, compiled)))
}

async function checkedBody<Body>(c: Context<HubEnv>, schema: z.ZodType<Body>): Promise<Body> {
  const type = c.req.header('content-type')
  const hasBody = type !== undefined || Number(c.req.header('content-length') ?? 0) > 0
  if (hasBody && !isJson(type)) throw new HTTPException(415, { message: 'Unsupported Media Type' })
  const body = hasBody ? parsed(await c.req.text()) : {}
  const { data, error } = schema.safeParse(body)
  if (error !== undefined) throw requestFailure(error, { target: 'json', input: body, isSecret })
  return data
}

function isJson(type = ''): boolean {
  return /^application\/json *(;|$)/i.test(type)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new HTTPException(400, { message: 'Malformed JSON in request body' })
  }
}

const descriptionByStatus = {
  401: 'No token, or one that is unknown.',
  403: 'The signed-in cashier lacks the right that is named.',
  404: 'No such thing on this hub.',
  409: 'It contradicts what is there.',
  422: 'A field is wrong: see `errors`.',
  503: 'This hub cannot sell yet, or its disk is full: see `detail`.',
} as const

/** The problems a route may answer with, for its description. */
export function problems<S extends keyof typeof descriptionByStatus>(...statuses: readonly S[]) {
  const content = { 'application/problem+json': { schema: Problem } }
  const entries = statuses.map((status) => [
    status,
    { description: descriptionByStatus[status], content },
  ])
  return Object.fromEntries(entries) as Record<S, { description: string; content: typeof content }>
}

function problem(c: Context<HubEnv>, body: Problem): Response {
  c.header('content-type', 'application/problem+json')
  return c.body(JSON.stringify(body), body.status as ContentfulStatusCode)
}

function plainProblem(status: number, title: string, detail: string, instance: string): Problem {
  return { type: 'about:blank', title, status, detail, instance }
}

/** A wrong PIN or code is nobody else's business. */
function isSecret(field: string): boolean {
  return field === 'pin' || field === 'code'
}
