import type { Duplex } from 'node:stream'
import { createVirtualLines } from '#gateway/lines/virtual.ts'
import type { PrintProgress } from '#gateway/printer/print-job.ts'
import {
  type Printer,
  type PrinterConfig,
  type PrinterHealth,
  type PrinterTimes,
  startPrinter,
} from '#gateway/printer/printer.ts'
import { textOf } from '#gateway/virtual/paper.ts'
import { createVirtualPrinter, type VirtualPrinter } from '#gateway/virtual/printer.ts'
import { PrintDocument } from '#shared/contracts/print.ts'
import { receipts } from './receipts.ts'

export const fastTimes: Partial<PrinterTimes> = {
  answerMs: 400,
  completeMs: 1500,
  watchMs: 30,
  settleMs: 100,
  waitMs: 20,
  pollMs: 40,
  reconnectMinMs: 20,
  reconnectMaxMs: 100,
  stopMs: 300,
}

export interface TestBench extends AsyncDisposable {
  readonly printer: Printer
  readonly device: VirtualPrinter
  readonly healths: PrinterHealth[]
  readonly progress: PrintProgress[]
  /** All bytes the printer was sent, status questions included. */
  readonly wire: () => Buffer
  print(more?: {
    /** So many numbered lines in the place of the receipt. */
    lines?: number
    document?: PrintDocument
    duplicate?: boolean
    openDrawer?: boolean
    expiresAt?: number
  }): ReturnType<Printer['print']>
  paper(): readonly string[][]
}

/** A printer driver on a virtual printer, with what went over the wire. */
export async function createBench(
  options: {
    readonly profile?: string
    readonly times?: Partial<PrinterTimes>
    readonly linesPerSecond?: number
    readonly hidesEnd?: boolean
    readonly forgetsOnCover?: boolean
    readonly config?: Partial<PrinterConfig>
    /** Another way to the device than the virtual line. */
    readonly openLine?: (device: VirtualPrinter) => Promise<Duplex>
    readonly clock?: () => number
  } = {},
): Promise<TestBench> {
  const profile = options.profile ?? 'epson-tm-t20iii'
  const lines = createVirtualLines()
  const device = createVirtualPrinter({
    maker: profile.startsWith('epson') ? 'epson' : 'clone',
    columns: 48,
    clock: () => Date.now(),
    hidesEnd: options.hidesEnd ?? false,
    forgetsOnCover: options.forgetsOnCover ?? false,
    ...(options.linesPerSecond === undefined ? {} : { linesPerSecond: options.linesPerSecond }),
  })
  const sent: Uint8Array[] = []
  lines.register('p1', (end) => {
    end.on('data', (chunk: Uint8Array) => sent.push(chunk))
    device.attach(end)
  })
  const healths: PrinterHealth[] = []
  const progress: PrintProgress[] = []
  const printer = startPrinter({
    config: {
      kind: 'receipt-printer',
      device: 'p1',
      name: 'Printer',
      line: { kind: 'virtual' },
      profile,
      columns: 48,
      drawer: true,
      ...options.config,
    },
    openLine: () => options.openLine?.(device) ?? lines.open('p1'),
    clock: options.clock ?? (() => Date.now()),
    onHealth: (health) => healths.push(health),
    times: { ...fastTimes, ...options.times },
  })
  return {
    printer,
    device,
    healths,
    progress,
    wire: () => Buffer.concat(sent),
    print: (more = {}) => {
      const job = {
        document: more.document ?? (more.lines === undefined ? receipts.mn : numbered(more.lines)),
        duplicate: more.duplicate ?? false,
        openDrawer: more.openDrawer ?? false,
        expiresAt: more.expiresAt ?? null,
      }
      return printer.print(job, (next) => progress.push(next))
    },
    paper: () => device.receipts().map((receipt) => [...textOf(receipt)]),
    [Symbol.asyncDispose]: () => printer.close(),
  }
}

function numbered(lines: number): PrintDocument {
  const blocks = Array.from({ length: lines }, (_, index) => {
    return { kind: 'text' as const, text: `line ${index + 1}` }
  })
  return PrintDocument.parse({ language: 'mn', title: `${lines} lines`, blocks })
}

export async function until(condition: () => boolean, timeoutMs = 20_000): Promise<void> {
  const deadline = performance.now() + timeoutMs
  while (!condition()) {
    if (performance.now() > deadline)
      throw new Error(`not within ${timeoutMs} ms: ${condition.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** Status questions taken out: what is left is what makes paper and drawers move. */
export function withoutQuestions(wire: Buffer): string {
  return wire.toString('hex').replaceAll(/1004(01|02|03|04)|1d7201|1d610f/g, '')
}
