interface RequestHead {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly httpVersion: string
  /** Names and values by turns, as Node has them. */
  readonly rawHeaders: readonly string[]
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
