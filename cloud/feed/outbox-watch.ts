import { sql } from 'drizzle-orm'
import { Failure } from '#shared/domain/failure.ts'
import type { HotDatabase } from '../db/hot.ts'
import type { GroupDatabase } from '../db/open.ts'
import { newestChange, outboxEnd } from './cut.ts'

/** Several feeds of a group look this often; behind a libSQL server one question serves them all. */
const SHARED_MS = 100
/** A server that is away, or silent, is not asked by every look. */
const FAILED_MS = 1000

const asked = new WeakMap<GroupDatabase, { answer: Promise<number>; until: number }>()

/**
 * The outbox's end: of a file at once, of a server without holding up the cloud for its answer.
 * Rejects with what `areBooksAway` knows where that does not come.
 */
export function newestOf(group: GroupDatabase, reader: HotDatabase): number | Promise<number> {
  if (group.file !== null) return newestChange(reader)
  const known = asked.get(group)
  if (known !== undefined && known.until > performance.now()) return known.answer
  const next = { answer: ask(group), until: Number.POSITIVE_INFINITY }
  const sharedFor = (ms: number) => () => {
    next.until = performance.now() + ms
  }
  next.answer.then(sharedFor(SHARED_MS), sharedFor(FAILED_MS))
  asked.set(group, next)
  return next.answer
}

async function ask(group: GroupDatabase): Promise<number> {
  const [row] = await group.db.values<[number]>(sql.raw(outboxEnd))
  return Number(row?.[0])
}

/** The books are on a server that does not answer: the feed is whole, and can be served on. */
export function areBooksAway(error: unknown): boolean {
  // The database's layers put their own errors around ours.
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    if (inner instanceof Failure) return inner.code === 'unavailable'
  }
  return false
}
