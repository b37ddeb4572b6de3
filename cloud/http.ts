import { OpenAPIHono } from '@hono/zod-openapi'
import type { Context, ErrorHandler, MiddlewareHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Logger } from 'pino'
import { ZodError } from 'zod'
import { Problem } from '#shared/contracts/problem.ts'
import { Failure } from '#shared/domain/failure.ts'
import { problemOf } from '#shared/domain/problem.ts'
import { isBrokenOff, requestFailure } from '#shared/domain/request-failure.ts'
import { gaveUp } from './db/gave-up.ts'
import { isDiskFull } from './disk/disk-full.ts'
import type { Caller, Scope } from './keys/caller.ts'

export interface CloudEnv {
  Variables: { requestId: string; log: Logger; caller: Caller }
}

/** One line a request; the query is left out, it may hold a token. */
export function accessLog(log: Logger, newRequestId: () => string): MiddlewareHandler<CloudEnv> {
  return async function accessLogged(c, next) {
    const startedAt = performance.now()
    const requestId = newRequestId()
    c.set('requestId', requestId)
    c.set('log', log.child({ requestId }))
    await next()
    const ms = Math.round((performance.now() - startedAt) * 10) / 10
    const caller = c.get('caller') as Caller | undefined
    const who = caller === undefined ? {} : { group: caller.group.group, key: caller.keyId }
    c.var.log.info(
      { method: c.req.method, path: c.req.path, status: c.res.status, ms, ...who },
      'request',
    )
  }
}

/** Every feature's router: what does not parse is a problem that names field, value and fix. */
export function createRouter(): OpenAPIHono<CloudEnv> {
  return new OpenAPIHono<CloudEnv>({
    defaultHook: (result) => {
      if (!result.success) {
        const input = 'data' in result ? result.data : undefined
        const isSecret = (field: string) => field === 'pin'
        throw requestFailure(result.error, { target: result.target, input, isSecret })
      }
    },
  })
}

/** Spread into `createRoute`: who may call it. The group comes from the key, never from the input. */
export function secured(scope: Scope) {
  return { security: [{ apiKey: [] }], middleware: needs(scope) }
}

function needs(scope: Scope): MiddlewareHandler<CloudEnv> {
  return async function needsScope(c, next) {
    const { scopes } = c.var.caller
    const isAllowed = scopes.includes(scope) || (scope !== 'hub' && scopes.includes('admin'))
    if (!isAllowed) {
      throw new Failure(
        'forbidden',
        `This needs a key with the scope ${scope}; yours has ${scopes.join(', ')}.`,
      )
    }
    await next()
  }
}

const descriptionByStatus = {
  401: 'No key, or one that is unknown or revoked.',
  403: 'The key lacks the scope.',
  404: 'No such thing in the group of the key.',
  409: 'It contradicts what is there.',
  413: 'The body is too large.',
  422: 'A field is wrong: see `errors`.',
  503: 'Try again later.',
} as const

/** The problems a route may answer with, for its OpenAPI description. */
export function problems<S extends keyof typeof descriptionByStatus>(...statuses: readonly S[]) {
  const content = { 'application/problem+json': { schema: Problem } }
  const entries = statuses.map((status) => [
    status,
    { description: descriptionByStatus[status], content },
  ])
  return Object.fromEntries(entries) as Record<S, { description: string; content: typeof content }>
}

const brokenOff = 'The body ended before its length; send it again.'

/** The one place where errors become answers; what is inside of ours goes only to the log. */
export const respondToError: ErrorHandler<CloudEnv> = (error, c) => {
  const failure =
    error instanceof ZodError ? requestFailure(error, { target: 'body' }) : withoutWraps(error)
  if (failure instanceof Failure) {
    if (failure.code === 'unavailable') c.var.log.warn({ err: failure }, 'unavailable')
    return answer(c, problemOf(failure, c.var.requestId))
  }
  if (failure instanceof HTTPException) {
    const words = failure.message === '' ? 'The request cannot be read.' : failure.message
    return problem(c, failure.status, 'request', words)
  }
  if (isBrokenOff(failure)) return problem(c, 400, 'request', brokenOff)
  c.var.log.error({ err: failure }, 'request failed')
  return problem(c, 500, 'internal', `A fault of ours; the log holds it under ${c.var.requestId}.`)
}

/** The database's layers put their own errors around one of ours. */
function withoutWraps(error: unknown): unknown {
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    if (inner instanceof Failure) return inner
    if (isDiskFull(inner)) return new Failure('unavailable', fullWords, { cause: error })
    const gone = gaveUp(inner)
    if (gone !== undefined) return gone
  }
  return error
}

const fullWords =
  'The disk of the cloud is full, and nothing of this was written; free room there and send it again.'

/** For the few answers that are no `Failure`. */
export function problem(
  c: Context<CloudEnv>,
  status: ContentfulStatusCode,
  code: string,
  detail: string,
): Response {
  const words = code.replaceAll('-', ' ')
  const title = `${words.charAt(0).toUpperCase()}${words.slice(1)}`
  const instance = c.var.requestId
  return answer(c, { type: `/problems/${code}`, title, status, detail, instance })
}

function answer(c: Context<CloudEnv>, body: Problem): Response {
  c.header('content-type', 'application/problem+json')
  return c.body(JSON.stringify(body), body.status as ContentfulStatusCode)
}
