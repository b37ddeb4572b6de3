import { z } from 'zod'
import type { FeedPosition } from '#shared/contracts/sync.ts'
import { FeedDigest, type ReplicaDiffers, type TableSums } from '#shared/feed/digest.ts'

/** Where the feed is and who asks. */
export const FeedSource = z.object({
  cloudUrl: z.string(),
  feedId: z.string().regex(/^[A-Za-z0-9_-]+$/),
  token: z.string(),
})
export type FeedSource = z.infer<typeof FeedSource>

export const syncFaults = [
  'unreachable',
  'unauthorized',
  'foreign',
  'stale',
  'broken',
  'no-room',
] as const
/**
 * unreachable: try again. unauthorized: the token is no longer good. foreign: this feed id is gone,
 * ask for the present one. stale: the replica cannot go on, build a new one. broken: the client
 * failed, a new process may do better. no-room: a new replica is needed, and the disk is too full.
 */
export type SyncFault = (typeof syncFaults)[number]

export class SyncError extends Error {
  readonly fault: SyncFault
  constructor(fault: SyncFault, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.fault = fault
  }
}

export const ANSWER_TIMEOUT_MS = 5000

export function feedUrl({ cloudUrl, feedId }: FeedSource): string {
  return `${cloudUrl.replace(/\/+$/, '')}/v1/feeds/${feedId}`
}

/** The present generation. The official client may only be opened after this answered. */
export async function askInfo(source: FeedSource): Promise<number> {
  const answer = await ask(source, '/info')
  if (answer.status === 404 || answer.status === 410) {
    await answer.body?.cancel()
    throw new SyncError('foreign', `the cloud has no feed ${source.feedId} for this hub any more`)
  }
  await refuse(answer, '/info')
  const info = z.object({ current_generation: z.int().min(1) }).safeParse(await json(answer))
  if (info.success) return info.data.current_generation
  throw new SyncError('unreachable', '/info answered something else than the feed')
}

/**
 * Whether there is anything after this position: the proof that a replica is complete. Asks for one
 * frame, since what is loaded here is loaded again by the official client.
 */
export async function isAtEnd(source: FeedSource, position: FeedPosition): Promise<boolean> {
  const { generation, frame } = position
  const answer = await ask(source, `/sync/${generation}/${frame + 1}/${frame + 2}`)
  if (answer.status === 200) {
    await answer.body?.cancel()
    return false
  }
  if (answer.status === 400) {
    const end = z.object({ generation: z.int() }).safeParse(await json(answer))
    if (end.success) return end.data.generation === generation
  }
  if (answer.status === 410) {
    await answer.body?.cancel()
    throw new SyncError(
      'stale',
      `the cloud no longer keeps frame ${frame + 1} of generation ${generation}`,
    )
  }
  if (answer.status === 404) {
    await answer.body?.cancel()
    throw new SyncError('foreign', `the cloud has no feed ${source.feedId} for this hub any more`)
  }
  await refuse(answer, '/sync')
  throw new SyncError('unreachable', '/sync answered something else than the feed')
}

/** What the feed held at this commit; undefined where the cloud cannot say. */
export async function askDigest(
  source: FeedSource,
  position: FeedPosition,
): Promise<TableSums | undefined> {
  const answer = await ask(source, digestPath(position))
  if (answer.ok) return FeedDigest.safeParse(await json(answer)).data?.tables
  await answer.body?.cancel()
  return undefined
}

/** The cloud keeps it for HQ to see; that it cannot be told changes nothing here. */
export async function tellDifference(
  source: FeedSource,
  position: FeedPosition,
  tables: readonly string[],
): Promise<void> {
  const words: ReplicaDiffers = { tables: [...tables] }
  const headers = { 'content-type': 'application/json' }
  try {
    const answer = await ask(source, digestPath(position), headers, JSON.stringify(words))
    await answer.body?.cancel()
  } catch (error) {
    if (!(error instanceof SyncError)) throw error
  }
}

function digestPath({ generation, frame }: FeedPosition): string {
  return `/digest/${generation}/${frame}`
}

/** A request of our own, whose answer must begin in time; a POST where it has a body. */
export async function ask(
  source: FeedSource,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body?: string,
): Promise<Response> {
  const begun = new AbortController()
  const timer = setTimeout(() => begun.abort(), ANSWER_TIMEOUT_MS)
  try {
    return await fetch(`${feedUrl(source)}${path}`, {
      ...(body === undefined ? {} : { method: 'POST', body }),
      headers: {
        authorization: `Bearer ${source.token}`,
        'accept-encoding': 'identity',
        ...headers,
      },
      signal: begun.signal,
    })
  } catch (error) {
    const words = begun.signal.aborted ? `no answer in ${ANSWER_TIMEOUT_MS} ms` : causeOf(error)
    throw new SyncError('unreachable', `${source.cloudUrl}: ${words}`, error)
  } finally {
    clearTimeout(timer)
  }
}

async function refuse(answer: Response, path: string): Promise<void> {
  if (answer.ok) return
  await answer.body?.cancel()
  const fault = answer.status === 401 || answer.status === 403 ? 'unauthorized' : 'unreachable'
  throw new SyncError(fault, `${path} answered ${answer.status}`)
}

async function json(answer: Response): Promise<unknown> {
  const timeout = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('the answer does not end')), ANSWER_TIMEOUT_MS).unref()
  })
  try {
    return JSON.parse(await Promise.race([answer.text(), timeout]))
  } catch (error) {
    throw new SyncError('unreachable', causeOf(error), error)
  }
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message : error.message
}
