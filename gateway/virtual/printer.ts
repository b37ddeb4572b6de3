import type { Duplex } from 'node:stream'
import { type Maker, type PageTable, pageTableOf } from './code-pages.ts'
import { createInterpreter } from './interpreter.ts'
import { createLexer, type Token } from './lexer.ts'
import { createPaperRoll, type PaperReceipt } from './paper.ts'

export interface DrawerKick {
  readonly at: number
  readonly pin: number
  readonly onMs: number
}

export interface VirtualPrinterState {
  readonly power: 'on' | 'off'
  readonly silent: boolean
  readonly paper: 'ok' | 'low' | 'out'
  readonly cover: 'closed' | 'open'
}

/** An ESC/POS printer that is not there: it understands what it is sent and answers as one. */
export interface VirtualPrinter {
  readonly columns: number
  /** The other end of the printer's cable. Throws while the printer is switched off. */
  attach(end: Duplex): void
  state(): VirtualPrinterState
  receipts(): readonly PaperReceipt[]
  drawerKicks(): readonly DrawerKick[]
  warnings(): readonly string[]
  setPaper(paper: VirtualPrinterState['paper']): void
  /** The paper ends after so many more lines. */
  runOutAfter(lines: number): void
  setCover(cover: VirtualPrinterState['cover']): void
  setPower(power: VirtualPrinterState['power']): void
  /** Switched on and connected, but it reads and says nothing. */
  setSilent(silent: boolean): void
  tear(): void
  onChange(listener: () => void): () => void
}

const bufferBytesMax = 64 * 1024
const kicksMax = 100
const warningsMax = 100

export function createVirtualPrinter(options: {
  readonly maker: Maker
  /** Left out: those of its maker. */
  readonly pages?: PageTable
  readonly columns: number
  readonly clock: () => number
  /** Left out: it prints as fast as it is fed. */
  readonly linesPerSecond?: number
  /** Like some clones: `GS r` stays unanswered. */
  readonly hidesEnd?: boolean
}): VirtualPrinter {
  const { clock, linesPerSecond } = options
  const lines = new Set<Duplex>()
  const listeners = new Set<() => void>()
  const paperRoll = createPaperRoll(clock)
  const kicks: DrawerKick[] = []
  const warnings: string[] = []
  let power: VirtualPrinterState['power'] = 'on'
  let silent = false
  let paper: VirtualPrinterState['paper'] = 'ok'
  let cover: VirtualPrinterState['cover'] = 'closed'
  let linesLeft = Number.POSITIVE_INFINITY
  let automatic = false
  let buffer: Token[] = []
  let bufferBytes = 0
  let busyUntil: NodeJS.Timeout | undefined
  let linesInToken = 0
  const interpreter = createInterpreter({
    pages: options.pages ?? pageTableOf(options.maker),
    columns: options.columns,
    paper: paperRoll,
    advance,
    answer: options.hidesEnd === true ? () => undefined : say,
    paperBits: () => (paper === 'out' ? 0x0f : paper === 'low' ? 0x03 : 0x00),
    setAutomatic: (on) => {
      automatic = on
      if (on) say(automaticStatus())
    },
    openDrawer: kickDrawer,
    warn,
  })
  return {
    columns: options.columns,
    attach,
    state: () => ({ power, silent, paper, cover }),
    receipts: () => paperRoll.receipts(),
    drawerKicks: () => kicks,
    warnings: () => warnings,
    setPaper,
    runOutAfter: (count) => {
      linesLeft = count
    },
    setCover,
    setPower,
    setSilent,
    tear: () => {
      paperRoll.tear()
      changed()
    },
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }

  function attach(end: Duplex): void {
    if (power === 'off') {
      end.destroy()
      throw new Error('the virtual printer is switched off')
    }
    const lex = createLexer()
    lines.add(end)
    end.on('error', () => undefined)
    end.on('close', () => lines.delete(end))
    end.on('end', () => end.destroy())
    end.on('data', (chunk: Uint8Array) => {
      if (silent) return
      for (const token of lex(chunk)) receive(token)
      pump()
      if (bufferBytes > bufferBytesMax) end.pause()
    })
  }

  function receive(token: Token): void {
    if (token.kind === 'real-time') return obey(token.bytes)
    if (token.kind === 'unknown') return warn(`not a command: ${hex(token.bytes)}`)
    buffer.push(token)
    bufferBytes += token.bytes.length
  }

  /** Prints what waits, as long as it can; the rest stays for when the paper is back. */
  function pump(): void {
    while (isReady() && busyUntil === undefined) {
      const token = buffer.shift()
      if (token === undefined) break
      bufferBytes -= token.bytes.length
      linesInToken = 0
      interpreter.run(token.bytes, token.kind === 'text')
      if (linesPerSecond === undefined || linesInToken === 0) continue
      busyUntil = setTimeout(
        () => {
          busyUntil = undefined
          pump()
        },
        (1000 * linesInToken) / linesPerSecond,
      )
    }
    if (bufferBytes <= bufferBytesMax) for (const line of lines) line.resume()
    changed()
  }

  function advance(count: number): void {
    linesInToken += count
    linesLeft -= count
    if (linesLeft <= 0) setPaper('out')
  }

  function obey(bytes: Uint8Array): void {
    const [, letter, kind, third] = bytes
    if (letter === 0x04) return say(Uint8Array.of(realTimeStatus(kind ?? 1)))
    if (letter === 0x14 && kind === 1) {
      return kickDrawer({ pin: third === 1 ? 5 : 2, onMs: (bytes[4] ?? 0) * 100 })
    }
    const isClear = letter === 0x14 && hex(bytes.slice(2)) === '0801031401060208'
    if (isClear && options.maker === 'epson') {
      buffer = []
      bufferBytes = 0
      interpreter.reset()
      return say(Uint8Array.of(0x37, 0x25, 0))
    }
    warn(`real-time command not known: ${hex(bytes)}`)
  }

  function realTimeStatus(kind: number): number {
    const isOut = paper === 'out'
    switch (kind) {
      case 1:
        return 0x12 | (isReady() ? 0 : 0x08)
      case 2:
        return 0x12 | (cover === 'open' ? 0x04 : 0) | (isOut ? 0x20 : 0)
      case 4:
        return 0x12 | (paper === 'ok' ? 0 : 0x0c) | (isOut ? 0x60 : 0)
      default:
        return 0x12
    }
  }

  function automaticStatus(): Uint8Array {
    const printer = 0x10 | (isReady() ? 0 : 0x08) | (cover === 'open' ? 0x20 : 0)
    const sensor = (paper === 'ok' ? 0 : 0x03) | (paper === 'out' ? 0x0c : 0)
    return Uint8Array.of(printer, 0, sensor, 0)
  }

  function isReady(): boolean {
    return power === 'on' && !silent && paper !== 'out' && cover === 'closed'
  }

  function setPaper(next: VirtualPrinterState['paper']): void {
    const wasOut = paper === 'out'
    paper = next
    if (next === 'out') linesLeft = 0
    else if (wasOut || linesLeft <= 0) linesLeft = Number.POSITIVE_INFINITY
    sensorChanged()
  }

  function setCover(next: VirtualPrinterState['cover']): void {
    cover = next
    sensorChanged()
  }

  function setPower(next: VirtualPrinterState['power']): void {
    power = next
    if (next === 'off') {
      buffer = []
      bufferBytes = 0
      automatic = false
      interpreter.reset()
      for (const line of lines) line.destroy()
    }
    changed()
  }

  function setSilent(next: boolean): void {
    silent = next
    sensorChanged()
  }

  function sensorChanged(): void {
    if (automatic) say(automaticStatus())
    // Within a token the pump is running already and looks for itself.
    setImmediate(pump)
  }

  function kickDrawer(kick: { readonly pin: number; readonly onMs: number }): void {
    kicks.push({ at: clock(), ...kick })
    if (kicks.length > kicksMax) kicks.shift()
    changed()
  }

  function say(bytes: Uint8Array): void {
    if (silent) return
    for (const line of lines) if (line.writable) line.write(bytes)
  }

  function warn(text: string): void {
    warnings.push(text)
    if (warnings.length > warningsMax) warnings.shift()
  }

  function changed(): void {
    for (const listener of listeners) listener()
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
