import iconv from 'iconv-lite'
import type { DeviceConfig, DisplayLine } from '#shared/contracts/device.ts'
import { latinOf } from './latin.ts'

export type DisplayConfig = Extract<DeviceConfig, { kind: 'customer-display' }>
export type TwoLines = readonly [DisplayLine, DisplayLine]

const WIDTH = 20
const ESC = 0x1b
const US = 0x1f
const CR = 0x0d

/**
 * Once on each new line. CD5220: `ESC @`, and CLR (0C), which leaves the mode that takes strings.
 * Epson: `ESC = 2` chooses the display where a printer shares its line, `US 1` writes over what is
 * there. Then the page of letters.
 */
export function startBytes({ profile, codePage }: DisplayConfig): Uint8Array {
  const page = codePage === undefined ? [] : [ESC, 0x74, codePage.number]
  const select = profile === 'epson-vfd' ? [ESC, 0x3d, 2] : []
  const mode = profile === 'epson-vfd' ? [US, 1] : []
  return Uint8Array.from([...select, ESC, 0x40, 0x0c, ...mode, ...page])
}

/** Both lines, twenty characters each: no byte of an earlier text stays. */
export function showBytes(config: DisplayConfig, lines: TwoLines): Uint8Array {
  const [upper, lower] = lines.map((line) => lineBytes(line, config))
  return config.profile === 'cd5220'
    ? Buffer.concat([
        Uint8Array.from([ESC, 0x51, 0x41]),
        upper ?? blank,
        Uint8Array.from([CR, ESC, 0x51, 0x42]),
        lower ?? blank,
        Uint8Array.from([CR]),
      ])
    : Buffer.concat([
        Uint8Array.from([US, 0x24, 1, 1]),
        upper ?? blank,
        Uint8Array.from([US, 0x24, 1, 2]),
        lower ?? blank,
      ])
}

const blank = Buffer.alloc(WIDTH, 0x20)

/** What stands right is whole as long as the line holds it; the left gets the rest. */
function lineBytes({ left, right }: DisplayLine, { codePage }: DisplayConfig): Uint8Array {
  const bytesOf = (text: string) =>
    Array.from(text.normalize('NFC')).flatMap((char) => charBytes(char, codePage?.page))
  const end = bytesOf(right).slice(0, WIDTH)
  const room = end.length === 0 ? WIDTH : Math.max(0, WIDTH - end.length - 1)
  const start = bytesOf(left).slice(0, room)
  return Buffer.concat([
    Buffer.from(start),
    blank.subarray(start.length + end.length),
    Buffer.from(end),
  ])
}

type Page = NonNullable<DisplayConfig['codePage']>['page']

/** As the page has it, else in Latin letters. A control character would be a command: never sent. */
function charBytes(char: string, page: Page | undefined): readonly number[] {
  if (/^[ -~]$/.test(char)) return [char.charCodeAt(0)]
  if (page !== undefined) {
    for (const candidate of [char, ...(likeness.get(char) ?? [])]) {
      const bytes = iconv.encode(candidate, page)
      if (bytes.length === 1 && iconv.decode(bytes, page) === candidate) return [...bytes]
    }
  }
  return Array.from(latinOf(char), (letter) => letter.charCodeAt(0))
}

/** Russian pages have no Ө and Ү: what they look like is read at once, Latin letters between are not. */
const likeness: ReadonlyMap<string, readonly string[]> = new Map([
  ['Ө', ['О']],
  ['ө', ['о']],
  ['Ү', ['У']],
  ['ү', ['у']],
])
