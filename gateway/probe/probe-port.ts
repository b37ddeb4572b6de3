import { Line } from '#shared/contracts/device.ts'
import type { PortProbe, ProbeAnswer } from '#shared/contracts/found.ts'
import { framing, nameLine } from '../lines/words.ts'
import { askWeight } from '../scale/mettler-8217.ts'
import { probeHost } from './probe-host.ts'
import { askLine, type Finding, listenTo, type ProbeDeps, type Question } from './question.ts'
import { askStatus, readStatus } from './receipt-printer.ts'
import { readWeight } from './scale.ts'
import { ENQ, listenToShtrih } from './shtrih.ts'
import { listenToZvt, statusEnquiry } from './zvt.ts'
import { frameApdu } from './zvt-frames.ts'

/** A device answers within some milliseconds of the last bit; a scale and a terminal think first. */
const PRINTER_MS = 250
const SHTRIH_MS = 400
const SCALE_MS = 500
const ZVT_MS = 1500

type Path = Exclude<PortProbe, { kind: 'tcp' }>

/**
 * Asks a port or an address what is there, by questions that change nothing and at the usual
 * settings only. Whether it may be asked at all is for the caller to say.
 */
export async function probePort(probe: PortProbe, deps: ProbeDeps): Promise<ProbeAnswer> {
  if (probe.kind === 'tcp') return await probeHost(probe, deps)
  const tried = new Set<string>()
  for (const question of questionsOf(probe)) {
    if (deps.clock() >= probe.expiresAt) break
    const { line } = question
    let finding: Finding | null
    try {
      finding = (await askLine(question, deps)).finding
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      return { found: 'refused', line: null, reason: reason.slice(0, 300), tried: [...tried] }
    }
    tried.add((line.kind === 'serial' ? framing(line) : nameLine(line)).slice(0, 40))
    if (finding !== null) return { ...finding, line, tried: [...tried] }
  }
  const reason =
    probe.kind === 'serial'
      ? 'nothing answered: check power and cable; a scanner, card reader or display never answers'
      : 'nothing answered: check its power; some USB printers never answer'
  return { found: 'nothing', line: null, reason, tried: [...tried] }
}

/**
 * In this order, so that none hears what it could take for something else:
 * - ENQ goes before `DLE EOT`, whose `02` begins a frame for a fiscal printer. It is one byte which
 *   printers and scales drop, and more is said only to who says NAK to it.
 * - `W` comes after all speeds of printers: at one that was not tried it would be printed.
 * - ZVT comes last: a scale would have been found by then, and to everybody else each of its bytes
 *   is a control character; behind DLE stands none that a printer obeys.
 */
function questionsOf({ kind, path }: Path): readonly Question[] {
  const printer = { ask: askStatus, waitMs: PRINTER_MS, listen: listenTo(readStatus) }
  if (kind === 'usb') return [{ ...printer, line: { kind, path } }]
  const serial = (settings: object) => Line.parse({ kind, path, ...settings })
  const shtrih = { ask: Uint8Array.of(ENQ), waitMs: SHTRIH_MS, listen: listenToShtrih }
  return [
    // What makers ship their devices with; the most common first.
    ...[9600, 115_200].flatMap((baudRate) => [
      { ...shtrih, line: serial({ baudRate }) },
      { ...printer, line: serial({ baudRate }) },
    ]),
    ...[19_200, 38_400].map((baudRate) => ({ ...printer, line: serial({ baudRate }) })),
    {
      line: serial({ baudRate: 9600, dataBits: 7, parity: 'even' }),
      ask: askWeight,
      waitMs: SCALE_MS,
      listen: listenTo(readWeight),
    },
    {
      line: serial({ baudRate: 9600, stopBits: 2 }),
      ask: frameApdu(statusEnquiry),
      waitMs: ZVT_MS,
      listen: listenToZvt('serial'),
    },
  ]
}
