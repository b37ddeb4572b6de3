import type { MiddlewareHandler } from 'hono'
import { Failure } from '#shared/domain/failure.ts'
import type { HubEnv } from '../http.ts'
import type { Shop } from '../shop.ts'
import { isSameSecret } from './secrets.ts'
import type { Tills } from './tills.ts'

/** Sets `c.var.till`. A hub without identity has no tills: it says so instead of "unknown token". */
export function needsTill(deps: {
  readonly shop: Shop
  readonly tills: Tills
}): MiddlewareHandler<HubEnv> {
  return async function tillAuthenticated(c, next) {
    deps.shop.identity()
    c.set('till', deps.tills.session(bearer(c.req.header('authorization'))))
    await next()
  }
}

export function needsAdmin(adminToken: string): MiddlewareHandler<HubEnv> {
  return async function adminAuthenticated(c, next) {
    if (!isSameSecret(bearer(c.req.header('authorization')), adminToken))
      throw new Failure('unauthorized', "this needs the hub's admin token (KASSA_HUB_ADMIN_TOKEN)")
    await next()
  }
}

function bearer(header: string | undefined): string {
  const token = /^Bearer\s+(\S+)$/i.exec(header ?? '')?.[1]
  if (token === undefined)
    throw new Failure('unauthorized', 'send the token as "Authorization: Bearer …"')
  return token
}
