import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServing } from '#cloud/serve.ts'
import { startServing as startHubServing } from '#hub/serve.ts'
import { openTestHub } from '#test/hub/open-hub.ts'
import { openTestCloud } from './test-cloud.ts'

interface Program extends AsyncDisposable {
  readonly port: number
  /** Where its WebSockets are asked for. */
  readonly live: string
  /** Needs no more than a token. */
  readonly list: string
  readonly token: string
}

async function openCloud(): Promise<Program> {
  const cloud = await openTestCloud()
  const { port } = await cloud.serve()
  const paths = { live: '/v1/hub-stream', list: '/v1/companies' }
  const close = () => cloud[Symbol.asyncDispose]()
  return { port, ...paths, token: cloud.adminKey, [Symbol.asyncDispose]: close }
}

async function openHub(): Promise<Program> {
  const shop = await openTestHub()
  const { token } = await shop.openTill()
  const where = { host: '127.0.0.1', port: 0 }
  const serving = await startHubServing({ fetch: shop.hub.app.fetch, ...where })
  return {
    port: serving.port,
    live: `/v1/live?token=${token}`,
    list: '/v1/products',
    token,
    async [Symbol.asyncDispose]() {
      await serving.close()
      await shop[Symbol.asyncDispose]()
    },
  }
}

describe.each([
  ['cloud', openCloud],
  ['hub', openHub],
])('the %s over a bare socket', (_, open) => {
  let program: Program
  beforeAll(async () => {
    program = await open()
  })
  afterAll(() => program?.[Symbol.asyncDispose]())

  test.each<[what: string, line: string, hosts: string[], status: number, words: RegExp]>([
    [
      'a Host that is none',
      'GET LIST HTTP/1.1',
      ['[[['],
      400,
      /Host header "\[\[\[" names no host/,
    ],
    ['a Host with a name', 'GET LIST HTTP/1.1', ['a@b'], 400, /"a@b" names no host/],
    ['a port that is none', 'GET LIST HTTP/1.1', ['x:99999'], 400, /"x:99999" names no host/],
    ['two Hosts', 'GET LIST HTTP/1.1', ['x', 'y'], 400, /2 Host headers/],
    ['no Host', 'GET LIST HTTP/1.1', [], 400, /no Host header/],
    ['an address that is none', 'GET http://[[[/ HTTP/1.1', ['x'], 400, /no path of this server/],
    ['an address with a password', 'GET http://a:b@x/ HTTP/1.1', ['x'], 400, /no path/],
    ['an address of FTP', 'GET ftp://x/ HTTP/1.1', ['x'], 400, /no path of this server/],
    ['an asterisk', 'OPTIONS * HTTP/1.1', ['x'], 400, /"\*" is no path/],
    ['a backslash', 'GET /a\\b HTTP/1.1', ['x'], 400, /backslash/],
  ])('%s is refused in words, with and without a wish for a WebSocket', async (...row) => {
    const [, line, hosts, status, words] = row
    for (const wish of ['', webSocket]) {
      const head = `${line}\r\n${hosts.map((host) => `Host: ${host}\r\n`).join('')}${wish}\r\n`
      const answer = await ask(program, head)
      expect([wish, answer.status, answer.detail]).toEqual([
        wish,
        status,
        expect.stringMatching(words),
      ])
    }
  })

  test.each<[what: string, head: string, status: number]>([
    ['a path of a megabyte', `GET /${'a'.repeat(1_000_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431],
    ['a path of 12 KB', `GET /${'a'.repeat(12_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 404],
    ['NUL in the path', 'GET /a\0b HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['NUL in a header', 'GET / HTTP/1.1\r\nHost: x\r\nA: \0\r\n\r\n', 400],
    ['a path without its slash', 'GET foo HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['a method that nobody knows', 'FOO / HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['a tunnel', 'CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n', 405],
    ['a length that is none', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: a\r\n\r\n', 400],
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['%zz', 'GET LIST/%zz HTTP/1.1\r\nHost: x\r\nTOKEN\r\n', 422],
    ['%ff', 'GET LIST/%ff HTTP/1.1\r\nHost: x\r\nTOKEN\r\n', 422],
    ['%00', 'GET LIST/%00 HTTP/1.1\r\nHost: x\r\nTOKEN\r\n', 422],
    ['%', 'GET LIST/% HTTP/1.1\r\nHost: x\r\nTOKEN\r\n', 422],
    ['%zz of a page', 'GET /assets/%zz HTTP/1.1\r\nHost: x\r\n\r\n', 404],
    ['%00 of a page', 'GET /assets/%00 HTTP/1.1\r\nHost: x\r\n\r\n', 404],
  ])('%s is refused in words', async (_what, head, status) => {
    const answer = await ask(program, head)
    expect(answer).toEqual({ status, detail: expect.stringMatching(/./) })
  })

  test('a Host with a port, of IPv6, in capitals or, from HTTP/1.0, none at all is served', async () => {
    for (const head of [
      `GET LIST?limit=0 HTTP/1.0\r\nTOKEN\r\n`,
      ...['x:8080', '[::1]:8080', '127.0.0.1', 'HUB.local', 'my_hub', ''].map(
        (host) => `GET LIST?limit=0 HTTP/1.1\r\nHost: ${host}\r\nTOKEN\r\n`,
      ),
      'GET http://xLIST?limit=0 HTTP/1.1\r\nHost: x\r\nTOKEN\r\n',
    ]) {
      const answer = await ask(program, head)
      expect([head, answer.status]).toEqual([head, 422])
    }
  })
})

const webSocket =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'

/** The answer's status, and the words of its problem. */
async function ask({ port, list, live, token }: Program, head: string) {
  const socket = connect(port, '127.0.0.1')
  let heard = ''
  socket.on('error', () => undefined)
  socket.on('data', (bytes: Buffer) => {
    heard += bytes.toString('latin1')
  })
  const path = head.includes('websocket') ? live : list
  const sent = head.replace('LIST', path).replace('TOKEN', `Authorization: Bearer ${token}\r\n`)
  socket.write(Buffer.from(sent, 'latin1'))
  await expect.poll(() => heard, { timeout: 10_000 }).toMatch(/^HTTP[^]*\r\n\r\n[^]*\{[^]*\}/)
  socket.destroy()
  const { detail } = JSON.parse(/\{[^]*\}/.exec(heard)?.[0] ?? '') as { detail?: string }
  return { status: Number(heard.slice(9, 12)), detail }
}

describe.each([
  ['cloud', startServing],
  ['hub', startHubServing],
])('a body that the %s refuses by its first bytes', (_, start) => {
  const app = new Hono()
    .post('/full', (c) => c.text('too large', 413))
    .post('/chunks', async (c) => {
      await c.req.raw.body?.getReader().read()
      return c.text('too large', 413)
    })
    .get('/next', (c) => c.text('the next answer'))
  const where = { fetch: app.fetch, host: '127.0.0.1', port: 0 }

  test.each(['/full', '/chunks'])(
    'on %s is taken to its end, and the connection goes on',
    async (path) => {
      const serving = await start(where)
      const socket = connect(serving.port, '127.0.0.1')
      let failure: unknown
      socket.on('error', (error) => {
        failure = error
      })
      // As most clients do: it reads when all is sent.
      socket.pause()
      const part = Buffer.alloc(1024 * 1024)
      socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: ${part.length * 4}\r\n\r\n`)
      for (let n = 0; n < 4; n += 1) {
        socket.write(part)
        await setTimeout(300)
      }
      socket.write('GET /next HTTP/1.1\r\nHost: x\r\n\r\n')
      let heard = ''
      socket.on('data', (bytes: Buffer) => {
        heard += bytes.toString('latin1')
      })
      socket.resume()
      await expect.poll(() => failure ?? heard, { timeout: 10_000 }).toMatch(/the next answer$/)
      expect(heard).toMatch(/^HTTP\/1.1 413 [^]*too large/)
      socket.destroy()
      await serving.close()
    },
  )

  test('and that never ends is cut off at a limit, its answer being read', async () => {
    const serving = await start({ ...where, restMs: 300 })
    const socket = connect(serving.port, '127.0.0.1')
    const closed = once(socket, 'close')
    socket.on('error', () => undefined)
    let heard = ''
    socket.on('data', (bytes: Buffer) => {
      heard += bytes.toString('latin1')
    })
    socket.write('POST /full HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n')
    const drip = setInterval(() => socket.write('x'), 20)
    await closed
    clearInterval(drip)
    expect(heard).toMatch(/^HTTP\/1.1 413 [^]*too large$/)
    await serving.close()
  })
})
