import type { PortProbe, ProbeAnswer } from '#shared/contracts/found.ts'
import { nameLine } from '../lines/words.ts'
import { askLine, listenTo, type ProbeDeps } from './question.ts'
import { askStatus, hasAllStatus, readStatus } from './receipt-printer.ts'
import { listenToZvt, statusEnquiry } from './zvt.ts'

/** A device in the same network connects and answers within milliseconds; asleep, within a second. */
export const CONNECT_MS = 2000
const ANSWER_MS = 2000
const PRINTER_PORT = 9100
const ZVT_PORT = 20_007

/**
 * Asks the one address that a technician names, at one port after the other: each hears nothing but
 * the question of those that listen there.
 */
export async function probeHost(
  { host, port, expiresAt }: Extract<PortProbe, { kind: 'tcp' }>,
  deps: ProbeDeps,
): Promise<ProbeAnswer> {
  const tried: string[] = []
  const portsByWords = new Map<string, number[]>()
  let isOpen = false
  for (const asked of port === undefined ? [PRINTER_PORT, ZVT_PORT] : [port]) {
    if (deps.clock() >= expiresAt) break
    const line = { kind: 'tcp', host, port: asked } as const
    tried.push(nameLine(line))
    try {
      const { finding, heard } = await askLine({ ...questionAt(asked), line }, deps)
      if (finding !== null) return { ...finding, line, tried }
      isOpen = true
      note(asked, heard > 0 ? notUnderstood : silent)
    } catch (error) {
      note(asked, wordsOf(error))
    }
  }
  const reason = [...portsByWords]
    .map(([words, ports]) => `port ${ports.join(' and ')}: ${words}`)
    .join('; ')
  return {
    found: isOpen ? 'nothing' : 'refused',
    line: null,
    reason: (reason === '' ? 'the question came too late: ask again' : reason).slice(0, 300),
    tried,
  }

  function note(asked: number, words: string): void {
    portsByWords.set(words, [...(portsByWords.get(words) ?? []), asked])
  }
}

function questionAt(port: number) {
  return port === ZVT_PORT
    ? { ask: statusEnquiry, waitMs: ANSWER_MS, listen: listenToZvt('tcp') }
    : { ask: askStatus, waitMs: ANSWER_MS, listen: listenTo(readStatus, hasAllStatus) }
}

const seconds = (ms: number) => `${ms / 1000} s`
const silent = `connected, and no answer in ${seconds(ANSWER_MS)}: is it another device?`
const notUnderstood = 'connected, and answers that mean nothing: is it another device?'
const noAnswer = `no answer in ${seconds(CONNECT_MS)}: check its power and the address`
const noRoute = 'no route: is this address in the network of the gateway?'
const wordsByCode: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'refused: is it switched on and is the port right?'],
  ['EHOSTUNREACH', noRoute],
  ['ENETUNREACH', noRoute],
  ['EHOSTDOWN', noAnswer],
  ['ETIMEDOUT', noAnswer],
])

/** Lines name the fault of the system as cause. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return wordsByCode.get(code) ?? error.message
}
