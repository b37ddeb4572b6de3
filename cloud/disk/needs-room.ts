import type { MiddlewareHandler } from 'hono'
import type { CloudEnv } from '../http.ts'
import type { DiskNeed } from './disk.ts'
import type { Disks } from './disks.ts'

const needs: readonly (readonly [method: string, path: RegExp, need: DiskNeed])[] = [
  ['POST', /^\/v1\/journal\/\d+\/\d+$/, 'intake'],
  ['POST', /^\/v1\/import\//, 'intake'],
  ['POST', /^\/v1\/backups$/, 'backups'],
  ['GET', /^\/v1\/feeds\/[^/]+\/export\//, 'exports'],
]

/** 503 with words and remedy before a disk is full, so that what is taken in stays whole. */
export function needsRoom(disks: Disks): MiddlewareHandler<CloudEnv> {
  return async function needsRoomToWrite(c, next) {
    const { method, path } = c.req
    const { group, hubId } = c.var.caller
    const known = needs.find(([verb, paths]) => verb === method && paths.test(path))
    // What hubs say and ask beside their pushes is small, and stores sell by it.
    const isOurs = hubId === null && !['GET', 'HEAD', 'DELETE'].includes(method)
    const need = known?.[2] ?? (isOurs ? 'writes' : null)
    if (need !== null) disks.need(group, need)
    await next()
  }
}
