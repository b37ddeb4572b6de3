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
  readonly drawer: 'closed' | 'open'
  /** Pulled out, it prints what it holds and nobody hears it. */
  readonly cable: 'in' | 'out'
  /** `garbage`: as with a wrong speed; `half`: frames that break off. */
  readonly answers: 'good' | 'garbage' | 'half'
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
  /** The paper ends before the command in which this many more bytes are reached. */
  runOutAtByte(bytes: number): void
  setDrawer(drawer: VirtualPrinterState['drawer']): void
  setCable(cable: VirtualPrinterState['cable']): void
  setAnswers(answers: VirtualPrinterState['answers']): void
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
  /** Of font B; left out: letters of 9 dots. */
  readonly columnsB?: number
  readonly clock: () => number
  /** Left out: it prints as fast as it is fed. */
  readonly linesPerSecond?: number
  /** Like some clones: `GS r` stays unanswered. */
  readonly hidesEnd?: boolean
  /** Like others: what was received and not printed is gone once the cover is open. */
  readonly forgetsOnCover?: boolean
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
  let drawer: VirtualPrinterState['drawer'] = 'closed'
  let cable: VirtualPrinterState['cable'] = 'in'
  let answers: VirtualPrinterState['answers'] = 'good'
  let halves = 0
  let linesLeft = Number.POSITIVE_INFINITY
  let bytesLeft = Number.POSITIVE_INFINITY
  let automatic = false
  let buffer: Token[] = []
  let bufferBytes = 0
  let busyUntil: NodeJS.Timeout | undefined
  let linesInToken = 0
  const interpreter = createInterpreter({
    pages: options.pages ?? pageTableOf(options.maker),
    columns: options.columns,
    columnsB: options.columnsB ?? Math.floor((options.columns * 4) / 3),
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
    state: () => ({ power, silent, paper, cover, drawer, cable, answers }),
    receipts: () => paperRoll.receipts(),
    drawerKicks: () => kicks,
    warnings: () => warnings,
    setPaper,
    runOutAfter: (count) => {
      linesLeft = count
    },
    runOutAtByte: (count) => {
      bytesLeft = count
    },
    setDrawer,
    setCable,
    setAnswers: (next) => {
      answers = next
      changed()
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
    if (cable === 'out') {
      end.destroy()
      throw new Error('the virtual printer is unplugged')
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
      const token = buffer[0]
      if (token === undefined) break
      bytesLeft -= token.bytes.length
      if (bytesLeft < 0) {
        setPaper('out')
        break
      }
      buffer.shift()
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
        return 0x12 | (isReady() ? 0 : 0x08) | drawerBit()
      case 2:
        return 0x12 | (cover === 'open' ? 0x04 : 0) | (isOut ? 0x20 : 0)
      case 4:
        return 0x12 | (paper === 'ok' ? 0 : 0x0c) | (isOut ? 0x60 : 0)
      default:
        return 0x12
    }
  }

  function automaticStatus(): Uint8Array {
    const printer = 0x10 | (isReady() ? 0 : 0x08) | (cover === 'open' ? 0x20 : 0) | drawerBit()
    const sensor = (paper === 'ok' ? 0 : 0x03) | (paper === 'out' ? 0x0c : 0)
    return Uint8Array.of(printer, 0, sensor, 0)
  }

  /** Pin 3 is high while the drawer is open. */
  function drawerBit(): number {
    return drawer === 'open' ? 0x04 : 0
  }

  function isReady(): boolean {
    return power === 'on' && !silent && paper !== 'out' && cover === 'closed'
  }

  function setPaper(next: VirtualPrinterState['paper']): void {
    const wasOut = paper === 'out'
    paper = next
    bytesLeft = Number.POSITIVE_INFINITY
    if (next === 'out') linesLeft = 0
    else if (wasOut || linesLeft <= 0) linesLeft = Number.POSITIVE_INFINITY
    sensorChanged()
  }

  function setCover(next: VirtualPrinterState['cover']): void {
    cover = next
    if (next === 'open' && options.forgetsOnCover === true) {
      buffer = []
      bufferBytes = 0
      interpreter.reset()
    }
    sensorChanged()
  }

  function setDrawer(next: VirtualPrinterState['drawer']): void {
    drawer = next
    sensorChanged()
  }

  function setCable(next: VirtualPrinterState['cable']): void {
    cable = next
    if (next === 'out') for (const line of lines) line.destroy()
    changed()
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
    setDrawer('open')
    changed()
  }

  function say(bytes: Uint8Array): void {
    if (silent) return
    const said = distort(bytes)
    if (said.length === 0) return
    for (const line of lines) if (line.writable) line.write(said)
  }

  function distort(bytes: Uint8Array): Uint8Array {
    switch (answers) {
      case 'good':
        return bytes
      case 'garbage':
        return bytes.map((byte) => (byte ^ 0x5a) | 0x80)
      case 'half':
        // Of an answer of one byte every second is whole, and every other none.
        halves += 1
        return bytes.subarray(0, Math.floor((bytes.length + (halves % 2)) / 2))
    }
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
