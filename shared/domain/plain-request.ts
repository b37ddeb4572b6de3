interface RequestHead {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly httpVersion: string
  /** Names and values by turns, as Node has them. */
  readonly rawHeaders: readonly string[]
}

/** What makes a head no request of ours, in words; null = nothing. A framework would fail on it. */
export function faultOfHead({ url = '', httpVersion, rawHeaders }: RequestHead): string | null {
  const { host, hosts } = hostOf(rawHeaders)
  if (hosts > 1) return `The request has ${hosts} Host headers; send one.`
  if (hosts === 0 && httpVersion !== '1.0') return 'The request has no Host header.'
  if (host !== '' && host !== lastHost && !isHost(host))
    return `The Host header "${shown(host)}" names no host.`
  lastHost = host
  if (/^[^?]*\\/.test(url)) return 'The path holds a backslash; write / or %5C.'
  return url.startsWith('/') || isAddress(url)
    ? null
    : `"${shown(url)}" is no path of this server; begin it with /.`
}

/** Nearly all requests name the same one, and to judge it costs a thirtieth of a sale. */
let lastHost = ''

function hostOf(rawHeaders: readonly string[]): { host: string; hosts: number } {
  let host = ''
  let hosts = 0
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.length !== 4 || rawHeaders[i]?.toLowerCase() !== 'host') continue
    host = rawHeaders[i + 1] ?? ''
    hosts += 1
  }
  return { host, hosts }
}

/** As a URL writes it: 127.1 or a name in other letters would be another one after parsing. */
function isHost(host: string): boolean {
  const address = `http://${host}/`
  if (!URL.canParse(address)) return false
  const { hostname } = new URL(address)
  return hostname === host.replace(/:\d*$/, '').toLowerCase()
}

/** The absolute form that proxies are sent; one with a name and password could not be answered. */
function isAddress(url: string): boolean {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) return false
  const { username, password } = new URL(url)
  return username + password === ''
}

function shown(text: string): string {
  return text.slice(0, 100)
}

interface Refusal {
  readonly status: 400 | 405 | 408 | 431
  readonly words: string
}

/** Of what Node's parser threw away before there was a request. */
export function refusalOf({ code, reason }: { code?: string; reason?: string }): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW')
    return { status: 431, words: 'The path and headers are larger than 16 KiB.' }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return { status: 408, words: 'The request did not come in time.' }
  const why = reason === undefined ? '' : ` (${reason})`
  return { status: 400, words: `This is no HTTP/1.1 request${why}.` }
}

const titles = {
  400: 'Bad Request',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
} as const

export const problemType = { 'content-type': 'application/problem+json' } as const

export function problemText({ status, words }: Refusal): string {
  return JSON.stringify({ type: 'about:blank', title: titles[status], status, detail: words })
}

/** A whole answer in ASCII, for where Node has none to fill in; the connection ends after it. */
export function refusalText(refusal: Refusal): string {
  const { status } = refusal
  const body = problemText(refusal).replace(/[^ -~]/g, '?')
  return [
    `HTTP/1.1 ${status} ${titles[status]}`,
    'connection: close',
    `content-type: ${problemType['content-type']}`,
    `content-length: ${body.length}`,
    '',
    body,
  ].join('\r\n')
}

export function isWebSocket(headers: { readonly upgrade?: string | undefined }): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket'
}

/**
 * The request's head in Latin-1 without its wish for another protocol, which a server may ignore
 * (RFC 9110, 7.8): Java's client and `curl --http2` wish for HTTP/2 with their first request.
 */
export function withoutUpgrade({ method, url, httpVersion, rawHeaders }: RequestHead): string {
  const lines = [`${method} ${url} HTTP/${httpVersion}`]
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const [name = '', value = ''] = rawHeaders.slice(i, i + 2)
    const kept = name.toLowerCase() === 'connection' ? withoutWish(value) : value
    if (!wishes.has(name.toLowerCase()) && kept !== '') lines.push(`${name}: ${kept}`)
  }
  return `${lines.join('\r\n')}\r\n\r\n`
}

const wishes = new Set(['upgrade', 'http2-settings'])

function withoutWish(connection: string): string {
  const tokens = connection.split(',').map((token) => token.trim())
  return tokens.filter((token) => !wishes.has(token.toLowerCase())).join(', ')
}
