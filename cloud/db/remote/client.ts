import { type Client, createClient } from '@libsql/client'
import { Failure } from '#shared/domain/failure.ts'

export interface RemoteDatabase {
  readonly url: string
  readonly authToken: string | undefined
  /** For one answer of the server. */
  readonly timeoutMs: number
}

/** The official client, with an end to its patience and errors that say what to do. */
export function openRemote({ url, authToken, timeoutMs }: RemoteDatabase): Client {
  const server = new URL(url.replace(/^libsql:/, 'https:')).host
  const ask = async (request: Request): Promise<Response> => {
    const response = await fetch(request, { signal: AbortSignal.timeout(timeoutMs) }).catch(
      (error: unknown) => {
        const why = `The database server ${server} does not answer (${reasonOf(error, timeoutMs)})`
        throw new Failure('unavailable', `${why}; see KASSA_DATABASE_URL.`, { cause: error })
      },
    )
    if (response.status === 401 || response.status === 403) {
      throw new Failure(
        'unavailable',
        `The database server ${server} refuses KASSA_DATABASE_TOKEN; set the token of this server.`,
      )
    }
    if ([502, 503, 504].includes(response.status)) {
      throw new Failure(
        'unavailable',
        `The database server ${server} is not there: ${response.status}.`,
      )
    }
    return response
  }
  return createClient({
    url: asBase(url),
    fetch: ask,
    ...(authToken !== undefined && { authToken }),
  })
}

/** The last part of a path belongs to the base, as in `http://host/{group}`. */
function asBase(url: string): string {
  const [base = '', query] = url.split('?')
  const whole = base.endsWith('/') ? base : `${base}/`
  return query === undefined ? whole : `${whole}?${query}`
}

function reasonOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `nothing for ${timeoutMs} ms`
  const { cause } = error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return code === '' ? error.message : code
}
