/**
 * The smallest server of libSQL's remote protocol: Hrana over HTTP, versions 2 and 3 in JSON
 * (libSQL's docs/HRANA_3_SPEC.md), as `sqld` speaks it. No package on npm or in Debian holds one.
 * A namespace is named by the first part of the path or, as in `nom.db.example`, of the host, has a
 * file of its own and is made by `POST /v1/namespaces/<name>/create` only, as on a `sqld` that has
 * namespaces. A process of its own, since clients may block. `PUT /faults` makes it slow, silent, or
 * kills it at a statement.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import {
  Batch,
  HranaError,
  type HranaStream,
  openStream,
  StreamRequest,
} from './libsql-server-stream.ts'

const [folder = '', port = '0', token = ''] = process.argv.slice(2)
/** Of a stream that nobody uses. */
const STREAM_MS = 10_000

const Faults = z.object({
  delayMs: z.int().default(0),
  /** Takes requests and never answers. */
  silent: z.boolean().default(false),
  /**
   * SIGKILL of this process when such a statement came, before it runs or before it is answered; of
   * a stream that has run a statement with `having` in it, since the cloud commits other things too.
   */
  killAt: z
    .object({ sql: z.string(), when: z.enum(['before', 'after']), having: z.string().default('') })
    .nullable()
    .default(null),
})
let faults = Faults.parse({})

interface Open {
  readonly stream: HranaStream
  /** Whether it has run the statement that the kill is for. */
  isMeant: boolean
}
interface Kept extends Open {
  readonly namespace: string
  timer: NodeJS.Timeout
}
const streams = new Map<string, Kept>()

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    const { status, code } = error instanceof Refused ? error : { status: 500, code: 'INTERNAL' }
    const message = error instanceof Error ? error.message : String(error)
    send(response, status, { message, code })
  })
})

class Refused extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request)
  const path = (request.url ?? '').replace(/\?.*$/, '')
  if (path === '/faults') {
    faults = Faults.parse(JSON.parse(body))
    send(response, 200, faults)
    return
  }
  const [, made] = /^\/v1\/namespaces\/([a-z0-9]+)\/create$/.exec(path) ?? []
  if (made !== undefined) {
    if (!isThere(made)) writeFileSync(fileOf(made), '')
    send(response, 200, {})
    return
  }
  const [, host = ''] = /^([a-z][a-z0-9]*)\./.exec(request.headers.host ?? '') ?? []
  const [, namespace = '', version = '', verb = ''] = `${host && `/${host}`}${path}`.split('/')
  if (token !== '' && request.headers.authorization !== `Bearer ${token}`) {
    throw new Refused(401, 'AUTH_JWT_INVALID', 'Authentication failed: the JWT is invalid')
  }
  if (faults.silent) return
  if (faults.delayMs > 0) await sleep(faults.delayMs)
  const isKnown = version === 'v2' || version === 'v3'
  if (request.method === 'POST' && !isThere(namespace))
    throw new Refused(404, 'NAMESPACE_DOESNT_EXIST', `Namespace \`${namespace}\` doesn't exist`)
  if (isKnown && request.method === 'GET' && verb === '') send(response, 200, {})
  else if (isKnown && request.method === 'POST' && verb === 'pipeline')
    await pipeline(namespace, body, response)
  else if (version === 'v3' && request.method === 'POST' && verb === 'cursor')
    await cursor(namespace, body, response)
  else throw new Refused(404, 'NOT_FOUND', 'no such endpoint')
}

function isThere(namespace: string): boolean {
  return /^[a-z0-9]+$/.test(namespace) && existsSync(fileOf(namespace))
}

function fileOf(namespace: string): string {
  return join(folder, `${namespace}.db`)
}

const Pipeline = z.object({ baton: z.string().nullish(), requests: z.array(StreamRequest) })

async function pipeline(namespace: string, body: string, response: ServerResponse): Promise<void> {
  const { baton, requests } = Pipeline.parse(JSON.parse(body))
  const open = take(namespace, baton)
  const { stream } = open
  const results: object[] = []
  let isOpen = true
  for (const request of requests) {
    try {
      if (!isOpen) throw new HranaError('STREAM_CLOSED', 'the stream was closed')
      results.push({ type: 'ok', response: await stream.perform(request) })
      if (request.type === 'close') isOpen = false
    } catch (error) {
      if (!(error instanceof HranaError)) throw error
      results.push({ type: 'error', error: { message: error.message, code: error.code } })
    }
  }
  dieIf('after', JSON.stringify(requests), open)
  send(response, 200, { baton: isOpen ? keep(namespace, open) : null, base_url: null, results })
}

async function cursor(namespace: string, body: string, response: ServerResponse): Promise<void> {
  const parsed = z.object({ baton: z.string().nullish(), batch: Batch }).parse(JSON.parse(body))
  const open = take(namespace, parsed.baton)
  const { results, errors } = await open.stream.batch(parsed.batch)
  const lines: object[] = [{ baton: keep(namespace, open), base_url: null }]
  for (const [step, result] of results.entries()) {
    if (errors[step]) lines.push({ type: 'step_error', step, error: errors[step] })
    if (result === null) continue
    const { cols, rows, affected_row_count, last_insert_rowid } = result
    lines.push({ type: 'step_begin', step, cols }, ...rows.map((row) => ({ type: 'row', row })))
    lines.push({ type: 'step_end', affected_row_count, last_insert_rowid })
  }
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
}

/** A baton is good once; a stream without its client ends by itself, and its transaction with it. */
function take(namespace: string, baton: string | null | undefined): Open {
  if (baton === undefined || baton === null) {
    const stream = openStream(fileOf(namespace), async (sql) => {
      if (faults.killAt !== null && sql.includes(faults.killAt.having)) open.isMeant = true
      dieIf('before', sql, open)
    })
    const open: Open = { stream, isMeant: false }
    return open
  }
  const kept = streams.get(baton)
  if (kept?.namespace !== namespace) {
    throw new Refused(400, 'STREAM_EXPIRED', 'The stream has expired due to inactivity')
  }
  clearTimeout(kept.timer)
  streams.delete(baton)
  return kept
}

function keep(namespace: string, open: Open): string {
  const baton = randomBytes(18).toString('base64url')
  const expire = () => {
    streams.delete(baton)
    open.stream.close()
  }
  streams.set(baton, Object.assign(open, { namespace, timer: setTimeout(expire, STREAM_MS) }))
  return baton
}

function dieIf(when: 'before' | 'after', sql: string, { isMeant }: Open): void {
  const { killAt } = faults
  if (!isMeant || killAt?.when !== when || !sql.includes(killAt.sql)) return
  process.kill(process.pid, 'SIGKILL')
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

// It ends with the process that started it, however that ends.
process.stdin.on('end', () => process.exit(0)).resume()
server.listen(Number(port), '127.0.0.1', () => {
  const address = server.address()
  process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`)
})
