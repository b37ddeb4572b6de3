import iconv from 'iconv-lite'
import type { DeviceConfig } from '#shared/contracts/device.ts'
import { type CableEnd, createCableEnd } from './cable-end.ts'

export interface VirtualDisplay extends CableEnd {
  /** Bytes of the cable, also without one. */
  hear(chunk: Uint8Array): void
  /** What stands on the glass: twenty characters each. */
  lines(): readonly [string, string]
  /** Bytes that no command begins with. */
  strays(): number
}

type Config = Extract<DeviceConfig, { kind: 'customer-display' }>
const WIDTH = 20

/** Reads the commands of its make one byte at a time, as the display's own processor does. */
export function createVirtualDisplay(config: Config, onChange: () => void): VirtualDisplay {
  const glass = [blank(), blank()] as const
  let waiting: number[] = []
  let page: number | null = null
  let row = 0
  let column = 0
  let strays = 0
  const hear = (chunk: Uint8Array) => {
    for (const byte of chunk) take(byte)
    onChange()
  }
  const end = createCableEnd({ onChange, hear })

  function take(byte: number): void {
    waiting.push(byte)
    const length = commandLength(waiting, config.profile)
    if (length === undefined || waiting.length < length) return
    const command = waiting
    waiting = []
    act(command)
  }

  function act(command: readonly number[]): void {
    const [first = 0, second = 0, third = 0, fourth = 0] = command
    if (first >= 0x20) return put(first)
    if (first === 0x0c || (first === 0x1b && second === 0x40)) clear()
    else if (first === 0x0b) [row, column] = [0, 0]
    else if (first === 0x1b && second === 0x74) page = third
    else if (first === 0x1b && second === 0x51) {
      const text = command.slice(3, -1)
      const to = glass[third === 0x42 ? 1 : 0]
      to.fill(0x20)
      for (const [i, byte] of text.slice(0, WIDTH).entries()) to[i] = byte
    } else if (first === 0x1f && second === 0x24) [column, row] = [third - 1, fourth - 1]
    else if (!(first === 0x1f && second === 1) && !(first === 0x1b && second === 0x3d)) strays += 1
  }

  function put(byte: number): void {
    const to = glass[row === 1 ? 1 : 0]
    if (column < WIDTH) to[column] = byte
    column += 1
    if (column < WIDTH) return
    column = 0
    row = 1 - row
  }

  function clear(): void {
    for (const line of glass) line.fill(0x20)
    row = 0
    column = 0
  }

  const textOf = (bytes: readonly number[]) => {
    const isChosen = config.codePage !== undefined && page === config.codePage.number
    return iconv.decode(Buffer.from(bytes), isChosen ? (config.codePage?.page ?? 'ascii') : 'ascii')
  }
  return { ...end, hear, lines: () => [textOf(glass[0]), textOf(glass[1])], strays: () => strays }
}

/** Of the command that begins so; undefined where its end is not in sight. */
function commandLength(bytes: readonly number[], profile: Config['profile']): number | undefined {
  const [first = 0, second, third] = bytes
  if (first === 0x1b) {
    if (second === undefined) return 2
    if (second === 0x40) return 2
    if (second === 0x74 || second === 0x3d) return 3
    if (second !== 0x51 || profile !== 'cd5220') return 2
    if (third === undefined) return 3
    return bytes.at(-1) === 0x0d && bytes.length > 3 ? bytes.length : undefined
  }
  if (first === 0x1f) {
    if (second === undefined) return 2
    return second === 0x24 ? 4 : 2
  }
  return 1
}

function blank(): number[] {
  return Array.from({ length: WIDTH }, () => 0x20)
}
