import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { Line } from '#shared/contracts/device.ts'
import type { PortProbe, ProbeAnswer } from '#shared/contracts/found.ts'
import { blockedBy, createStatusDecoder, decodeRealTime } from '../printer/status.ts'
import { askWeight, createWeighingDecoder } from '../scale/mettler-8217.ts'
import { framing, nameLine } from './words.ts'

/** What makers ship their printers with; the most common first. */
const printerSpeeds = [9600, 115_200, 19_200, 38_400] as const
/** A printer answers within some milliseconds of the last bit, a scale a little later. */
const PRINTER_MS = 250
const SCALE_MS = 500
const HEARD_MAX = 256

/** `DLE EOT 1…4`: answered at once by receipt printers, and obeyed by nothing. */
const askStatus = Uint8Array.of(16, 4, 1, 16, 4, 2, 16, 4, 3, 16, 4, 4)

export interface ProbeDeps {
  readonly open: (line: Line) => Promise<Duplex>
  readonly clock: () => number
  readonly answerMs?: number
}

/**
 * Asks a port what hangs on it, by questions that change nothing and at the usual settings only.
 * Whether it may be asked at all is for the caller to say.
 */
export async function probePort(probe: PortProbe, deps: ProbeDeps): Promise<ProbeAnswer> {
  const tried: string[] = []
  for (const { line, ask, waitMs, read } of questionsOf(probe)) {
    if (deps.clock() >= probe.expiresAt) break
    let heard: Uint8Array
    try {
      heard = await exchange(line, ask, deps.answerMs ?? waitMs, deps)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      return { found: 'refused', line: null, reason: reason.slice(0, 300), tried }
    }
    tried.push(line.kind === 'serial' ? framing(line) : nameLine(line))
    const answer = read(heard)
    if (answer !== null) return { ...answer, line, tried }
  }
  const reason =
    probe.kind === 'serial'
      ? 'nothing answered: check power and cable; a scanner, card reader or display never answers'
      : 'nothing answered: check its power; some USB printers never answer'
  return { found: 'nothing', line: null, reason, tried }
}

interface Question {
  readonly line: Line
  readonly ask: Uint8Array
  readonly waitMs: number
  readonly read: (heard: Uint8Array) => Pick<ProbeAnswer, 'found' | 'reason'> | null
}

function questionsOf({ kind, path }: PortProbe): readonly Question[] {
  const printer = { ask: askStatus, waitMs: PRINTER_MS, read: readStatus }
  if (kind === 'usb') return [{ ...printer, line: { kind, path } }]
  const serial = (baudRate: number) => Line.parse({ kind, path, baudRate })
  return [
    ...printerSpeeds.map((speed) => ({ ...printer, line: serial(speed) })),
    // Last: a printer at a speed that was not tried would print the letter.
    {
      line: Line.parse({ kind, path, baudRate: 9600, dataBits: 7, parity: 'even' }),
      ask: askWeight,
      waitMs: SCALE_MS,
      read: readWeight,
    },
  ]
}

/** All that comes back until nothing more is to be awaited. */
async function exchange(
  line: Line,
  ask: Uint8Array,
  waitMs: number,
  { open }: ProbeDeps,
): Promise<Uint8Array> {
  const opened = await open(line)
  const chunks: Uint8Array[] = []
  let heard = 0
  opened.on('error', () => undefined)
  opened.on('data', (chunk: Uint8Array) => {
    if (heard < HEARD_MAX) chunks.push(Uint8Array.from(chunk))
    heard += chunk.length
  })
  const closed = new Promise<void>((resolve) => opened.once('close', () => resolve()))
  opened.write(ask)
  await Promise.race([sleep(waitMs), closed])
  opened.destroy()
  // Only then can the port be opened again.
  await closed
  return Uint8Array.from(chunks.flatMap((chunk) => [...chunk]))
}

/** At a wrong speed there is noise: of a right answer all is an answer. */
function readStatus(heard: Uint8Array): Pick<ProbeAnswer, 'found' | 'reason'> | null {
  const answers = createStatusDecoder()(heard)
  const values = answers.flatMap((one) => (one.kind === 'real-time' ? [one.value] : []))
  const [printer, cause, error, paper] = values
  if (printer === undefined || cause === undefined || values.length !== answers.length) return null
  if (values.length !== heard.filter((byte) => byte !== 0x11 && byte !== 0x13).length) return null
  // Some clones answer only the first two.
  const sensors = decodeRealTime([printer, cause, error ?? 0x12, paper ?? 0x12])
  return { found: 'receipt-printer', reason: blockedBy(sensors) }
}

function readWeight(heard: Uint8Array): Pick<ProbeAnswer, 'found' | 'reason'> | null {
  const isWeight = createWeighingDecoder()
    .push(heard)
    .some(({ kind }) => kind !== 'noise')
  return isWeight ? { found: 'scale', reason: '' } : null
}
