import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { nothingSeen, seenHeader } from '#shared/contracts/witness.ts'
import { percentile } from './figure.ts'

export const CONNECTIONS = 50

export type Send = (method: string, path: string, body?: string) => Promise<number>

/** So many at once, each client sending its next when the last was answered. */
export async function closedLoop(
  count: number,
  makeBody: () => string,
  send: Send,
): Promise<{ readonly perSecond: number; readonly p99Ms: number }> {
  const took: number[] = []
  let left = count
  const began = performance.now()
  const client = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      const body = makeBody()
      const at = performance.now()
      await send('POST', '/v1/sales', body)
      took.push(performance.now() - at)
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, client))
  const seconds = (performance.now() - began) / 1000
  return { perSecond: count / seconds, p99Ms: percentile(took, 0.99) }
}

export type Latency = Readonly<Record<'p50Ms' | 'p99Ms', number>>

export function latencyOf(took: readonly number[]): Latency {
  return { p50Ms: percentile(took, 0.5), p99Ms: percentile(took, 0.99) }
}

/**
 * Calls at a fixed rate until told to stop or the time is over, whether those before were answered
 * or not, so a stall is not hidden by callers that wait. Latency counts from when a call was due, or
 * from 1 ms before it went out where this process was late: it shares its cores with those that it
 * measures, as no till does. `late` takes how late each was.
 */
export async function openLoop(
  perSecond: number,
  call: () => Promise<unknown>,
  until: ({ readonly seconds: number } | { readonly stopped: AbortSignal }) & {
    readonly late?: number[]
  },
): Promise<number[]> {
  const took: number[] = []
  const running: Promise<void>[] = []
  const began = performance.now()
  const isOver = (i: number): boolean =>
    'seconds' in until ? i >= perSecond * until.seconds : until.stopped.aborted
  for (let i = 0; !isOver(i); i += 1) {
    const due = began + (i * 1000) / perSecond
    const wait = due - performance.now()
    if (wait > 0) await sleep(wait)
    const now = performance.now()
    until.late?.push(Math.max(0, now - due))
    // A timer of Node wakes up to 1 ms early or late by itself.
    running.push(timed(took, Math.max(due, now - 1), call))
  }
  await Promise.all(running)
  return took
}

async function timed(into: number[], from: number, call: () => Promise<unknown>): Promise<void> {
  await call()
  into.push(performance.now() - from)
}

/** Plain keep-alive HTTP: `fetch` would cost the generator more than the hub spends. */
export function sender(url: string, token: string): Send {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS, noDelay: true })
  const { hostname, port } = new URL(url)
  const send: Send = (method, path, body) =>
    new Promise((resolve, reject) => {
      const outgoing = request(
        {
          agent,
          hostname,
          port,
          method,
          path,
          headers: {
            authorization: `Bearer ${token}`,
            [seenHeader]: nothingSeen,
            ...(body !== undefined && {
              'content-type': 'application/json',
              'content-length': Buffer.byteLength(body),
            }),
          },
        },
        (response) => {
          const status = response.statusCode ?? 0
          if (status >= 400) {
            let text = ''
            response.on('data', (chunk: Buffer) => (text += chunk.toString()))
            response.on('end', () => reject(new Error(`${path} answered ${status}: ${text}`)))
            return
          }
          response.resume()
          response.on('end', () => resolve(status))
        },
      )
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        // A kept connection that the server closed as idle while this request was on its way; a
        // sale's id makes the second try the same sale.
        const wasIdle = outgoing.reusedSocket && error.code === 'ECONNRESET'
        if (wasIdle) send(method, path, body).then(resolve, reject)
        else reject(error)
      })
      outgoing.end(body)
    })
  return send
}
