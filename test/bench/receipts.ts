import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Duplex } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { openSerialLine } from '#gateway/lines/serial.ts'
import { encodeDocument } from '#gateway/printer/encode.ts'
import { startPrinter } from '#gateway/printer/printer.ts'
import { profileOf } from '#gateway/printer/profiles.ts'
import { createVirtualPrinter } from '#gateway/virtual/printer.ts'
import { PrintDocument } from '#shared/contracts/print.ts'
import { openSerialCable } from '../gateway/lines/pty.ts'
import { type Figure, percentile } from './figure.ts'

const LINES = 40
/** The longest that a shop prints: a report, or a receipt of some eighty products. */
const LONG_LINES = 190
const baudRate = 115_200
const bytesPerMs = baudRate / 10 / 1000

/** Forty full lines: letters of its pages, a third of them drawn, all of them drawn. */
const documents = {
  text: documentOf(() => 'Хлеб Бородинский, 2 x 45,50 = 91,00 руб., №'),
  mixed: documentOf((line) => (line % 3 === 0 ? 'Өндөг, 10 ш, 7 500 ₮, үнэ' : 'Талх, 2 х 3 500')),
  drawn: documentOf(() => 'Өвгөн Жэк, Үлгэр, үнэгүй ном өгөх ёслол ₮'),
} as const

/** Letters of its pages alone: some 8 KB, so that questions of how it is weigh more than in a picture. */
const longText = documentOf(() => 'Хлеб Бородинский, 2 x 45,50 = 91,00 руб.', LONG_LINES)

/** Rendering for a printer without KZ-1048, and how well a serial line is kept busy with it. */
export async function benchReceipts(): Promise<readonly Figure[]> {
  const rendering = Object.entries(documents).map(([what, document]) => render(what, document))
  return [
    ...rendering,
    await fillLine('drawn', documents.drawn),
    await fillLine('long text', longText),
  ]
}

function render(what: string, document: PrintDocument): Figure {
  const took: number[] = []
  let bytes = 0
  for (let run = 0; run < 220; run += 1) {
    const before = performance.now()
    bytes = encode(document).length
    // The first ones compile code and draw glyphs.
    if (run >= 20) took.push(performance.now() - before)
  }
  const medianMs = percentile(took, 0.5)
  const p99Ms = percentile(took, 0.99)
  return {
    what: `render ${LINES} lines, ${what}`,
    measured: `p50 ${medianMs.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms, ${bytes} bytes`,
    budget: 'p50 ≤ 5 ms',
    met: medianMs <= 5,
    numbers: { medianMs, p99Ms, bytes },
  }
}

/** Receipts for a printer at the other end of a wire that takes 115,200 baud and not a byte more. */
async function fillLine(kind: string, document: PrintDocument): Promise<Figure> {
  await using cable = await openSerialCable()
  const serial = { kind: 'serial', dataBits: 8, parity: 'none', stopBits: 1, flow: 'none' } as const
  const wire = await openPacedWire(cable.far)
  const device = createVirtualPrinter({ maker: 'clone', columns: 48, clock: () => Date.now() })
  let taken = 0
  wire.on('data', (chunk: Uint8Array) => {
    taken += chunk.length
  })
  device.attach(wire)
  const line = { ...serial, path: cable.near, baudRate }
  const printer = startPrinter({
    config: {
      kind: 'receipt-printer',
      device: 'bench',
      name: 'Bench',
      line,
      profile: 'generic-80mm',
      columns: 48,
      drawer: false,
    },
    openLine: () => openSerialLine(line),
    clock: () => Date.now(),
    onHealth: () => undefined,
  })
  const job = { document, duplicate: false, openDrawer: false, expiresAt: null }
  while (printer.health().availability !== 'online') {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const startedAt = performance.now()
  const takenBefore = taken
  const outcomes = await Promise.all([1, 2].map(() => printer.print(job, () => undefined)))
  const tookMs = performance.now() - startedAt
  const bytes = taken - takenBefore
  const share = bytes / bytesPerMs / tookMs
  await printer.close()
  wire.destroy()
  const isDone = outcomes.every(({ outcome }) => outcome === 'done')
  return {
    what: `serial line at ${baudRate} baud, two ${kind} receipts`,
    measured: `${(share * 100).toFixed(0)} % used: ${bytes} bytes in ${(tookMs / 1000).toFixed(1)} s`,
    budget: '≥ 95 % used',
    met: isDone && share >= 0.95,
    numbers: { share, bytes, tookMs },
  }
}

/** Ends with its stream. */
async function openPacedWire(path: string): Promise<Duplex> {
  const script = fileURLToPath(new URL('./paced-wire-process.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', script, path, String(baudRate)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return Duplex.from({ readable: child.stdout, writable: child.stdin })
}

function encode(document: PrintDocument): Uint8Array {
  const profile = profileOf('generic-80mm')
  return encodeDocument(document, { profile, columns: 48, duplicate: false, openDrawer: false })
}

function documentOf(text: (line: number) => string, lines = LINES): PrintDocument {
  const blocks = Array.from({ length: lines }, (_, line) => ({
    kind: 'text' as const,
    text: text(line),
  }))
  return PrintDocument.parse({ language: 'mn', title: 'bench', blocks })
}
