import { type Client, createClient } from '@libsql/client'
import { Failure } from '#shared/domain/failure.ts'
import { lostWords } from '../gave-up.ts'

export interface RemoteDatabase {
  readonly url: string
  readonly authToken: string | undefined
  /** For one answer of the server. */
  readonly timeoutMs: number
}

/** It took a request and said nothing, or never took it. */
export class Silent extends Failure {}

/** Namespaces are made by the server's operator; nothing here makes one. */
export class NoNamespace extends Failure {}

/**
 * Are a group's books there? Asked for any name that somebody puts into a key, so it writes nothing.
 * Throws Failure `unavailable` where the server does not say.
 */
export async function areBooksThere(remote: RemoteDatabase): Promise<boolean> {
  const client = openRemote(remote)
  try {
    const { rows } = await client.execute("SELECT 1 FROM sqlite_schema WHERE name = 'api_key'")
    return rows.length > 0
  } catch (error) {
    for (let inner = error; inner instanceof Error; inner = inner.cause) {
      if (inner instanceof NoNamespace) return false
    }
    throw error
  } finally {
    client.close()
  }
}

/** The official client, with an end to its patience and errors that say what to do. */
export function openRemote(
  { url, authToken, timeoutMs }: RemoteDatabase,
  hear: (isSilent: boolean) => void = () => undefined,
): Client {
  const server = new URL(url.replace(/^libsql:/, 'https:')).host
  const ask = async (request: Request): Promise<Response> => {
    const response = await fetchWhole(request, timeoutMs).catch((error: unknown) => {
      const why = `The database server ${server} does not answer (${reasonOf(error, timeoutMs)})`
      const words = `${why}; see KASSA_DATABASE_URL.`
      if (!isTimeout(error)) throw new Failure('unavailable', words, { cause: error })
      hear(true)
      throw new Silent('unavailable', words, { cause: error })
    })
    hear(false)
    if (response.status === 401 || response.status === 403) {
      throw new Failure(
        'unavailable',
        `The database server ${server} refuses KASSA_DATABASE_TOKEN; set the token of this server.`,
      )
    }
    // Of a version that it does not speak it says 404, too, to a GET.
    if (response.status === 404 && request.method === 'POST') {
      throw new NoNamespace(
        'unavailable',
        `The database server ${server} has no namespace at ${url}; create it there ` +
          '(sqld: POST /v1/namespaces/<group>/create at its admin address), or correct KASSA_DATABASE_URL.',
      )
    }
    if (response.status >= 500 || response.status === 429) {
      throw new Failure(
        'unavailable',
        `The database server ${server} is not there: ${response.status}.`,
      )
    }
    // To a baton that it no longer knows: restarted, or the transaction took too long for it.
    if (response.status === 400) throw new Failure('unavailable', lostWords)
    return response
  }
  return createClient({
    url: asBase(url),
    fetch: ask,
    ...(authToken !== undefined && { authToken }),
  })
}

/** With its body: one that breaks off is no answer either. */
async function fetchWhole(request: Request, timeoutMs: number): Promise<Response> {
  const response = await fetch(request, { signal: AbortSignal.timeout(timeoutMs) })
  const { status, headers } = response
  return new Response(await response.arrayBuffer(), { status, headers })
}

/** The last part of a path belongs to the base, as in `http://host/{group}`. */
function asBase(url: string): string {
  const [base = '', query] = url.split('?')
  const whole = base.endsWith('/') ? base : `${base}/`
  return query === undefined ? whole : `${whole}?${query}`
}

function reasonOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error)
  if (isTimeout(error)) return `nothing for ${timeoutMs} ms`
  const { cause } = error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return code === '' ? error.message : code
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError'
}
