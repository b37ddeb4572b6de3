/** Cuts a stream of ESC/POS bytes into texts and whole commands (Epson command reference). */
export type Token =
  | { readonly kind: 'text'; readonly bytes: Uint8Array }
  | { readonly kind: 'command'; readonly bytes: Uint8Array }
  /** `DLE …`: acted on when it arrives, before all that waits in the buffer. */
  | { readonly kind: 'real-time'; readonly bytes: Uint8Array }
  | { readonly kind: 'unknown'; readonly bytes: Uint8Array }

const DLE = 0x10
const ESC = 0x1b
const FS = 0x1c
const GS = 0x1d

/** Whole length of fixed commands by prefix and letter; the others are worked out below. */
const lengthByCommand: Readonly<Record<number, Readonly<Record<string, number>>>> = {
  [ESC]: lengths({ 2: '@2ivLSm', 3: ' !%-3=EGJMRTVadrtu{?', 4: '$\\', 5: 'p', 10: 'W' }),
  [FS]: lengths({ 2: '.&', 3: '!C-W', 4: 'Sp' }),
  [GS]: lengths({ 2: ':c', 3: '!BHITabfhrw/', 4: '$LPW\\' }),
}
const commandBytesMax = 1024 * 1024

export function createLexer(): (chunk: Uint8Array) => readonly Token[] {
  let rest: Uint8Array = new Uint8Array(0)
  return (chunk) => {
    let bytes: Uint8Array = concat(rest, chunk)
    const tokens: Token[] = []
    for (;;) {
      const token = nextToken(bytes)
      if (token === undefined) break
      tokens.push(token)
      bytes = bytes.subarray(token.bytes.length)
    }
    rest = bytes.slice()
    return tokens
  }
}

function nextToken(bytes: Uint8Array): Token | undefined {
  const first = bytes[0]
  if (first === undefined) return undefined
  if (first >= 0x20) {
    const end = bytes.findIndex((value) => value < 0x20)
    return { kind: 'text', bytes: bytes.slice(0, end === -1 ? bytes.length : end) }
  }
  if (first !== DLE && first !== ESC && first !== FS && first !== GS) {
    const isKnown = first === 0x0a || first === 0x0d || first === 0x09 || first === 0x0c
    return { kind: isKnown ? 'command' : 'unknown', bytes: bytes.slice(0, 1) }
  }
  const length = commandLength(bytes)
  if (length === 'more') return undefined
  if (length === 'unknown') return { kind: 'unknown', bytes: bytes.slice(0, 2) }
  if (length > commandBytesMax) return { kind: 'unknown', bytes: bytes.slice(0, 2) }
  if (bytes.length < length) return undefined
  return { kind: first === DLE ? 'real-time' : 'command', bytes: bytes.slice(0, length) }
}

function commandLength(bytes: Uint8Array): number | 'more' | 'unknown' {
  const [prefix = 0, letter, third] = bytes
  if (letter === undefined) return 'more'
  const fixed = lengthByCommand[prefix]?.[String.fromCharCode(letter)]
  if (fixed !== undefined) return fixed
  if (prefix === DLE) return realTimeLength(letter, third)
  const name = `${prefix.toString(16)}${String.fromCharCode(letter)}`
  switch (name) {
    case '1bD':
      return untilNul(bytes, 2)
    case '1bc':
      return 4
    case '1b&':
      return userCharactersLength(bytes)
    case '1b*':
      return counted(bytes, 5, (b) => word(b, 3) * (at(b, 2) >= 32 ? 3 : 1))
    case '1dV':
      if (third === undefined) return 'more'
      return [0, 1, 48, 49].includes(third) ? 3 : 4
    case '1dk':
      if (third === undefined) return 'more'
      if (third <= 6) return untilNul(bytes, 3)
      return counted(bytes, 4, (b) => at(b, 3))
    case '1dv':
      return counted(bytes, 8, (b) => word(b, 4) * word(b, 6))
    case '1d(':
      return counted(bytes, 5, (b) => word(b, 3))
    case '1d8':
      return counted(bytes, 7, (b) => word(b, 3) + word(b, 5) * 65_536)
    default:
      return 'unknown'
  }
}

function realTimeLength(letter: number, third: number | undefined): number | 'more' | 'unknown' {
  if (letter === 0x04) return third === 7 || third === 8 ? 4 : 3
  if (letter === 0x05) return 3
  if (letter !== 0x14) return 'unknown'
  if (third === undefined) return 'more'
  return third === 8 ? 10 : 5
}

/** Head of five bytes, then for each code a width and so many columns. */
function userCharactersLength(bytes: Uint8Array): number | 'more' {
  if (bytes.length < 5) return 'more'
  let length = 5
  for (let code = at(bytes, 3); code <= at(bytes, 4); code += 1) {
    const width = bytes[length]
    if (width === undefined) return 'more'
    length += 1 + width * at(bytes, 2)
  }
  return length
}

function counted(
  bytes: Uint8Array,
  head: number,
  dataLength: (bytes: Uint8Array) => number,
): number | 'more' {
  return bytes.length < head ? 'more' : head + dataLength(bytes)
}

function untilNul(bytes: Uint8Array, from: number): number | 'more' {
  const end = bytes.indexOf(0, from)
  return end === -1 ? 'more' : end + 1
}

function at(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0
}

function word(bytes: Uint8Array, index: number): number {
  return at(bytes, index) + at(bytes, index + 1) * 256
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}

function lengths(lettersByLength: Readonly<Record<number, string>>): Record<string, number> {
  const byLetter: Record<string, number> = {}
  for (const [length, letters] of Object.entries(lettersByLength)) {
    for (const letter of letters) byLetter[letter] = Number(length)
  }
  return byLetter
}
